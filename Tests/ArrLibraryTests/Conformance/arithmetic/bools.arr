print(true + true, true * 3, true - false, true / 2, true // 1, true % 2, true ** 2, true + 0.5, -true, false - true)
print([true + true, sum([true, false, true])])
