def pair() {
    xs = []
    def put(x) { xs.append(x) }
    def get() { return len(xs) }
    return (put, get)
}
put, get = pair()
put(1)
put(2)
print(get())
