def fail() { raise "deep" }
def work() { with guard("w") { fail() } }
try { work() } catch e { print(e.message) }
