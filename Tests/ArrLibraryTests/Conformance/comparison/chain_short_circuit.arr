def say(n) { print("say", n); return n }
print(say(1) > say(2) > say(3))
print(say(1) < say(2) < say(3) > say(0))
