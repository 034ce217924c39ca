# Arr only: what failed left the value whole
d = {"xs": [1, 2]}
try { d["xs"][5] = 1 } catch { print(d) }
try { d["xs"].append(1, 2) } catch { print(d) }
try { d["xs"].pop(9) } catch { print(d) }
def bad() { raise "no" }
try { d["xs"][bad()] = 1 } catch { print(d) }
try { d["xs"].append(bad()) } catch { print(d) }
try { d["xs"][0] += bad() } catch { print(d) }
try { d["xs"].sort(key=x => bad()) } catch { print(d) }
