inf = 1e999
print(inf, -inf, inf + 1, inf == inf, inf > 1e308, 1 / inf, -1 / inf, inf // 1, 5 // inf, -5 // inf, inf ** 0, 0 * inf)
