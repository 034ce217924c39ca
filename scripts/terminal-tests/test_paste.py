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
