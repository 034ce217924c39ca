for i in range(3) {
    print(i)
    i = 10
}
print(i)
