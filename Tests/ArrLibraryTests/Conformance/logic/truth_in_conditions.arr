for x in [none, false, true, 0, 1, 0.0, -0.0, 0.5, "", " ", [], [0], {}, {"a": 0}, (), (0,)] {
    print(x, "true" if x else "false")
}
