print(not "", not " ", "yes" if "0" else "no")
