log = []
def note(x) { log.append(x); log[0] = "first" }
note(1)
note(2)
print(log)
