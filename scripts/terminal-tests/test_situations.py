"""Around the program: shells, pipes, files, other terminals and locales, sessions side by side, as whole screens."""
import json

from suite import screens
from terminal import *

WIDTHS = (40, 80, 200)
SHELL = {"shell": True, "rows": 20, "PAGER": "cat"}


@screens(*WIDTHS, rows=12)
def long_paste(t):
    t.send(paste("".join(f"line_{i} = {i}\n" for i in range(2000)) + "line_1999")).settle().shows("two thousand lines")
    t.type(ENTER).shows("run as one entry")
    t.type(UP).shows("back as one entry")


@screens(*WIDTHS, **SHELL)
def suspended(t):
    t.type("arr --quiet\r", "rint(" + "1 + " * 12 + "1)", ctrl("z")).shows("stopped")
    t.type("fg\r").shows("goes on")
    t.type(ctrl("a"), "p").shows("a letter at the start")
    t.type(ENTER, ctrl("d")).shows("run and left")


@screens(*WIDTHS)
def narrowed(t):
    columns = t.screen.columns
    t.type("print(" + "+".join(str(n) for n in range(100, 100 + columns // 3)) + ")", LEFT * 9).shows("before")
    t.resize(columns // 2).shows("half as wide")
    t.type("0").shows("typed in the narrow window")
    t.resize(columns).shows("wide again")
    t.type(BACKSPACE, ENTER).shows("run")


@screens(*WIDTHS, LC_ALL="C", ARR_PROMPT=None)
def plain_locale(t):
    t.type('word = "h\u00e9llo"\r', "len(word)\r", "word\r").shows("accents")
    t.type('"\u65e5\u672c', LEFT, "x").shows("wide characters")
    t.type(ctrl("u"), ctrl("k"), "zeros([40, 50])\r").shows("marks of what is left out")


@screens(*WIDTHS, TERM="dumb", ARR_PROMPT=None)
def dumb(t):
    t.type("def twice(x) {\n", "return 2 * x\n", "}\n").shows("a block line by line")
    t.type("twice(21)\n", "twice(oops)\n").shows("values and errors")
    t.type(":type [1]\n").shows("commands")


@screens(*WIDTHS, **SHELL)
def through_pipes(t):
    t.type("printf 'x = 20\\nx + 1\\nprint(x)\\n' | arr\r").shows("a program")
    t.type(ctrl("l"), "echo 'x = [1, 2' | arr; echo code $?\r").shows("one that breaks off")
    t.type(ctrl("l"), "arr -e 'arange(12).reshape([3, 4]) / 7' | cat\r").shows("what comes out")


@screens(*WIDTHS, **SHELL)
def into_a_file(t):
    t.type("arr --quiet > out.txt\r", "1 + 1x", BACKSPACE).shows("edits all the same")
    t.type(ENTER, "oops\r").shows("errors stay here")
    t.type(ctrl("d"), "cat out.txt\r").shows("what was written")


@screens(*WIDTHS, **SHELL)
def without_input(t):
    t.type("arr </dev/null; echo code $?\r").shows("nothing at all")
    t.type("arr -i -e 'print(6 * 7)' </dev/null; echo code $?\r").shows("a program before it")


@screens(*WIDTHS)
def characters_of_several_parts(t):
    t.type('"e\u0301o \u65e5\u672c \U0001F468\u200d\U0001F469 \U0001F1E9\U0001F1EA"', LEFT * 2, "\u00e9", BACKSPACE).shows("before the flag")
    t.type(DELETE, LEFT, BACKSPACE).shows("flag and family gone")
    t.type(LEFT * 2, "\u8a9e", LEFT, DELETE).shows("wide ones")
    t.type(HOME, RIGHT * 2, BACKSPACE, ENTER).shows("accent gone, and run")


ENTRIES = [f"reading_{i} = load(\"run-{i}.npy\")" for i in range(600)]
ENTRIES[123] = "for head in range(12) {\n    print(head)\n}"


@screens(*WIDTHS, files={".local/state/arr/history": "".join(json.dumps(e) + "\n" for e in ENTRIES)})
def searching_hundreds(t):
    t.type(ctrl("r"), "run-1").shows("many")
    t.type(ctrl("r"), ctrl("r")).shows("older")
    t.type("24").shows("the only one")
    t.type(BACKSPACE * 10, "range(12)").shows("a block")
    t.type(ENTER).shows("taken")


@screens(*WIDTHS, files={".local/state/arr/history": "".join(json.dumps(f"x{i} = {i}") + "\n" for i in range(10_000))})
def long_history(t):
    t.type(UP).shows("the newest")
    t.type(ctrl("u"), "x77", UP, UP).shows("those that begin so")
    t.type(ctrl("u"), ":history x123\r").shows("listed")


@screens(80, 200, rows=6)
def taller_than_a_wide_screen(t):
    t.type("if true {\r", *[f"x{i} = {i}\r" for i in range(10)]).shows("at the end")
    t.type(UP * 12).shows("at the top")
    t.type("q", BACKSPACE, alt(">"), "}\r").shows("run")


@screens(*WIDTHS, **SHELL)
def sessions_side_by_side(t):
    t.type("arr --quiet\r", "before = 0\r", ctrl("d"), ctrl("l"))
    t.type("arr --quiet\r", "mine = 1\r", ctrl("z"), "arr --quiet\r", "yours = 2\r", UP, UP).shows("the second: its own, then earlier sessions'")
    t.type(ctrl("c"), ctrl("z"), ctrl("l"), "fg %1\r", UP).shows("the first: its own")
    t.type(UP).shows("then earlier sessions'")
    t.type(ctrl("c"), ctrl("d"), "fg\r", ctrl("d"), ctrl("l"), "arr --quiet\r", UP, UP).shows("a third has both")
