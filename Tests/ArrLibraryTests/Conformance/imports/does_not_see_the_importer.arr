# Arr only: a file has names of its own
secret = 5
import "modules/reads_secret.arr" as m
try { m.read() } catch e { print(e.message) }
