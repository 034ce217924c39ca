"""What a person sees while typing: whole screens at several widths."""
from suite import screens
from terminal import *

ALL = (20, 40, 80, 200)
BLOCK = "def area(w, h) {\r" + "return w * h\r" + "}"
PAST = "\n".join([
    '"print(1)"', '"x = [1, 2, 3]"', '"for i in range(3) {\\n    print(i)\\n}"', '"print(\\"older\\")"', '"y = 2"', '"print(\\"newer\\")"',
]) + "\n"
HISTORY = {".local/state/arr/history": PAST}


@screens(40, 80, NO_COLOR=None)
def colours(t):
    t.type('def f(n=1) { return f"{n:.1f}\\n" + \'x\' }  # why').shows("line", looks=True)
    t.type(ctrl("u"), 'x = a.b(true, k=3) && "open').shows("open string and foreign operator", looks=True)
    t.type(ctrl("u"), ":vars x").shows("command", looks=True)


@screens(40, NO_COLOR=None)
def brackets(t):
    t.type("f(a[1], {)", LEFT).shows("on a wrong one", looks=True)
    t.type(ctrl("u"), ctrl("k"), 'f("(", [1])').shows("behind the last", looks=True)
    t.type(LEFT).shows("behind the inner, on the outer", looks=True)
    t.type(HOME, RIGHT).shows("on the first", looks=True)
    t.type(ctrl("]")).shows("jumped", looks=True)


@screens(40, 80, 200, NO_COLOR=None)
def brackets_of_a_wrapped_line(t):
    t.type("sum([" + ", ".join(str(n) for n in range(100, 160)) + "])").shows("behind the last", looks=True)
    t.type(HOME, RIGHT * 5).shows("far from its other", looks=True)


@screens(*ALL)
def wrapping(t):
    t.type("a" * 60).shows("long")
    t.type(HOME, "zz").shows("inserted at the start")
    t.type(END, " b", DELETE, LEFT * 30, "日本").shows("wide in the middle")
    t.type(BACKSPACE, BACKSPACE).shows("taken out again")
    t.type(ctrl("k")).shows("cut")


@screens(20)
def exactly_full(t):
    t.type("x" * 15).shows("cursor on the next row")
    t.type(LEFT).shows("cursor on the last column")
    t.type(END, "日").shows("wide on the next row")
    t.type(ctrl("a"), "y").shows("wide moved")


@screens(40)
def joined_characters(t):
    t.type('"e\u0301o" "\U0001F468\u200d\U0001F469" "\U0001F1E9\U0001F1EA"').shows("typed")
    t.type(LEFT, LEFT).shows("before the flag")
    t.type(DELETE).shows("flag gone")
    t.type(LEFT * 3, BACKSPACE).shows("family gone")
    t.type(HOME, RIGHT * 2, BACKSPACE).shows("accent gone")


@screens(40)
def tabs(t):
    t.type("a", ctrl("v") + TAB, "b").shows("tab stop")
    t.type(LEFT * 2, "cd").shows("text before it")


@screens(*ALL)
def blocks(t):
    t.type(*BLOCK).shows("typed")
    t.type(UP, END, " + 1").shows("edited inside")
    t.type(DOWN, ENTER).shows("run")
    t.type("area(2, 3)\r").shows("used")


@screens(40)
def automatic_indentation(t):
    t.type("f({", ENTER).shows("nested")
    t.type("a: 1,", ENTER, "b", ENTER, "}").shows("closer goes back")
    t.type(ctrl("c"), "if x {}", LEFT, ENTER).shows("between brackets")
    t.type(ctrl("c"), "x = 1 +", ENTER).shows("after an operator")
    t.type(ctrl("c"), "if x {", ENTER, TAB, "y", SHIFT_TAB, SHIFT_TAB).shows("tab and shift-tab")
    t.type(ctrl("c"), "a", ALT_ENTER, "b").shows("alt-enter opens a line")
    t.type(HOME, HOME).shows("home twice")


@screens(40, rows=6)
def taller_than_the_screen(t):
    t.type("if true {\r", *[f"x{i} = {i}\r" for i in range(10)]).shows("at the end")
    t.type(UP * 6).shows("a bit up")
    t.type(UP * 6).shows("at the top")
    t.type("q", DOWN * 3).shows("down inside")
    t.type(alt(">"), "}\r").shows("run")


@screens(40, 80, files=HISTORY)
def suggestions(t):
    t.type("print(").shows("newest that begins so")
    t.type(alt("f")).shows("a word of it")
    t.type(RIGHT).shows("all of it")
    t.type(ctrl("u"), "f").shows("of several lines")
    t.type(END).shows("accepted")
    t.type(ctrl("c"), "print(", ENTER).shows("not taken along")


@screens(40, files=HISTORY)
def going_back(t):
    t.type("draft", UP).shows("nothing begins so")
    t.type(ctrl("u"), "print", UP).shows("newest with the prefix")
    t.type(UP).shows("older with the prefix")
    t.type("!", UP).shows("oldest with the prefix")
    t.type(DOWN).shows("as it was edited")
    t.type(DOWN, DOWN).shows("back to the draft")
    t.type(ctrl("u"), PAGE_UP * 4).shows("a block")
    t.type(UP).shows("up inside it")
    t.type(UP, UP).shows("and out of it")
    t.type(ctrl("c"), "z ", alt("."), alt(".")).shows("last words")


