s = "héllo"
print(len(s), s[1], s[-1], s[1:3], s[::-1], s + "!", s * 2, 2 * "ab")
print("it's", ["it's", 'say "x"', 'both \' "', "tab\t\\ \n é \x00"])
for c in "añb" { print(c) }
t = s
t += " there"
print(s, t, "b" > "a", "" == '')
raw = r"\d+\n"
print(raw, """multi
line""")
print(s.upper(), len("👩‍👩"), "日本語"[1])
try { s[0] = "x" } catch e { print(e.message) }
s[9]
