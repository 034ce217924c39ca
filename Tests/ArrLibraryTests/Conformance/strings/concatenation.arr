print("a" + "b" + "", "ab" * 3, 3 * "ab", "ab" * 0, "ab" * -2)
