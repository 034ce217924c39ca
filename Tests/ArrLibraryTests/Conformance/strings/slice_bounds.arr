s = "abc"
print(s[-10:10], s[-10:-1], s[10:0:-1], s[2::-1], s[none:none:none], s[none:2])
