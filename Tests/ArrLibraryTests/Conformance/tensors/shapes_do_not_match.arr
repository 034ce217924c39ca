# Arr only: the words of the error
a = zeros([9, 768])
b = zeros([50257, 768])
h = a @ b
