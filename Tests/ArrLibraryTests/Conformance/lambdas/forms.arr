one = () => 42
two = x => x + 1
three = (x) => x * 2
four = (a, b) => a - b
five = (a, b=10, c=20) => (a, b, c)
print(one(), two(1), three(2), four(5, 3), five(1), five(1, c=2))
