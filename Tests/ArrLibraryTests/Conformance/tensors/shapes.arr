x = arange(24).reshape(2, 3, 4)
print(x.shape, x[0].shape, x[0, 0].shape)
print(x.shape == (2, 3, 4), (2, 3, 4) == x.shape, x.shape == (2, 3), x.shape != (2, 3, 4))
print(x.shape[0], x.shape[-1], x.shape[:2], x.shape[::-1], len(x.shape))
print(x.shape + (1,), (1,) + x.shape[1:], x.shape * 2)
a, *rest = x.shape
print(a, rest)
print({x.shape: "key"}[(2, 3, 4)], (2, 3, 4) in [x.shape], max(x.shape))
print(zeros(x.shape).shape, x.reshape(x.shape[0], -1).shape)
