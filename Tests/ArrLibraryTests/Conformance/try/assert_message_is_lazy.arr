def words() { print("made"); return "words" }
assert true, words()
try { assert false, words() } catch { print("caught") }
