try { raise "boom" } catch e { print(e.message, e.code, e.line, e.hint) }
try { missing } catch { print("caught") }
try {
    try { raise "inner" } catch e { raise e }
} catch again { print(again.message, again) }
def f() { raise "from f" }
try { f() } catch e { print(e.message, e.notes) }
try { assert 1 == 2, "one is " + "not two" } catch e { print(e.code, e.message) }
try { assert [] } catch e { print(e.message) }
def safe() {
    for i in range(3) {
        try {
            if i == 1 { return "returned from try" }
        } catch e { print("no") }
    }
}
print(safe())
try { 1 + "a" } catch e { print(e.message, e.hint) }
try { none.x } catch e { print(e.message) }
try { 5() } catch e { print(e.message) }
try { raise 5 } catch e { print(e.message) }
value = 3
valeu + 1
