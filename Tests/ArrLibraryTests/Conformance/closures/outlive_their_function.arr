def make() {
    data = {"k": [1]}
    return () => data["k"]
}
get = make()
make = none
print(get())
