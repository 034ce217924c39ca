try { raise "x" } catch { print("caught") }
