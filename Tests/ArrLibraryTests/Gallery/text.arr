# %% an open string
x = "abc
y = 1
# %% an open string in a call
print("abc)
# %% an open long string
x = """abc
y = 1
# %% curly quotes
x = “abc”
# %% curly single quotes
x = ‘abc’
# %% a no-break space is a blank
x =  1 +
# %% a minus of typography
x = 3 − 1
# %% less or equal of mathematics
x = 1
if x ≤ 2 { print(x) }
# %% a times sign
x = 3 × 4
# %% an arrow character
f = x → x
# %% an emoji
x = 🎉
# %% an unknown escape
x = "C:\Users"
# %% a short escape
x = "\x1"
# %% a byte string
x = b"abc"
# %% an f-string with a bad field
x = f"{1 +}"
# %% a bad conversion
x = f"{1!x}"
# %% a bad format
x = f"{1.5:d}"
# %% a number with letters
x = 12abc
# %% a number with a leading zero
x = 007
# %% a number that is too large
x = 99999999999999999999
# %% an imaginary number
x = 3j
# %% an underscore at the end
x = 1_000_
# %% a comment with //
x = 1 // the first
# %% a comment line with //
// the first
x = 1
# %% a C comment
/* the first */
x = 1
# %% a comment with --
-- the first
x = 1
# %% a comment with %
% the first
x = 1
# %% a comment with a Python docstring over tabs
	x = 1 +
# %% a backslash in the middle
x = 1 \ 2
# %% a prompt that was copied
>>> x = 1
# %% a template literal
x = `abc`
# %% string interpolation
x = "a" + ${b}
