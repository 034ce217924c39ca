"""Random keys, seeded: RANDOM_KEYS sets how many each session gets."""
import os, random, time

from suite import test
from terminal import *

KEYS = int(os.environ.get("RANDOM_KEYS", "1500"))
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
    for round in range(KEYS // 8):
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
