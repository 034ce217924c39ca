nan = 1e999 - 1e999
inf = 1e999
print(f"{nan}|{nan:.2f}|{inf:f}|{-inf:e}|{inf:6}|{nan:06}|{inf:+}|{inf:F}|{nan:%}|{-inf:08.1f}|{nan:G}|{inf:,}")
