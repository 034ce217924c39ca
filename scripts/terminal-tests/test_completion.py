"""What Tab offers: members, arguments, names inside strings, paths, commands."""
from suite import screens, test
from terminal import *

WIDTHS = (40, 80, 200)
SETUP = """\
config = HookedAutoConfig("llama", hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, vocab_size=50)
model = HookedAutoModel(config)
run = model([1, 2, 3])
lens = LogitLens(model)
ledger = lens.layer_attributions(run, 0)
"""
FILES = {"setup.arr": SETUP, "data/my notes.txt": "", "data/tides.csv": "", "data/deep/er.npy": "", "other.arr": ""}
START = dict(files=FILES, arguments=("--quiet", "-i", "setup.arr"))


@screens(*WIDTHS, **START)
def members(t):
    t.type("run.", TAB).shows("of a run")
    t.type("lo", TAB).shows("narrowed")
    t.type(ctrl("u"), "ledger.rows[0].", TAB).shows("of a row")
    t.type(ctrl("u"), "LogitLens(model).", TAB).shows("of what a declared function gives")
    t.type(ctrl("u"), '"x".st', TAB).shows("of a literal")
    t.type(ctrl("u"), "run.next().str", TAB).shows("the only one is taken")


@screens(80, NO_COLOR=None, **START)
def kinds(t):
    t.type("r", TAB).shows("of names", looks=True)
    t.type(ctrl("u"), "lens.", TAB).shows("of members", looks=True)
    t.type(ctrl("u"), 'open("da', ctrl("u"), 'load("', TAB).shows("of files", looks=True)


@screens(*WIDTHS, **START)
def keyword_arguments(t):
    t.type("model.generate(run, t", TAB, TAB).shows("the first, and what it means")
    t.type(TAB, ENTER, "3, t", TAB, TAB).shows("those that are left")
    t.type(ctrl("u"), 'HookedAutoConfig("gpt2", n_', TAB, TAB).shows("fields of a family")
    t.type(ctrl("u"), "def area(width, height=2) { return width * height }\r", "area(1, he", TAB).shows("of a function of one's own")


@screens(*WIDTHS, **START)
def names_inside_strings(t):
    t.type('run["', TAB).shows("first parts")
    t.type(ctrl("u"), 'run["bl', TAB, "0.", TAB).shows("parts of a block")
    t.type(ctrl("u"), 'run["blocks.0.at', TAB, "hook_p", TAB).shows("a whole name")
    t.type(ctrl("u"), 'run["pattern', TAB).shows("by some of its letters")
    t.type(ctrl("u"), 'model.weight("', TAB).shows("weights")
    t.type(ctrl("u"), 'tool("', TAB).shows("the only tool")
    t.type(ctrl("u"), 'lens.layer_attributions(run, 0, by="', TAB).shows("what an argument can be")


@screens(*WIDTHS, **START)
def paths(t):
    t.type('read_text("', TAB).shows("here")
    t.type(ctrl("u"), 'read_text("da', TAB, TAB).shows("in a folder")
    t.type(ctrl("u"), 'read_text("data/my', TAB).shows("with a blank")
    t.type(ctrl("u"), ":load ", TAB).shows("programs to load")
    t.type(ctrl("u"), "!cat data/my", TAB).shows("quoted for the system")
    t.type(ctrl("u"), 'import "o', TAB).shows("to import")


@screens(*WIDTHS, **START)
def commands(t):
    t.type(":", TAB).shows("all")
    t.type(ctrl("u"), ":va", TAB).shows("the only one")
    t.type(ctrl("u"), "?sorte", TAB).shows("topic")
    t.type(ctrl("u"), "?list.re", TAB).shows("methods of a type")


@test
def completion_in_a_long_session(start):
    """Ten thousand variables, a model of 48 layers and an entry of two thousand lines: Tab answers while the finger is still down."""
    import pathlib, tempfile
    with tempfile.NamedTemporaryFile("w", suffix=".arr") as file:
        file.write("".join(f"variable_{i} = {i}\n" for i in range(10_000)))
        file.write('deep = HookedAutoModel(HookedAutoConfig("llama", hidden_size=16, intermediate_size=32, num_hidden_layers=48, '
                   "num_attention_heads=2, vocab_size=50))\ndeep_run = deep([1, 2])\n")
        file.flush()
        t = start(("--quiet", "-i", file.name))
        t.type('deep_run["blocks.47.attn.hook_pat', TAB)
        assert t.lines[-1].endswith('deep_run["blocks.47.attn.hook_pattern"]'), t.lines
        t.type(ctrl("u"), "variable_99", TAB)
        assert any("variable_9900" in line for line in t.lines), t.lines
        t.type(ctrl("c"), paste("if true {\n" + "".join(f"  x{i} = {i}\n" for i in range(2000))), "deep_run.token", TAB)
        assert any("token_strings" in line for line in t.lines), t.lines[-5:]


@test
def a_description_that_is_cut(start):
    """It ends in a mark, that of the locale."""
    for locale, mark in (("C.UTF-8", "…"), ("C", "...")):
        t = start(arguments=["--quiet"], columns=40, rows=12, LC_ALL=locale, ARR_PROMPT=None)
        t.type("all", TAB, TAB)
        whole = " all(iterable: iterable, *, axis=none, keepdims"
        cut = next((line for line in t.lines if line.startswith(" all(iterable")), "")
        assert cut.endswith(mark) and whole.startswith(cut[:-len(mark)]) and 36 <= len(cut) <= 39, t.lines
