nan = 1e999 - 1e999
print(nan, nan == nan, nan != nan, nan < 1, nan > 1, nan + 1, nan ** 0, 1 ** nan, not nan)
