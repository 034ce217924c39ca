def pair() { return (1, [2, 3]) }
print(pair()[1][0], pair()[0], "abc".upper()[1], [x => x + 1][0](5), {"f": len}["f"]("abc"))
