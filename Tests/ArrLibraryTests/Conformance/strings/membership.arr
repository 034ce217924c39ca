print("ell" in "hello", "" in "abc", "" in "", "x" not in "abc", "abc" in "ab", "😀" in "a😀b")
