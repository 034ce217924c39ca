"""Commands, results, errors, pages, progress and interruptions at the prompt, as a person sees them."""
import os, signal, time

from suite import screens, test
from terminal import *

NUMBERED = {"ARR_PROMPT": None, "PAGER": "cat", "rows": 40}
ALL = (40, 80, 200)


def interrupted(t, code):
    """Runs code that would go on, presses Ctrl-C once it computes; the seconds until the prompt is back."""
    t.settle().mark().send(code + "\r").wait(r"\r+\n")
    while not t.is_cooked():
        t.pump(0.01)
    t.pump(0.3)
    began = time.monotonic()
    t.send("\x03").settle()
    return time.monotonic() - began


@screens(*ALL, **NUMBERED)
def figures(t):
    t.type("arange(12).reshape([3, 4]) / 7\r", "zeros([40, 50])\r").shows("tensors")
    t.type("\x0c", 'm = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=3, n_embd=8, n_head=2, vocab_size=20), seed=1)\r')
    t.type("LogitLens(m).trajectory([3, 1, 4], 5)\r", "LogitLens(m).layer_attributions([3, 1, 4], 5, by=\"layer\")\r").shows("tables")
    t.type("\x0c", '{"alpha": [i * i for i in range(30)], "beta": "text"}\r').shows("values")


@screens(*ALL, **NUMBERED)
def variables(t):
    t.type("x = arange(6).reshape([2, 3]) / 4\r", 'name = "Mary and John went to the store"\r', "ids = [3, 1, 4]\r", "ids\r")
    t.type("\x0c", ":vars\r").shows("all")
    t.type("\x0c", ":vars by size\r", ":vars n*\r", ":vars zz\r").shows("chosen")
    t.type("\x0c", "_4\r", "_4 + _\r", "len(__)\r").shows("earlier results")


@screens(*ALL, **NUMBERED, arguments=("--quiet", "--threads", "2", "--memory-limit", "4000"))
def asking(t):
    t.type("?lcm\r", "xs = [1]\r", "xs.append?\r").shows("on names")
    t.type("\x0c", "??softmax\r", ":sav x\r", "?lmc\r", ":type zeros([2])\r").shows("search and suggestions")
    t.type("\x0c", ":help :save\r", ":set\r").shows("commands and settings")


@screens(*ALL, **NUMBERED)
def documentation(t):
    t.type(":doc HookedAutoModel\r").shows("a function")
    t.type("\x0c", "?range\r", ":doc list.sort\r").shows("more than one")


@screens(*ALL, **NUMBERED, files={
    "tools.arr": "def half(x) {\n    return x / 0\n}\n", "broken.arr": "x = 1\ny = (x +\n", "deep/uses.arr": 'import "../tools.arr" as tools\nz = tools.half(3)\n'})
def errors_in_files(t):
    t.type('import "tools.arr" as tools\r', "tools.half(1)\r").shows("in a function of it")
    t.type("\x0c", 'import "broken.arr"\r', 'import "deep/uses.arr"\r', 'import "none.arr"\r').shows("while it is read")
    t.type("\x0c", ":load broken.arr\r", ":load deep/uses.arr\r").shows("loaded")


@screens(*ALL, **NUMBERED)
def interruption(t):
    t.type("kept = 42\r")
    interrupted(t, "while true { kept2 = 1 }")
    t.shows("of a loop")
    t.type("kept\r", 'print("ha', "\x03", "1\r").shows("at the prompt")


@test
def a_limit_below_what_is_used_loses_nothing(start):
    t = start()
    t.run("x = [0.5] * 20000000\r:set memory 100\r", ".*megabytes that the process already takes")
    time.sleep(0.5)   # longer than the watch looks away
    t.run("len(x)\r", "20000000").leave()


@test
def a_saved_program_has_what_was_done_before_ctrl_c(start):
    t = start()
    t.settle().send('r = [4]; print("be" + "gun"); while true { }\r').wait("begun")
    t.pump(0.3)
    t.send("\x03").settle()
    t.run("n = r[0] + 1\r:save kept.arr\r", ".*2 entries in kept.arr").leave()
    kept = open(os.path.join(t.home, "kept.arr")).read()
    assert kept == 'r = [4]; print("be" + "gun")\n# interrupted: while true { }\nn = r[0] + 1\n', kept


