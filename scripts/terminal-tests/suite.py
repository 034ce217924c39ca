"""The tests of this folder: what one is, how a screen is compared, and how they all run at once."""
import concurrent.futures, importlib, multiprocessing, os, pathlib, re, shutil, sys, tempfile, time, traceback

from terminal import Terminal

HERE = pathlib.Path(__file__).parent
SCREENS = HERE / "screens"
# What adding in another order leaves, which other machines do.
ROUNDING = re.compile(r"-?\d\.\de-(?:0[89]|[1-9]\d)\b")
TESTS = {}  # name: (function, width or None)


def test(function):
    """A test that looks at what it needs: function(start), where start(**options) begins a session."""
    TESTS[function.__name__] = (function, None)
    return function


def screens(*widths, **options):
    """A test that runs at several widths and compares whole screens: function(t), with t.shows("name") for each."""

    def register(function):
        for width in widths:
            TESTS[f"{function.__name__}.{width}"] = (function, (width, options))
        return function

    return register


class Goldens:
    """The screens of one test, kept in one file: a line `=== name` before each."""

    def __init__(self, name, update):
        self.path, self.update, self.shown = SCREENS / f"{name}.txt", update, []
        text = self.path.read_text() if self.path.exists() else ""
        parts = text.split("=== ")[1:]
        self.kept = {part.split("\n", 1)[0]: part.split("\n", 1)[1] for part in parts}

    def compare(self, name, picture):
        picture = ROUNDING.sub("(rounding)", picture)
        self.shown.append((name, picture))
        if self.update:
            return
        expected = self.kept.get(name)
        if expected is None:
            raise AssertionError(f"there is no screen {name!r} in {self.path.name}; it is now:\n{picture}")
        if expected != picture:
            raise AssertionError(f"screen {name!r} of {self.path.name} should be\n{expected}and is\n{picture}")

    def finish(self):
        if self.update:
            SCREENS.mkdir(exist_ok=True)
            self.path.write_text("".join(f"=== {name}\n{picture}" for name, picture in self.shown))
        else:
            missing = [name for name in self.kept if name not in dict(self.shown)]
            assert not missing, f"screens that were never shown: {missing}"


def run_one(name, binary, update):
    """Runs a test in a folder of its own; its time, and what went wrong or None."""
    function, golden = TESTS[name]
    home, terminals, began = tempfile.mkdtemp(), [], time.monotonic()

    def start(arguments=(), shell=False, **options):
        command = ["/bin/bash", "--norc", "--noprofile"] if shell else [binary, *arguments]
        if shell:  # `arr` is what would be typed there, wherever it is built and whatever it is called
            os.makedirs(f"{home}/.bin", exist_ok=True)
            if not os.path.lexists(f"{home}/.bin/arr"):
                os.symlink(binary, f"{home}/.bin/arr")
            options = {"PATH": f"{home}/.bin:{os.environ['PATH']}"} | options
        terminals.append(Terminal(command, home, **options))
        terminals[-1].home, terminals[-1].binary = home, binary
        return terminals[-1]

    start.home = home
    problem = None
    try:
        if golden is None:
            function(start)
        else:
            width, options = golden
            goldens = Goldens(name, update)
            # Screens have no colours unless the test asks for them, and a file that is there before the start can be given.
            # On a busy machine anything may take a second, and its time would be shown.
            options = {"columns": width, "rows": 12, "NO_COLOR": "1"} | options
            for path, text in ({".config/arr/init.arr": ":set durations off\n"} | options.pop("files", {})).items():
                target = pathlib.Path(home) / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text)
            t = start(arguments=options.pop("arguments", ("--quiet",)), **options)
            t.shows = lambda label, looks=False: goldens.compare(label, t.settle().picture(looks))
            t.settle()
            function(t)
            goldens.finish()
    except (AssertionError, OSError) as error:
        where = traceback.extract_tb(error.__traceback__)
        line = next((f.lineno for f in reversed(where) if f.name == function.__name__), 0)
        problem = f"line {line}: {error}"
    for terminal in terminals:
        terminal.close()
    shutil.rmtree(home, ignore_errors=True)
    return name, time.monotonic() - began, problem


def main(arguments):
    update, verbose = "--update" in arguments, "-v" in arguments
    words = [a for a in arguments if a not in ("--update", "-v")]
    if not words:
        sys.exit("test-terminal [-v] [--update] PATH/TO/arr [NAME…]: a name is a test's, or what it begins with")
    binary = os.path.abspath(words[0])
    for file in sorted(HERE.glob("test_*.py")):
        importlib.import_module(file.stem)
    chosen = [n for n in TESTS if not words[1:] or any(n.startswith(w) for w in words[1:])]
    if not chosen:
        sys.exit(f"test-terminal: no test begins with {', '.join(words[1:])}")
    began = time.monotonic()

    failed = []
    context = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(int(os.environ.get("TEST_WORKERS", 2 * (os.cpu_count() or 2))), mp_context=context) as pool:
        for future in concurrent.futures.as_completed([pool.submit(run_one, n, binary, update) for n in chosen]):
            name, seconds, problem = future.result()
            if problem:
                failed.append(name)
            if problem or verbose:
                print(f"{'FAILED' if problem else 'ok':7}{name} ({seconds:.1f} s)" + (f": {problem}" if problem else ""), flush=True)
    print(f"{len(chosen) - len(failed)} of {len(chosen)} terminal tests passed in {time.monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.modules["suite"] = sys.modules["__main__"]
    sys.exit(main(sys.argv[1:]))
