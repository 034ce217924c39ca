n = [1]
try { n += 5 } catch { print("refused", n) }
try { n -= [1] } catch { print("refused", n) }
d = {"k": 1}
try { d["k"] += "a" } catch { print("refused", d) }
try { d["none"] += 1 } catch { print("refused", d) }
