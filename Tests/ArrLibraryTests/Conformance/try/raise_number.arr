# Arr only: the words of the error
raise 5
