def f(a, b=2, c=3) { return (a, b, c) }
args = [1]
more = {"c": 9}
print(f(*args, **more), f(*args, 5, **more), f(*[], 1, *[2]), f(**{"a": 4}))
def call(function, args, kwargs) { return function(*args, **kwargs) }
print(call(f, (7, 8), {}), call(f, [], {"a": 0, "b": 1}))
