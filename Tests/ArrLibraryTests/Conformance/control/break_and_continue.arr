for i in range(10) {
    if i == 1 { continue }
    if i == 4 { break }
    print(i)
}
print("after", i)
