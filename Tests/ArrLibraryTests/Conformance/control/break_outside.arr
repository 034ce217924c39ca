# Arr only: the words of the error
break
