s = "héllo wörld"
print(s[0], s[1], s[-1], s[-4], s[4])
