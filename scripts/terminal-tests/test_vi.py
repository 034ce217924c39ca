"""vi keys, by what the text becomes."""
from suite import screens, test
from terminal import *


def session(start):
    t = start()
    with open(t.home + "/.editrc", "w") as file:
        file.write("# keys\nbind -v\narr:bind ^O arr-cut-line\nother:bind -e\nbind -s ^G abc\n")
    t.leave()
    return start()


CASES = [
    # typed in insert mode, typed in command mode, the text then
    ("one two three", "0dw", "two three"),
    ("one two three", "bD", "one two "),
    ("one two three", "0cwONE" + ESC, "ONE two three"),
    ("one two three", "02dwix", "xthree"),
    ("one two three", "bbx.", "one o three"),
    ("one two three", "0wrTe~", "one TwO three"),
    ("one two three", "0fod0", "o three"),
    ("f(a, b)", "0f(ct)x" + ESC, "fx)"),
    ("f(a, b)", "0%x", "f(a, b"),
    ("f(a, b)", "0fad%", "f, b)"),
    ("a.b.c.d", "0f.;x", "a.bc.d"),
    ("a.b.c.d", "0f.;,x", "ab.c.d"),
    ("abc", "0xp", "bac"),
    ("abc", "0ylP", "aabc"),
    ("abc", "0sX" + ESC, "Xbc"),
    ("abc", "ccnew" + ESC, "new"),
    ("abc", "Iz" + ESC + "A!", "zabc!"),
    ("abc", "0a-" + ESC + ".", "a--bc"),
    ("one", "yyp", "one\none"),
    ("one", "otwo" + ESC + "kdd", "two"),
    ("one", "otwo" + ESC + "ggOzero" + ESC + "GAx", "zero\none\ntwox"),
    ("one", "otwo" + ESC + "kJ", "one two"),
    ("abc", "xxuu", "abc"),
    ("abc", "xxuu" + ctrl("r"), "ab"),
    ("one two", "0d2wu", "one two"),
    ("one two", "0dwu", "one two"),
    ("one", "aa few words" + ESC + "u", "one"),
    ("a b c d e", "03w2X", "a b d e"),
    ("ab" + ctrl("g"), "0", "ababc"),
    ("gone" + ctrl("o") + "x", "0", "x"),
    # What cw takes: to the end of the word the cursor is in, also from its last letter.
    ("x = y + 1", "0cwzz" + ESC, "zz = y + 1"),
    ("x = y + 1", "0cwzz" + ESC + "w.w.", "zz zz zz + 1"),
    ("f(x, y)", "0fxcwq" + ESC, "f(q, y)"),
    ("ab cd", "0lcwq" + ESC, "aq cd"),
    ("ab", "cwq" + ESC, "aq"),
    ("a.b c", "0cWq" + ESC, "q c"),
    ("a.b c", "02lcWq" + ESC, "a.q c"),
    ("ab cd ef", "0l2cwq" + ESC, "aq ef"),
    ("ab cd ef", "0lc2wq" + ESC, "aq ef"),
    ("ab  cd", "02lcwq" + ESC, "abqcd"),
    ("a", "ob" + ESC + "k0cwq" + ESC, "q\nb"),
    ("a", "ob" + ESC + "kdw", "\nb"),
    ("a b c d e f", "02cwq" + ESC + "w.", "q q e f"),
    ("a b c d e f", "02cwq" + ESC + "w3.", "q q f"),
    ("a b c d e f", "0d2w.", "e f"),
    ("abcdef", "02x.", "ef"),
    ("abcdef", "02x3.", "f"),
    # R types over what is there, and behind the line's end goes on; Backspace brings back what was there.
    ("one two", "0RXYZW" + ESC, "XYZWtwo"),
    ("one two", "0RXYZW" + BACKSPACE * 2 + ESC, "XYe two"),
    ("one two", "0RXYZW" + BACKSPACE * 2 + "-" + ESC, "XY- two"),
    ("one two", "hRabcd" + BACKSPACE + ESC, "one tabc"),
    ("one two", "hRabcd" + BACKSPACE * 3 + ESC, "one tao"),
    ("one two", "0wR" + BACKSPACE * 2 + "ab" + ESC, "onabtwo"),
    ("one two", "0RXY" + ESC + "w.", "XYe XYo"),
    ("one two", "0RXYZ" + BACKSPACE + ESC + "w.", "XYe XYo"),
    ("one two", "0RXYZ" + BACKSPACE + "W" + ESC + "u", "one two"),
    ("one two", "0RXYZ" + ESC + "u" + ctrl("r"), "XYZ two"),
    ("one", "otwo" + ESC + "k0Rabcde" + ESC, "abcde\ntwo"),
    ("日本語", "0hR-" + ESC, "-本語"),
    ("日本語", "0R--" + BACKSPACE + ESC, "-本語"),
    ("f(x)", "0R(()" + ESC, "(())"),
    # What was changed and what was typed for it are undone at once.
    ("x = y", "0cwzz" + ESC + "u", "x = y"),
    ("x = y", "0cwzz" + BACKSPACE + "a" + ESC + "u", "x = y"),
    ("x = y", "0cwzz" + ESC + "$xuu", "x = y"),
]


@test
def vi_commands(start):
    t = session(start)
    for typed, keys, expected in CASES:
        t.type(*typed, ESC, *keys, ESC)
        prompt = "[n] arr› "
        rows = [line for line in t.lines if line.strip()]
        first = max(i for i, line in enumerate(rows) if line.startswith("[n] "))
        shown = "\n".join(line[len(prompt):] for line in rows[first:])
        assert shown == expected.rstrip(), f"{typed!r} {keys!r} gives {shown!r}, not {expected!r}"
        t.type(ctrl("c"))


@screens(40, files={".editrc": "bind -v\n", ".local/state/arr/history": '"print(1)"\n"x = 2"\n'})
def vi_modes(t):
    t.type("a").shows("insert mode")
    t.type(ESC).shows("command mode")
    t.type("x", "k").shows("history")
    t.type("k").shows("older")
    t.type("j", "j").shows("back")
    t.type("/", "pri", ENTER).shows("searched")
    t.type("A", ENTER).shows("run")
    t.type("x = 3\r", "print(4)\r", ESC, "/", "pri", ENTER, "n").shows("the next that holds it")
    t.type("N").shows("and back")


@screens(40, files={".editrc": "bind -v\n"}, EDITOR="sed -i s/old/new/")
def vi_editor(t):
    t.type("old", ESC, "v").shows("edited")
