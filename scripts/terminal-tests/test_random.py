"""Random keys, seeded: RANDOM_KEYS sets how many there are in all, RANDOM_SEED what they are."""
import os, random, time

from suite import test
from terminal import *

KEYS = int(os.environ.get("RANDOM_KEYS", "40000"))
SEED = int(os.environ.get("RANDOM_SEED", "1"))
PAINTED_KEYS = int(os.environ.get("PAINTED_KEYS", "1500"))  # in each session
NAMED = [UP, DOWN, LEFT, RIGHT, HOME, END, DELETE, PAGE_UP, PAGE_DOWN, TAB, SHIFT_TAB, ESC, ALT_ENTER, BACKSPACE,
         "\x1b[1;5C", "\x1b[1;5D", "\x1b[3;5~", "\x1b[1;9Z", "\x1bOP", "\x1b[15~"]
CONTROLS = [ctrl(c) for c in "abefghklnoprstuvwy_]"] + [ctrl("x") + ctrl("u"), ctrl("x") + "z"]
ALTS = [alt(c) for c in "bfdulcty._/<>\x7fk?np"]
TEXTS = ["print(", "x = 1", "日本語", "e\u0301", "\U0001F468\u200d\U0001F469", "{", "}", "(", ")", "[", "]", '"', "f\"{a}\"", "# c", " ",
         "    ", "for i in range(3) {", "value", ".", ",", "w" * 30]
PASTES = [paste("if true {\r\n\ta\r\n}"), paste("arr> x\n1\narr> y"), paste("日本\x1b[31m\x07語\t!"), "\x1b[201~"]


def some_keys(source):
    kind = source.random()
    if kind < 0.35:
        return source.choice(TEXTS)
    if kind < 0.45:
        return source.choice("abcdefghijklmnopqrstuvwxyz0123456789=+-*/<>:;'|&^%$@~`_")
    return source.choice(NAMED if kind < 0.7 else CONTROLS if kind < 0.85 else ALTS if kind < 0.97 else PASTES)


