n = 5
while n > 0 {
    n -= 2
    if n == 1 { continue }
    print(n)
}
print("end", n)
