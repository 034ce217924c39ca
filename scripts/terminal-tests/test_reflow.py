"""Windows of a terminal that wraps rows anew, as tmux does: nothing above is lost, nothing stays behind."""
import contextlib, subprocess, time

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
