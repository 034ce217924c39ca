x = 5
print(-x, +x, --x, -(-x), - -3, +-3, -+-3, -1.5, +true, -true, -false)
