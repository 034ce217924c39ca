print([none, 1][0], arange(3)[[0, 1]][none].tolist())
