x = arange(3)
print(x[none].tolist(), x[:, none].tolist(), (x[:, none] * x[none, :]).tolist(), x[none, :, none].tolist(), x[..., none].tolist())
