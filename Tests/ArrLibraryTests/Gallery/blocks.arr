# %% a colon for a brace
for x in [1, 2] :
    print(x)
# %% Python's if, elif and else make one error
x = 3
if x > 2:
    print("big")
elif x > 1:
    print("small")
else:
    print("none")
y = 4
# %% a Python function
def mean(xs):
    return sum(xs) / len(xs)
# %% a Python function with a result type
def mean(xs) -> float:
    return sum(xs) / len(xs)
# %% a result type
def mean(xs) -> float { return sum(xs) / len(xs) }
# %% while with a colon
while true: break
# %% no brace at all
if x > 1
    print(x)
# %% then
if x > 1 then { print(x) }
# %% end for a brace
for x in [1, 2]
    print(x)
end
# %% else if
x = 1
if x > 1 { print(1) } else if x > 0 { print(2) }
# %% elseif
x = 1
if x > 1 { print(1) } elseif x > 0 { print(2) }
# %% elif in a line of its own
x = 1
elif x > 0 { print(2) }
# %% except
try { x = 1 / 0 } except { print("no") }
# %% except with a name, in Python's layout
try:
    x = 1
except ValueError as e:
    print(e)
# %% catch with parentheses
try { x = 1 } catch (e) { print(e.message) }
# %% catch as
try { x = 1 } catch Error as e { print(e.message) }
# %% finally
try { x = 1 } finally { print(2) }
# %% try alone
try { x = 1 }
y = 2
# %% for in C
for (i = 0; i < 3; i++) { print(i) }
# %% for in JavaScript
for (let x of xs) { print(x) }
# %% for with parentheses
for (x in [1, 2]) { print(x) }
# %% for to
for i = 1:10 { print(i) }
# %% with two objects
with timer() as a, timer() as b { print(1) }
# %% while with an assignment
while x = 3 { print(x) }
# %% if with an assignment in parentheses
x = 1
if (x = 3) { print(x) }
# %% do while
do { x = 1 } while x < 3
# %% switch
switch x {
  case 1: print(1)
  default: print(2)
}
# %% match
match x {
    case 1 { print(1) }
}
# %% unless
unless x { print(1) }
# %% pass
def f() {
    pass
}
f()
# %% else of a loop
for x in [1] { print(x) } else { print(2) }
# %% a closing brace too many
if true { print(1) } }
print(2)
