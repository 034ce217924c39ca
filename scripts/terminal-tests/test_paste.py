"""Pastes, announced and not."""
import re, time

from suite import screens, test
from terminal import *


@test
def pasted_block(start):
    t = start()
    t.prompt().mark().type('\x1b[200~if true {\r    print("pasted")\r}\r\x1b[201~')
    t.wait(r"(?m)^pasted\r?$").leave()


@test
def pasted_unfinished_block(start):
    t = start()
    t.prompt().mark().type('\x1b[200~if true {\r    print("late")\r\x1b[201~')
    t.settle()
    assert not re.search(r"(?m)^late\r?$", t.since_mark())
    t.type("}\r")
    t.wait(r"(?m)^late\r?$").leave()


@test
def paste_of_2000_lines(start):
    t = start()
    body = "".join(f"    x{i} = {i}\n" for i in range(2000))
    t.prompt().mark()
    began = time.monotonic()
    t.type("\x1b[200~if true {\n" + body + '    print("all")\n}\n\x1b[201~')
    t.wait(r"(?m)^all\r?$")
    assert time.monotonic() - began < 5, "slow paste"
    t.run("x1999\r", ".*1999").leave()


@test
def paste_without_brackets(start):
    t = start()
    t.prompt().mark().type("if true {\n" + "".join(f"    y{i} = {i}\n" for i in range(500)) + '    print("unmarked")\n}\n')
    t.wait(r"(?m)^unmarked\r?$").run("y499\r", ".*499").leave()


def long_list(count):
    return "x = [\n" + "".join(f"{i},\n" for i in range(count)) + "]"


@test
def an_entry_of_many_windows(start):
    """Its beginning and its end stay on the screen; one of some windows stays whole."""
    t = start(rows=10, columns=40)
    t.type(paste(long_list(500))).mark().type(ENTER)
    left = [line.strip() for line in t.since_mark().split("\n")]
    expected = ["x = [", *[f"{i}," for i in range(9)], "… 482 lines …", *[f"{i}," for i in range(491, 500)], "]"]
    assert left[:21] == ["arr› x = [", *expected[1:]], left
    t.type("len(x)\r")
    assert t.lines[-2] == "500", t.lines
    t.type(paste(long_list(90))).mark().type(ENTER)
    left = [line.strip() for line in t.since_mark().split("\n")]
    assert left[:92] == ["arr› x = [", *[f"{i}," for i in range(90)], "]"], left
    t.type(paste(f'x = "{"w" * 5000}"')).mark().type(ENTER)
    assert "… 106 lines …" in t.since_mark(), t.since_mark()  # 5,011 columns with the prompt, 126 rows


@test
def ctrl_c_leaves_what_the_window_shows(start):
    t = start(rows=10, columns=40)
    t.type(paste(long_list(500)))
    before = len(t.raw)
    t.type(ctrl("c"))
    assert len(t.raw) - before < 1000, f"{len(t.raw) - before} bytes"
    assert [line.strip() for line in t.lines] == [*[f"{i}," for i in range(492, 500)], "]^C", "arr›"], t.lines
    t.type(paste(long_list(500)), alt("<"))
    before = len(t.raw)
    t.type(ctrl("c"))
    assert len(t.raw) - before < 1000, f"{len(t.raw) - before} bytes"
    assert [line.strip() for line in t.lines] == [*[f"{i}," for i in range(8)], "↓    8,^C", "arr›"], t.lines
    t.type(paste(f'x = "{"w" * 5000}')).type(HOME, ctrl("c"))
    assert t.lines[-3:] == ["w" * 40, "^C", "arr›"], t.lines
