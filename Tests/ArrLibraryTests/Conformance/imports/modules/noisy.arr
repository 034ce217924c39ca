print("running")
value = [1]
