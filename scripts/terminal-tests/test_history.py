"""Going back to earlier entries."""
from suite import screens, test
from terminal import *


@test
def history_across_sessions(start):
    t = start()
    t.prompt().type("if true {\r")
    t.settle().type('print("kept")\r')
    t.settle().type("}\r")
    t.prompt().leave()
    t = start()
    t.run(UP + "\r", "kept")                              # the entry comes back whole
    t.run(' print("secret")\r', "secret").leave()
    start().run(UP + "\r", "kept").leave()                # a line that starts with a space is not kept


@test
def draft_comes_back(start):
    t = start()
    t.run('print("older")\r', "older")
    t.run('print("draft")' + UP + DOWN + "\r", "draft").leave()


@test
def unwritable_history(start):
    t = start(ARR_HISTORY="/proc/nowhere/history")
    t.run('print("a")\r', "a").run('print("b")\r', "b")
    assert t.text.count("history is not kept") == 1, t.text
    t.leave()


@test
def two_sessions(start):
    a, b = start(), start()
    a.run('print("a")\r', "a")
    b.run('print("b")\r', "b")
    a.run(UP + "\r", "a").leave()                         # not the other's
    b.leave()
    t = start()
    t.run(PAGE_UP + "\r", "b").leave()
