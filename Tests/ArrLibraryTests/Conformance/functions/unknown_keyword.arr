# Arr only: the words of the error
def greet(name, greeting="hello") { return greeting + name }
greet("Ann", greting="hi")
