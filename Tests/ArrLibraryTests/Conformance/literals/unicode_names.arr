größe = 3
名 = "x"
print(größe, 名)
