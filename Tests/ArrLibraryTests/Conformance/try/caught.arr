try { raise "boom" } catch e { print(e.message) }
print("after")