def painting_is_exact(start, seed, columns, rows):
    """What was painted piece by piece is what painting it all at once gives."""
    source = random.Random(seed)
    t = start(arguments=["--quiet"], columns=columns, rows=rows)
    history = []
    for round in range(PAINTED_KEYS // 8):
        typed = [some_keys(source) for _ in range(8)]
        for keys in typed:
            t.send(keys)
        t.send("\x1b[15~")  # a key that means nothing ends what waits for another
        history.append(typed)
        if source.random() < 0.1:
            t.type(ENTER)
        if source.random() < 0.1:
            t.type(ctrl("c"))
        t.settle()
        lines, cursor = t.lines, t.cursor
        t.type(ctrl("l"))
        whole = len(t.lines)
        assert block_of(lines, cursor, whole) == (t.lines, t.cursor), (
            f"seed {seed} round {round}, last keys {history[-3:]!r}: painted\n" + "\n".join(lines) + f"\n{cursor}\nand should be\n"
            + "\n".join(t.lines) + f"\n{t.cursor}")
    t.type(ctrl("c"), ctrl("c"), 'print("sane")\r')
    assert "sane" in t.lines[-2], t.lines
    t.leave()
    assert t.is_cooked()


def block_of(lines, cursor, rows):
    first = len(lines) - rows
    return lines[max(first, 0):], (cursor[0] - first, cursor[1])


def register(seed, columns, rows):
    def painting(start):
        painting_is_exact(start, seed, columns, rows)

    painting.__name__ = f"random_keys_{columns}x{rows}"
    test(painting)


for number, size in enumerate([(20, 6), (40, 8), (80, 24), (33, 5)]):
    register(number + 1, *size)


# ---- Whatever is typed, the prompt lives on

# Nothing that leaves (Ctrl-C, Ctrl-D, Ctrl-Z, Ctrl-\\), stops the terminal (Ctrl-S), or begins a command (`:`, `!`).
ANY_CONTROL = [chr(c) for c in range(1, 32) if chr(c) not in "\x03\x04\x13\x1a\x1c"] + [ctrl("x") + ctrl("e"), ctrl("x") + ctrl("u"), "\x7f"]
FRAGMENTS = [b"\xc3", b"\xa9", b"\xe6\x97", b"\xf0\x9f\x91", b"\xff", b"\xed\xa0\x80", b"\x80\x80", "é".encode(), "\U0001F468\u200d".encode()]
SEQUENCES = [b"\x1b[", b"\x1b[1", b"\x1b[1;", b"\x1b[999999999999A", b"\x1b[?1;2c", b"\x1bO", b"\x1b]0;t\x07", b"\x1b[<0;1;1M", b"\x1b[I", b"\x1b[O",
             b"\x1b\x1b", b"\x1b[200~", b"\x1b[201~", b"\x1b[200", b"\x1b[24;80R", b"\x1bP1$r\x1b\\"]


def any_key(source):
    """Bytes of one keystroke, or of a piece of one."""
    kind = source.random()
    if kind < 0.4:
        return some_keys(source).replace(":", ";").encode()
    if kind < 0.6:
        return source.choice(ANY_CONTROL).encode()
    if kind < 0.7:
        return source.choice(FRAGMENTS)
    if kind < 0.8:
        return source.choice(SEQUENCES)
    if kind < 0.9:
        return bytes([source.randrange(32, 127)]).replace(b":", b";").replace(b"!", b"?")
    return source.choice([b"\r", b"\x1b\r", b"\t", b"\t\t", b"\x12"])


class Unseen:
    """In place of the emulator: a million keys paint more than it can follow."""

    def feed(self, data):
        pass


def survives(start, seed, keys):
    source = random.Random(seed)
    t = start(arguments=["--quiet", "--no-init"], EDITOR="true", PAGER="cat")
    t.settle().stream = Unseen()
    deadline = time.monotonic() + max(10, keys / 1000)
    typed, size = 0, (80, 24)
    while typed < keys and time.monotonic() < deadline:
        last = []
        for _ in range(min(1000, keys - typed)):
            last.append(any_key(source))
            if source.random() < 0.01:
                size = source.choice([(20, 6), (40, 8), (80, 24), (200, 50), (2, 1), (1, 1), (5, 3), (132, 10)])
                t.set_size(*size)
            t.send(last[-1])
        typed += len(last)
        try:
            answers(t)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, {typed} keys, window {size}, the last {last[-60:]!r}: {error}")
    t.leave()
    assert t.is_cooked(), f"seed {seed}: the terminal stays raw"
    assert typed >= min(keys, 1000), f"seed {seed}: only {typed} of {keys} keys in time"
    if typed < keys or keys > 100_000:
        print(f"       seed {seed}: {typed} of {keys} keys", flush=True)


def answers(t):
    """Whatever was left open is closed, and `1+1` is 2."""
    t.set_size(80, 24)
    t.send("\x1b[201~")
    for _ in range(3):  # one may be taken literally, one may end a search
        t.send("\x03").settle()
    t.raw, t.marked = b"", 0
    t.send("1+1\r").wait(r"(?m)^2\r?$").settle()
    t.raw = b""


def register_survival(number):
    def survival(start):
        survives(start, SEED * 1000 + number, KEYS // 4)

    survival.__name__ = f"random_keys_survived_{number}"
    test(survival)


for number in range(4):
    register_survival(number)


@test
def ten_thousand_entries(start):
    t = start()
    t.leave()
    with open(t.home + "/.local/state/arr/history" if os.path.isdir(t.home + "/.local/state/arr") else t.home + "/history", "w") as file:
        file.write("".join(f'"value_{i} = [{i}, {i + 1}] # entry number {i}"\n' for i in range(10_000)))
        file.write('"needle_in_the_haystack = 1"\n' + "".join(f'"other_{i}()"\n' for i in range(9_000)))
    t = start(ARR_HISTORY=file.name)
    began = time.monotonic()
    t.type(ctrl("r"))
    t.send("needle_in").settle()
    assert "needle_in_the_haystack" in t.lines[-1], t.lines
    t.type(ENTER)
    assert time.monotonic() - began < 2, f"{time.monotonic() - began:.2f} s"
    t.type(ctrl("u"), "needle")
    assert "needle_in_the_haystack = 1" in t.lines[-1], t.lines
