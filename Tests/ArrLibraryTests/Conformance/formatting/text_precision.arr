print(f"{'abcdef':.3}|{'abcdef':.0}|{'ab':.5}|{'abcdef':6.2}|{'abcdef':>6.2}|{'日本語':.2}|{'x':s}|{'x':5s}")