@test
def own_pages(start):
    """Without the pager that was asked for, a screen at a time."""
    for columns in (40, 80):
        t = start(columns=columns, rows=8, PAGER="/nonexistent/pager")
        t.prompt().mark().send(":help keys\r").wait("more: Space, Enter, q")
        shown = len(t.lines)
        assert "Entering" in t.text and shown <= 8, t.lines
        t.mark().send("\r").wait("more: Space, Enter, q")
        t.mark().send(" ").wait("more: Space, Enter, q")
        t.send("q").settle()
        assert not any("more:" in line for line in t.lines), t.lines
        t.leave()


@test
def a_stopped_pager_is_a_stopped_command(start):
    """Ctrl-Z in a pager that has not read its text gives the prompt back."""
    pager = "sleep 30; cat"
    t = start(shell=True, rows=10, PAGER=pager)
    t.wait(r"\$ $").send(f"'{t.binary}' --quiet\r").wait(PROMPT)
    ours = os.tcgetpgrp(t.fd)
    t.mark().send("print(5); \"ab\" * 100000\r").wait("5")
    end = time.monotonic() + 10
    while os.tcgetpgrp(t.fd) in (0, ours):
        assert time.monotonic() < end, "the pager does not get the terminal"
        t.pump(0.01)
    t.send("\x1a").wait(f"stopped: `!fg` goes on with `{pager}`").wait(PROMPT)
    t.mark().send("!jobs\r").wait(f"1  {pager}").wait(PROMPT)
    t.mark().send("1 + 41\r").wait("42").wait(PROMPT)
    t.send("\x04").wait(r"\$ $").send("exit\r")
    assert t.exit_code() == 0


@test
def pages_only_for_a_person(start):
    """`less` is asked for what is longer than the window, and only then."""
    t = start(rows=10, ARR_PROMPT=None, PAGER="sed s/^/paged:/")
    t.run("[1, 2]\r", r"\[1, 2\]")
    assert "paged:" not in t.text
    t.run("[str(i) * 30 for i in range(30)]\r", r"paged:\[.*")
    t.run(":set paging off\r:help\r", r"  :quit.*")
    t.leave()
    t = start(shell=True, PAGER="sed s/^/paged:/")
    t.wait(r"\$ $").send(f"'{t.binary}' --quiet > out.txt\r").wait(PROMPT)
    t.mark().send("[str(i) * 30 for i in range(30)]\r").wait(PROMPT).send("\x04").wait(r"\$ $")
    text = open(os.path.join(t.home, "out.txt")).read()
    assert text.startswith("['000") and "paged" not in text, text[:80]
    t.send("exit\r")
    assert t.exit_code() == 0


@test
def progress_shows_and_goes(start):
    for columns, pattern in ((80, r"slow  [█░]+  \d+%  turn \d+ of 60  \d s left"), (20, r"\d+%  \d s left")):
        t = start(columns=columns, NO_COLOR="1")
        t.prompt().send('for i in progress(range(60), "slow") { s = clock(); while clock() - s < 0.05 { } }\r')
        t.wait(pattern)
        line = max(re.findall(r"\r([^\r\n]*\d s left)", t.text), key=len)
        assert len(line) < columns, line
        t.settle()
        assert not any("left" in line for line in t.lines), t.lines
        t.leave()


@test
def progress_makes_room_for_output(start):
    t = start(NO_COLOR="1")
    t.prompt().send('for i in progress(range(60), "slow") { s = clock(); while clock() - s < 0.05 { }; if i % 20 == 0 { print("at", i) } }\r')
    t.wait("s left").settle()
    shown = [line for line in t.lines if line.startswith("at ")]
    assert shown == ["at 0", "at 20", "at 40"], t.lines
    t.leave()


@test
def no_progress_in_a_pipe(start):
    t = start(shell=True, TERM="xterm")
    t.wait(r"\$ $").mark().send(f"""'{t.binary}' -e 'for i in progress(range(25)) {{ s = clock(); while clock() - s < 0.1 {{ }} }}; 7' 2>&1 | od -c | head\r""")
    t.wait(r"7  \\n").wait(r"\$ $")
    assert "left" not in t.since_mark().split("od -c")[1]
    t.send("exit\r")
    assert t.exit_code() == 0


@test
def nothing_catches_ctrl_c(start):
    t = start(NO_COLOR="1")
    assert interrupted(t, "while true { try { while true { } } catch e { } }") < 0.5
    t.run("1 + 1\r", "2").leave()


