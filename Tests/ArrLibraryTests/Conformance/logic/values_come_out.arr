print(0 or "x", "" or none, 1 and 2, 0 and 1, [] or {} or (), "a" and "", none or false or 0)
