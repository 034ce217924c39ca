for a in [7, -7, 7.5, -7.5, 0] {
    for b in [2, -2, 0.7, -0.7] {
        print(a, b, a // b, a % b, abs((a // b) * b + a % b - a) < 1e-12)
    }
}
