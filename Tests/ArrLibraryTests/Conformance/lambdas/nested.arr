print((a => b => a - b)(5)(3), (f => x => f(f(x)))(n => n * 3)(2))
