"""Windows of a terminal that wraps rows anew, as tmux does: nothing above is lost, nothing stays behind."""
import contextlib, re, subprocess, time

from suite import test
from terminal import *

# As much as the window holds: rows that go over its top as others become two are nobody's to take back.
ABOVE = ["arr› 1", "1"] * 10


class Pane:
    """The rows that tmux has, with those that went over the top."""

    def __init__(self, t):
        self.t = t

    def tmux(self, *words):
        return subprocess.run(["tmux", "-L", f"arr{self.t.pid}", *words], capture_output=True, text=True).stdout

    def rows(self):
        return [line for line in self.tmux("capture-pane", "-p", "-S", "-").split("\n") if line]

    def until(self, expected):
        end = time.monotonic() + PATIENCE
        while self.rows()[:len(expected)] != expected or len(self.rows()) > len(expected) + 1:
            assert time.monotonic() < end, f"{self.rows()} is not {expected}"
            self.t.pump(0.02)

    def resize(self, columns, expected):
        self.t.screen.resize(self.t.screen.lines, columns)
        self.t.set_size(columns, self.t.screen.lines)
        self.until(expected)  # perhaps what tmux itself made of it, before the program heard of the change
        later = time.monotonic() + 0.3
        while time.monotonic() < later:
            self.t.pump(0.02)
        self.until(expected)


@contextlib.contextmanager
def in_tmux(start, columns, rows=20):
    """At a prompt in the last row of a full window."""
    t = start(shell=True, columns=columns, rows=rows)
    pane = Pane(t)
    t.wait(r"\$ $").send(f"env -u XTERM_VERSION TERM=xterm-256color tmux -L arr{t.pid} -f /dev/null new-session '{t.binary}' --quiet\r")
    t.wait(r"arr[›>]")
    try:
        t.send("1\r" * 10)
        pane.until(ABOVE + ["arr›"])
        yield t, pane
    finally:
        pane.tmux("kill-server")


def wrapped(text, columns, width=1):
    """The rows of a line of characters of that width, with what stands above."""
    first, each = (columns - 5) // width, columns // width
    return ABOVE + ["arr› " + text[:first]] + [text[i:i + each] for i in range(first, len(text), each)]


@test
def reflowing_terminal(start):
    with in_tmux(start, 70) as (t, pane):
        text = "w" * 100
        t.send(text)
        pane.until(wrapped(text, 70))
        for columns in (40, 70, 50):
            pane.resize(columns, wrapped(text, columns))


@test
def reflow_to_a_full_row(start):
    """The cursor behind a row that fills the new width waits at its edge."""
    with in_tmux(start, 60) as (t, pane):
        text = "a" * 36
        t.send(text)
        pane.until(wrapped(text, 60))
        for columns in (41, 60, 41, 30, 41):
            pane.resize(columns, wrapped(text, columns))
        t.send(LEFT * 3)
        for columns in (39, 60, 38, 41):
            pane.resize(columns, wrapped(text, columns))


@test
def reflow_of_wide_characters(start):
    """Where two columns do not fit a row has one less."""
    with in_tmux(start, 60) as (t, pane):
        text = "日本" * 30
        t.send(text)
        pane.until(wrapped(text, 60, 2))
        for columns in (41, 60, 15, 41):
            pane.resize(columns, wrapped(text, columns, 2))


@test
def reflow_of_a_menu(start):
    """Neither the old prompt nor rows of the old menu stay behind in a window of half the width."""
    with in_tmux(start, 40, rows=25) as (t, pane):  # one row is tmux's own
        t.send("1\r" * 2)
        pane.until(ABOVE + ["arr› 1", "1"] * 2 + ["arr›"])
        t.send('"a".' + TAB)
        shown = ABOVE + ["arr› 1", "1"] * 2 + ['arr› "a".']

        def until_last(pattern):
            end = time.monotonic() + PATIENCE
            while not re.fullmatch(pattern, pane.rows()[-1]) and time.monotonic() < end:
                t.pump(0.02)
            return pane.rows()

        page = until_last(r" 1-\d+ of 43")[-1]
        t.screen.resize(25, 22)
        t.set_size(22, 25)
        rows = until_last(rf"(?!{page}) 1-\d+ of 43")
        assert rows[:len(shown)] == shown and all(re.fullmatch(r" [a-z]+", row) for row in rows[len(shown):-1]), rows