@test
def durations_above_a_second(start):
    t = start(NO_COLOR="1")
    t.run("s = clock(); while clock() - s < 1.1 { }; 5\r", "5")
    assert re.search(r"(?m)^1\.\d\d s\r?$", t.text), t.text[-200:]
    t.mark().run("6\r", "6")
    assert not re.search(r"\d s\r", t.since_mark())
    t.leave()


@test
def commands_of_the_system_have_the_terminal(start):
    t = start(shell=True)
    t.wait(r"\$ $").send(f"'{t.binary}' --quiet\r").wait(PROMPT)
    shell = os.tcgetpgrp(t.fd)

    def command_has_it():
        """Waits until the terminal's keys go to a command."""
        end = time.monotonic() + 10
        while os.tcgetpgrp(t.fd) in (0, shell):
            assert time.monotonic() < end, "the command does not get the terminal"
            t.pump(0.01)

    t.mark().send("!sleep 30\r").wait(r"\n")
    command_has_it()
    began = time.monotonic()
    t.send("\x03").wait("interrupted").wait(PROMPT)
    assert time.monotonic() - began < 1
    t.mark().send("!sleep 30\r").wait(r"\n")
    command_has_it()
    t.send("\x1a").wait("stopped: `!fg` goes on with `sleep 30`").wait(PROMPT)
    t.mark().send("!jobs\r").wait("1  sleep 30").wait(PROMPT)
    t.mark().send("!fg\r").wait("sleep 30")
    command_has_it()
    t.send("\x03").wait("interrupted").wait(PROMPT)
    t.mark().send("!read x; echo got $x\r").wait(r"\n").pump(0.2)
    t.send("typed\r").wait("got typed").wait(PROMPT)
    t.send("\x04").wait(r"\$ $").send("exit\r")
    assert t.exit_code() == 0


@test
def init_file(start):
    t = start(shell=True)
    folder = os.path.join(t.home, ".config/arr")
    os.makedirs(folder)
    with open(os.path.join(folder, "init.arr"), "w") as file:
        file.write(':set prompt "mine%n> "\n\ndef twice(x) { return x * 2 }\n')
    t.wait(r"\$ $").mark().send(f"env -u ARR_PROMPT '{t.binary}' --quiet\r").wait(r"mine1> \r?$").send("twice(21)\r").wait(r"(?m)^42\r?$").wait(r"mine2> \r?$")
    t.send("\x04").wait(r"\$ $").mark()
    t.send(f"'{t.binary}' --no-init --quiet\r").wait(PROMPT).send("twice(21)\r").wait("is not defined").wait(PROMPT)
    t.send("\x04").wait(r"\$ $").mark().send(f"'{t.binary}' -e 'twice(1)'\r").wait("is not defined").wait(r"\$ $")
    with open(os.path.join(folder, "init.arr"), "w") as file:
        file.write("fine = 1\n\nfine + missing\n")
    t.mark().send(f"'{t.binary}' --quiet\r").wait("init.arr:3:8").wait(PROMPT).mark().send("fine\r").wait(r"(?m)^1\r?$").wait(PROMPT)
    t.send("\x04").wait(r"\$ $").send("exit\r")
    assert t.exit_code() == 0


@test
def output_in_a_file_still_edits(start):
    t = start(shell=True)
    t.wait(r"\$ $").send(f"'{t.binary}' --quiet > out.txt\r").wait(PROMPT)
    t.send("1 + 1x" + BACKSPACE + "\r").wait(PROMPT).send("\x04").wait(r"\$ $")
    assert open(os.path.join(t.home, "out.txt")).read() == "2\n"
    t.mark().send(f"'{t.binary}' < /dev/null; echo code $?\r").wait("code 0")
    t.wait(r"\$ $").mark().send(f"printf 'x = 2\\nprint(x)\\n' | '{t.binary}'\r").wait(r"\r2\r?\n")
    t.wait(r"\$ $").send("exit\r")
    assert t.exit_code() == 0


@test
def accents_in_the_c_locale(start):
    t = start(LC_ALL="C", ARR_PROMPT=None)
    t.wait(r"arr:1> \r?$").mark().send("len(\"h\u00e9llo\")\r").wait(r"(?m)^5\r?$").wait(r"arr:2> \r?$")
    t.send('"h\u00e9llo"\r').wait("'h\u00e9llo'")
    t.leave()


