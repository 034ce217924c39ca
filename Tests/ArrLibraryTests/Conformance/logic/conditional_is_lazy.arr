def explode() { raise "no" }
print(1 if true else explode(), explode() if false else 2)
