"""Lessons: --demo with a person, in a pipe, on a terminal that cannot edit."""
import os, pathlib, subprocess

from suite import screens, test
from terminal import *

LESSON = """\
#!/usr/bin/env arr
# %% Counting things
# A *list* keeps **many values** in their order, and `len` says how many there are. This sentence is long enough to be broken on a narrow
# screen.
#
# - it may hold anything
# - it is copied when it is changed, so that what others hold stays as it was
items = [3, 1, 2]
len(items)

# %% A mistake
# Errors are shown, and the lesson goes on.
items + unknown

# %% Only words
# There is nothing to run here.

# %% The end
sum(items)
"""
START = dict(files={"lesson.arr": LESSON}, arguments=("--quiet", "--demo", "lesson.arr"), rows=20)


@screens(40, 80, 200, **START)
def lesson(t):
    t.shows("first cell")
    t.type(ENTER).shows("run, and the next")
    t.type(ENTER).shows("after a mistake")
    t.type(ENTER).shows("after words")
    t.type("items + [9]\r").shows("an entry of one's own")
    t.type("e\r").shows("edited at the prompt")
    t.type(ctrl("u"), "max(items)\r").shows("what was edited, and the prompt")
    t.type("items\r").shows("its names")


@screens(80, **START)
def lesson_keys(t):
    t.type("s\r").shows("skipped")
    t.type("?\r").shows("help")
    t.type("xyz", ctrl("c")).shows("interrupted at the prompt")
    t.type("e\r", ctrl("c")).shows("editing given up")
    t.type(UP).shows("answers are no history")


@screens(80, NO_COLOR=None, **START)
def lesson_looks(t):
    t.shows("colours", looks=True)


@screens(40, 80, **START | {"files": START["files"] | {".local/state/arr/history": '"skipped = 1"\n"summary = 2"\n'}})
def lesson_suggestions(t):
    t.type("s").shows("none behind an answer")
    t.type("k").shows("behind what is no answer")
    t.type(BACKSPACE, "um", RIGHT).shows("taken")


@test
def lesson_left(start):
    home = start().home
    pathlib.Path(home, "lesson.arr").write_text(LESSON)
    t = start(("--quiet", "--demo", "lesson.arr"))
    t.settle().send("q\r")
    assert t.exit_code() == 0
    assert t.is_cooked()


@test
def lesson_stopped_cell(start):
    """Ctrl-C stops a cell and stays in the lesson."""
    home = start().home
    pathlib.Path(home, "endless.arr").write_text("# %% Endless\nwhile true {}\n# %% After\n6 * 7\n")
    t = start(("--quiet", "--demo", "endless.arr"))
    t.settle().mark().send("\r")
    t.pump(0.3)
    t.send(ctrl("c")).wait("interrupted").wait(r"\[2/2\]")
    t.settle().mark().send("\r").wait(r"[\r\n]42\r\n")
    t.leave()


@test
def lesson_without_editing(start):
    home = start().home
    pathlib.Path(home, "lesson.arr").write_text(LESSON)
    t = start(("--quiet", "--demo", "lesson.arr"), TERM="dumb")
    t.wait(r"\[1/4\].*[>›] $").mark().send("\n").wait(r"(?m)^3\r?$").wait(r"\[2/4\].*[>›] $")
    t.mark().send("e\n").wait(r"[>›] $").mark().send("len(items) * 7\n").wait(r"(?m)^21\r?$").wait(r"\[3/4\].*[>›] $")
    t.send("q\n")
    assert t.exit_code() == 0
    assert "\x1b" not in t.raw.decode(), t.raw


@test
def lesson_pause(start):
    home = start().home
    pathlib.Path(home, "pause.arr").write_text('print("before")\npause("Look closely.")\nprint("after")\n')
    t = start(("pause.arr",))
    t.wait(r"Look closely\. \(Enter goes on\) $")
    assert "after" not in t.text
    t.send("\r").wait("after")
    assert t.exit_code() == 0


@test
def lesson_by_itself(start):
    """In a pipe, with --auto and with a transcript, nobody is waited for."""
    t = start()
    home = t.home
    pathlib.Path(home, "lesson.arr").write_text(LESSON + 'pause("never")\n')
    run = subprocess.run([t.binary, "--demo", "lesson.arr", "--transcript", "out.md"], cwd=home, capture_output=True, text=True,
                         stdin=subprocess.DEVNULL, env=os.environ | {"HOME": home, "LC_ALL": "C.UTF-8"}, timeout=60)
    assert run.returncode == 1, "a cell went wrong"
    assert 'arr› sum(items)\n     pause("never")\n6\n' in run.stdout, run.stdout
    assert "`unknown` is not defined" in run.stderr and "lesson.arr:13:9" in run.stderr, run.stderr
    written = pathlib.Path(home, "out.md").read_text()
    assert "## Counting things\n\nA *list* keeps **many values**" in written, written
    assert "```arr\nitems = [3, 1, 2]\nlen(items)\n```\n\n```text\n3\n```\n" in written, written
    assert "is not defined" in written and "\x1b" not in written, written
    t = start(("--quiet", "--demo", "lesson.arr", "--auto", "0.2"))
    assert t.exit_code() == 1
    assert re.search(r"(?m)^6\r?$", t.text), t.text


@test
def lesson_by_itself_can_be_stopped(start):
    """While a lesson with --auto waits: Enter goes on at once, Ctrl-C and q stop it."""
    home = start().home
    pathlib.Path(home, "slow.arr").write_text('# %% One\nprint("first")\n# %% Two\nprint("second")\n# %% Three\nprint("third")\n')
    for last, code in ((ctrl("c"), 130), ("q\r", 130)):
        t = start(("--quiet", "--demo", "slow.arr", "--auto", "60"))
        t.wait('print\\("first"\\)')
        t.send("\r").wait('print\\("second"\\)')
        assert "\nfirst" in t.text, t.text
        t.send(last)
        assert t.exit_code() == code
        assert "\nsecond" not in t.text and "stopped at [2/3]" in t.text, t.text
