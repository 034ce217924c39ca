for x in [1, 5, 10, 15] {
    if x < 3 { print("small") } elif x < 8 { print("middle") } elif x < 12 { print("big") } else { print("huge") }
}
