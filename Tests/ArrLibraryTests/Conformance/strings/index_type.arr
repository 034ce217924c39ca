# Arr only: the words of the error
"abc"["a"]