@screens(*ALL, files=HISTORY)
def searching(t):
    t.type("keep", ctrl("u"), ctrl("r")).shows("everything")
    t.type("pri").shows("narrowed")
    t.type(ctrl("r"), ctrl("r")).shows("third")
    t.type(UP).shows("second")
    t.type("q").shows("nothing")
    t.type(BACKSPACE, ENTER).shows("taken")
    t.type(ctrl("u"), "mine", ctrl("a"), ctrl("r"), "nt(").shows("other text")
    t.type(ESC).shows("given up")
    t.type(ctrl("k"), ctrl("r"), "PRI").shows("capitals mean themselves")
    t.type(ctrl("c")).shows("given up with ctrl-c")
    t.type(ctrl("r"), "range", RIGHT, "x").shows("moved on in it")


@screens(40, rows=5, files=HISTORY)
def searching_on_a_low_screen(t):
    t.type(ctrl("r")).shows("everything")
    t.type(DOWN * 4).shows("down the list")


@screens(*ALL)
def menu(t):
    for name in ("alpha", "alpine", "alps", "altitude"):
        t.type(f"{name} = 1\r")
    t.type(ctrl("l"), "al", TAB).shows("opened")
    t.type(TAB, TAB).shows("second chosen")
    t.type(SHIFT_TAB).shows("first chosen")
    t.type("p").shows("narrowed")
    t.type(TAB, ENTER).shows("accepted")
    t.type(ctrl("u"), "al", TAB, ESC).shows("closed")
    t.type(TAB, TAB, "(").shows("accepted by a sign")


@screens(80, NO_COLOR=None)
def menu_colours(t):
    t.type("formula = 1\r", ctrl("l"), "fo", TAB).shows("kinds", looks=True)
    t.type(TAB).shows("the first chosen", looks=True)
    t.type(ESC, ctrl("c"), ":", TAB, TAB).shows("commands", looks=True)


@screens(40, 80, rows=8)
def menu_of_many(t):
    t.type(*[f"value_{i} = {i}\r" for i in range(60)])
    t.type(ctrl("l"), "value_", TAB).shows("first page")
    t.type(UP).shows("last one")
    t.type("1").shows("narrowed")
    t.type(TAB, ENTER).shows("accepted")


@screens(40)
def undo(t):
    t.type("one", " two", " three").type(ctrl("_")).shows("a word less")
    t.type(ctrl("x") + ctrl("u"), ctrl("_")).shows("all gone")
    t.type(alt("/"), alt("/")).shows("two words again")
    t.type(ctrl("w"), ctrl("_")).shows("cut and undone")
    t.type("x", alt("/")).shows("nothing to redo")


@screens(40)
def cutting(t):
    t.type("one two three", ctrl("w"), ctrl("w"), ctrl("a"), ctrl("y")).shows("two words as one")
    t.type(ctrl("e"), ctrl("w"), ctrl("y"), alt("y")).shows("the cut before")
    t.type(ctrl("c"), "abc", ctrl("t")).shows("letters swapped")
    t.type(ctrl("u"), "first second", alt("t")).shows("words swapped")
    t.type(HOME, alt("u"), alt("c")).shows("cases")
    t.type(HOME, alt("l"), "\x1b[3;5~").shows("next word cut")
    t.type("\x1b[1;5D").shows("word left")


@screens(40)
def pasted_sessions(t):
    t.type(paste("arr> x = 1\narr:2› if x == 1 {\n           x + 1\n       }\n2\narr> y = (1,\n     2)")).shows("of ours")
    t.type(ctrl("c"), paste(">>> a = 1\n>>> f(\n... 2)\n3\n")).shows("of Python")
    t.type(ctrl("c"), paste("In [3]: a = (1,\r\n   ...: 2)\r\nOut[3]: (1, 2)\r\n\r\nIn [4]: b")).shows("of IPython")
    t.type(ctrl("c"), paste("arr> def f(x) {\n...>     return [x,\n...>         1]\n...> }\narr> f(2)\n[2, 1]\narr> f(3)")).shows("of arr --echo")
    t.type(ctrl("c"), paste("julia> a = (1,\n       2)\n(1, 2)\n\njulia> sum(a)")).shows("of Julia")
    t.type(ctrl("c"), paste("x\x1b[31m\x01 > y\tz\r\n\tif")).shows("control characters and tabs")


@screens(60)
def resizing(t):
    t.type('print("' + "w" * 70).shows("wide")
    t.resize(30).shows("narrow")
    t.resize(60).shows("wide again")
    t.type('z")').shows("typed on")


@screens(20, 40)
def open_last_line(t):
    t.type("!printf 'no end'\r").shows("marked")
    t.type("!printf '%020d' 1\r").shows("a full row")
    t.type("!printf ''\r").shows("nothing")


@screens(40, EDITOR="sed -i s/old/new/")
def external_editor(t):
    t.type("old = 1", ctrl("x") + ctrl("e"))
    t.settle().shows("edited")
    t.type(ENTER, "old2", ctrl("c"), ctrl("x") + ctrl("e"))
    t.shows("the last entry")


@screens(40, EDITOR="sed -i s/old/new/")
def edit_command(t):
    t.type("old = 1", ENTER, ":edit", ENTER).shows("waits at the prompt")


@screens(40, 80, rows=200)
def help_keys(t):
    t.type(":help keys\r").shows("table")


@screens(40)
def choosing_keys(t):
    t.type(":set editor vi\r", "abc", ESC, "x").shows("vi")
    t.type(ctrl("c"), ":set editor emacs\r", "abc", ctrl("a"), "x").shows("emacs")
    t.type(ctrl("u"), ctrl("k"), ":set editor nano\r").shows("unknown")


@screens(40, EDITOR="false")
def external_editor_fails(t):
    t.type("old = 1", ctrl("x") + ctrl("e")).shows("text kept")
