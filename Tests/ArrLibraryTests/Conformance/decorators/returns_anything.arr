def call(f) { return f() }
@call
def value() { return 42 }
print(value)