@test
def colours_by_the_environment(start):
    def coloured(**environment):
        t = start(**environment)
        t.prompt().send("1 + oops\r").settle()
        t.leave()
        return b"\x1b[1;31merror" in t.raw

    assert coloured() and coloured(NO_COLOR="") and coloured(TERM="dumb", FORCE_COLOR="1")
    assert not coloured(NO_COLOR="1") and not coloured(NO_COLOR="1", FORCE_COLOR="1") and not coloured(FORCE_COLOR="0")
    t = start(arguments=("--no-color",), FORCE_COLOR="1")
    t.prompt().send("1 + oops\r").settle()
    t.leave()
    assert b"\x1b[1;31m" not in t.raw


@test
def values_that_go_into_a_pipe(start):
    """A tensor and a table in a file are as wide as ever, whatever the window that errors go to, without colours, a pager or
    escape sequences; an exported COLUMNS counts."""
    model = 'm = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=3, n_embd=8, n_head=2, vocab_size=20), seed=1)'
    codes = ["arange(200).reshape([4, 50])", model + "; LogitLens(m).trajectory([3, 1, 4], 5)"]
    shown = []
    for columns in (40, 80, 200):
        t = start(shell=True, columns=columns, PAGER="sed s/^/paged:/")
        runs = "; ".join(f"'{t.binary}' -e '{code}'" for code in codes)
        t.wait(r"\$ $").send(f"({runs}) | cat > out.txt; echo $? done\r").wait("0 done").wait(r"\$ $")
        t.mark().send(f"({runs}) > direct.txt; COLUMNS=50 '{t.binary}' -e '{codes[0]}' > narrow.txt; echo all done\r")
        t.wait(r"\n\r*all done").wait(r"\$ $").send("exit\r")
        assert t.exit_code() == 0
        direct, narrow = (open(os.path.join(t.home, name)).read() for name in ("direct.txt", "narrow.txt"))
        assert max(map(len, narrow.split("\n"))) <= 50, narrow
        shown.append(open(os.path.join(t.home, "out.txt")).read())
        assert direct == shown[-1], direct
    # The window is not where it goes.
    assert shown[0] == shown[1] == shown[2], shown
    assert "\x1b" not in shown[0] and "paged:" not in shown[0], shown[0]
    assert "199" in shown[0] and max(len(line) for line in shown[0].split("\n")) <= 100, shown[0]


@screens(*ALL, NO_COLOR="1")
def habits_of_other_prompts(t):
    t.type("%timeit sum([1])\r", "@time sum([1])\r").shows("of IPython and Julia")
    t.type("\x0c", "varinfo()\r", ";ls\r").shows("more of them")
    t.type("\x0c", "ans\r", '??"nats"\r').shows("the last value, and words in quotes")


@test
def words_that_leave(start):
    for word in ("exit", "quit", "quit()", "exit()", ":q"):
        t = start()
        t.settle().send(word + "\r")
        assert t.exit_code() == 0
    t = start(NO_COLOR="1")
    t.run("quit = 5\r\rquit + 1\r", "6")
    t.run("quit\r", "5").leave()


@test
def saving_asks_before_it_overwrites(start):
    import pathlib
    t = start()
    path = pathlib.Path(t.home, "notes.txt")
    path.write_text("precious\n")
    t.type("x = 4\r")
    t.mark().send(f":save {path}\r").wait("write over it")
    t.type("n\r").settle()
    assert path.read_text() == "precious\n"
    t.mark().send(f":save {path}\r").wait("write over it")
    t.mark().send("y\r").wait("1 entry in")
    assert path.read_text() == "x = 4\n", path.read_text()
    t.settle().mark().send(f":save {path}\r").wait("1 entry in")   # what it wrote itself it may write anew
    t.leave()


@test
def a_recording_on_a_full_disk_says_so(start):
    t = start()
    t.type(":record /dev/full\r")
    t.mark().send("1 + 1\r").wait("cannot be written any more: no space left on device")
    t.settle().mark().send(":record off\r").wait("does not hold everything: no space left on device")
    t.leave()


@test
def output_that_cannot_be_written_leaves_the_session(start):
    """Somebody who sits at the prompt keeps the variables, whatever became of the file or pipe behind standard output."""
    t = start(shell=True)
    for place in ("> /dev/full", "| true"):
        t.wait(r"\$ $").mark().send(f"arr --quiet --no-init {place}\r").wait(PROMPT)
        t.settle().mark().send("x = 5\r").settle()
        t.mark().send("x\r").wait("cannot write to standard output")
        t.settle().mark().send("x / 0\r").wait("division by zero")
        t.settle().send(ctrl("d"))
    t.wait(r"\$ $").send("exit\r")
    t.exit_code()
