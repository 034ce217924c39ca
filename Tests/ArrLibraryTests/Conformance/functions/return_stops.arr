def f() {
    print("before")
    return 1
    print("never")
}
print(f())
