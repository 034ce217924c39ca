print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == true, 3 > 2 >= 2 != 5)
def middle() { print("once"); return 2 }
print(1 < middle() < 3)
print(5 < middle() < explode())
print("a" < "b", "Z" < "a", "abc" < "abd", [1, 2] < [1, 3], (1,) < (1, 2), [2] > [1, 9])
print(none == none, none != 0, [1, [2.0]] == [1, [2]], {"a": 1, "b": 2} == {"b": 2, "a": 1})
print(9007199254740993 == 9007199254740992.0, 9007199254740993 > 9007199254740992.0)
print(2 in [1, 2], 3 not in [1, 2], "ell" in "hello", "k" in {"k": 1}, 4 in range(0, 10, 2), 5 in range(0, 10, 2))
print(1 < "a")
