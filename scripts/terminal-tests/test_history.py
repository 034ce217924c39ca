"""Going back to earlier entries."""
import json, os, pathlib, re, signal

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


@test
def searches_see_other_sessions(start):
    """Ctrl-R and :history find what another session typed a moment ago; Up does not."""
    a, b = start(), start()
    a.run('print("mine")\r', "mine")
    b.run('print("elsewhere")\r', "elsewhere")
    a.run(ctrl("r") + "elsew" + "\r\r", "elsewhere")
    b.run('print("again")\r', "again")
    a.run(":history again\r", r'print\("again"\)')
    a.leave()
    b.leave()


@test
def history_of_sessions_at_once(start):
    """Two sessions write a thousand entries each at once; a third is killed among them and leaves a torn line. Nothing else is lost."""
    import json, pathlib
    sessions = [start(), start(), start()]
    path = pathlib.Path(sessions[0].home, ".local/state/arr/history")
    for t in sessions:
        t.settle()
    for i in range(0, 1000, 20):
        for name, t in zip("abc", sessions):
            if t.pid:
                t.send("".join(f"{name}{n} = {n}\r" for n in range(i, i + 20)))
        for t in sessions:
            if t.pid:
                t.pump(0.01)
        if i == 500:
            victim = sessions[2]
            os.kill(victim.pid, signal.SIGKILL)
            os.waitpid(victim.pid, 0)
            victim.pid = 0
            with open(path, "a") as file:  # what a write that was cut off leaves
                file.write('"c_torn = ')
    for t in sessions[:2]:
        t.settle()
    lines, broken = [], []
    for line in path.read_text().split("\n")[:-1]:
        try:
            lines.append(json.loads(line))
        except ValueError:
            broken.append(line)
    assert broken == ['"c_torn = '], broken
    for name in "ab":
        own = [line for line in lines if line.startswith(name)]
        assert own == [f"{name}{n} = {n}" for n in range(1000)], f"{name}: {len(own)}"
    kept = [line for line in lines if line.startswith("c")]
    assert kept == [f"c{n} = {n}" for n in range(len(kept))] and len(kept) > 0, len(kept)
    # Up stays with one's own entries.
    sessions[0].type(UP)
    assert sessions[0].lines[-1].endswith("a999 = 999"), sessions[0].lines[-1]
    sessions[0].type(ctrl("c"), "b", UP)
    assert sessions[0].lines[-1].endswith(" b"), sessions[0].lines[-1]
    sessions[0].type(ctrl("c"))
    # A session that starts now has them all.
    late = start()
    late.type("b999", UP)
    assert late.lines[-1].endswith("b999 = 999"), late.lines[-1]


def lines_of(path):
    """The entries of a history file; None for a line that is not whole."""
    def entry(line):
        try:
            return json.loads(line)
        except ValueError:
            return None

    return [entry(line) for line in path.read_text(errors="replace").split("\n") if line]


@test
def sessions_that_write_at_once(start):
    """Two sessions write as fast as they can; one is killed amid it, again and again. Every entry of the living is there, and of
    the killed every one whose result was shown."""
    path = pathlib.Path(start.home) / "own" / "history"
    a = start(ARR_HISTORY=str(path))
    expected, count = set(), 0
    for round in range(6):
        b = start(ARR_HISTORY=str(path))
        a.settle(), b.settle()
        b.mark()
        entries = [f"{1000 * round + i} + 0" for i in range(60)]
        for i, entry in enumerate(entries):
            b.send(entry + "\r")
            if i % 6 == 0:
                expected.add(f"'a{count}'")
                a.send(f"'a{count}'\r")
                count += 1
            b.pump(0), a.pump(0)
        while not re.search(rf"(?m)^{1000 * round + 5}\r?$", b.since_mark()):
            assert b.pump(0.05), b.text[-300:]
        os.kill(b.pid, signal.SIGKILL)
        while b.pump(0.01) and not b.has_ended():
            pass
        shown = [e for e in entries if re.search(rf"(?m)^{e.split()[0]}\r?$", b.since_mark())]
        expected |= set(shown)
        assert shown
    a.settle().leave()
    kept = lines_of(path)
    assert sum(entry is None for entry in kept) <= 6, kept
    missing = expected - set(kept)
    assert not missing, f"lost: {sorted(missing)[:10]}"


@test
def an_unfinished_line(start):
    """What a session leaves that dies in the middle of an append: the line is skipped, and the next entry is whole."""
    path = pathlib.Path(start.home) / "history"
    path.write_text('"first = 1"\n"half of an ent')
    t = start(ARR_HISTORY=str(path))
    t.run('print("new")\r', "new").leave()
    assert lines_of(path) == ["first = 1", None, 'print("new")'], path.read_text()
    t = start(ARR_HISTORY=str(path))
    t.type(UP, UP)
    assert t.lines[-1].endswith("first = 1"), t.lines
    t.type(ctrl("c")).leave()
