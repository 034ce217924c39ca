add = n => (x => x + n)
add5 = add(5)
print(add5(1), add(1)(1), (a => b => c => [a, b, c])(1)(2)(3))
