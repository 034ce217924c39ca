x = 5
print(f"""a {x}
b {x:03}
{
x + 1
}""")
