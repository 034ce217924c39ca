def f() {
    len = x => "hidden"
    return len([1])
}
print(f(), len([1]))
