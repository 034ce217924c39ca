for i in range(10) {
    if i == 2 { continue }
    if i == 5 { break }
    print(i)
}
i = 0
while true {
    i += 1
    if i % 2 == 0 { continue } elif i > 6 { break } else { print("odd", i) }
}
def find(xs, x) {
    for i in range(len(xs)) {
        for _ in [1] {
            while true {
                if xs[i] == x { return i }
                break
            }
        }
    }
    return -1
}
print(find([4, 5, 6], 6), find([], 1))
for i in range(5, 0, -2) { print(i) }
print(range(3), range(1, 10, 3)[1], range(10)[2:8:2], len(range(0)), range(0) == range(5, 5))
for x in 5 { print(x) }
