"""Ctrl-C, Ctrl-Z, windows that change, ends that come early, terminals that can little."""
import os, signal, time

from suite import screens, test
from terminal import *


@test
def ctrl_c_drops_the_line(start):
    t = start()
    t.prompt().mark().type('print("half')
    t.settle().type("\x03")
    t.wait(r"\^C").run('print("whole")\r', "whole")
    assert t.text.count("\r\nhalf") == 0
    t.leave()


@test
def ctrl_c_drops_a_block(start):
    t = start()
    t.prompt().type("if true {\r")
    t.settle().mark().type("\x03")
    t.wait(r"\^C").run('print("next")\r', "next").leave()


@test
def ctrl_c_stops_a_computation(start):
    t = start()
    t.type("kept = 42\r").mark().send("while true { }\r").wait(r"\}\r+\n")
    while not t.is_cooked():
        t.pump(0.01)
    began = time.monotonic()
    t.send("\x03").settle()
    assert time.monotonic() - began < 0.5, "slow to come back"
    t.run("kept\r", ".*42").leave()


@test
def resize_while_typing(start):
    t = start(columns=60)
    t.prompt().type('print("' + "w" * 40)
    t.settle().resize(30, 24)
    t.settle().resize(70, 24)
    t.settle().mark().type('z")\r')
    t.wait(r"(?m)^w{40}z\r?$").leave()


@test
def suspend_and_resume(start):
    t = start(shell=True)
    t.wait(r"\$ $").send(f"'{t.binary}'\r").wait(PROMPT)
    t.send('rint("b")').wait(r'rint\("b"\)').mark().send("\x1a")
    t.wait(r"\$ $").mark().send("fg\r").wait(r'arr. rint\("b"\)')
    t.mark().send("\x01p\r").wait(r"(?m)^b\r?$").wait(PROMPT).send("\x04")
    t.wait(r"\$ $").send("exit\r")
    assert t.exit_code() == 0


@test
def terminated_while_editing(start):
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGABRT, signal.SIGSEGV):
        t = start(SWIFT_BACKTRACE="enable=no")
        t.type("half")
        os.kill(t.pid, number)
        assert t.exit_code() == -number
        assert t.is_cooked(), "the terminal stays raw"
        assert t.raw.rstrip().endswith(b"\x1b[?2004l\x1b[0m"), t.raw[-40:]


@test
def terminated_while_a_command_runs(start):
    """The command ends too, and a shell around us or the next program finds the terminal as it was."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        t = start(SWIFT_BACKTRACE="enable=no")
        t.prompt().mark().send("!stty raw -echo; echo begun; exec sleep 30\r").wait(r"\nbegun")
        command = os.tcgetpgrp(t.fd)
        assert command != t.pid, "the command has no group of its own"
        began = time.monotonic()
        os.kill(t.pid, number)
        assert t.exit_code() == -number
        assert time.monotonic() - began < 1, "slow to end"
        assert t.is_cooked(), "the terminal stays raw"
        end = time.monotonic() + 10
        while is_running(command):
            assert time.monotonic() < end, "the command goes on"
            time.sleep(0.01)


def is_running(process):
    try:
        return open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@test
def a_killed_command_leaves_the_terminal_as_it_was(start):
    t = start()
    t.prompt().mark().send("!stty raw -echo; echo begun; kill -9 $$\r").wait("ended by signal 9").settle()
    t.mark().send("!stty -a\r").wait(" icrnl ").wait(r"\nopost ").wait(" icanon ").wait(" echo ").settle()
    t.leave()


@test
def ctrl_c_reaches_a_command_that_just_begins(start):
    """However early it comes, once the terminal is the command's."""
    t = start()
    t.prompt()
    for command in ("sleep 30", "true; sleep 30; true") * 15:
        t.mark().send(f"!{command}\r").wait(r"\n")
        end = time.monotonic() + 10
        while os.tcgetpgrp(t.fd) in (0, t.pid):
            assert time.monotonic() < end, "the command does not get the terminal"
        t.send("\x03").wait("interrupted").settle()
    t.leave()


@test
def dumb_terminal(start):
    for term in ("dumb", "", "no-such-terminal"):
        t = start(TERM=term)
        t.wait(PROMPT).mark().send('print("plain")\r').wait(r"(?m)^plain\r?$").wait(PROMPT)
        assert b"\x1b[?2004" not in t.raw and b"No entry" not in t.raw, t.raw
        t.send("\x04")
        assert t.exit_code() == 0
