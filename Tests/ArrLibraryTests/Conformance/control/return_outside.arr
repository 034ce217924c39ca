# Arr only: the words of the error
return 5
