"""Runs cases in the language, all in one process, and in Python, and tells what differs."""
import ast
import dataclasses
import math
import os
import re
import subprocess
import tempfile

import numpy as np

# Words of the language's errors where it refuses on purpose what Python or NumPy accept.
AGREED = [
    "has no real power",  # there are no complex numbers
    "not a bool",  # a bool is no number where a function asks for one
    "division by zero",  # NumPy gives 0 with a warning
    "a mask needs at least one axis", "a bool is not an index",  # masks without axes
    "is out of range for f32[]", "is out of range for i64[]", "is out of range for bool[]",  # NumPy lets axis 0 pass there
    "of no elements is not defined",  # medians; NumPy gives NaN
    "to working precision",  # NumPy inverts what rounding made singular
]

# A value as text: the type and the shape of tensors with their elements, everything else as `repr` writes it.
PRELUDE = """
def written(v) {
    if type(v) == "tensor" { return f"Tensor({v.dtype!r}, {list(v.shape)}, {v.tolist()})" }
    if type(v) == "list" { return "[" + ", ".join([written(x) for x in v]) + "]" }
    if type(v) == "tuple" { return "(" + "".join([written(x) + ", " for x in v]) + ")" }
    if type(v) == "dict" { return "{" + ", ".join([written(k) + ": " + written(x) for k, x in v.items()]) + "}" }
    return repr(v)
}
"""


@dataclasses.dataclass
class Case:
    """Statements and an expression that mean the same in both languages; `python` where the expression is spelled otherwise."""

    expression: str
    names: dict
    statements: tuple = ()
    python: str = ""
    tolerance: float = 0.0

    def __str__(self):
        return "; ".join([*self.statements, self.expression])

    def program(self, number):
        body = "; ".join([*self.statements, f"return {self.expression}"])
        call = f'print("@{number} " + written(case{number}()))'
        return f'def case{number}() {{ {body} }}; try {{ {call} }} catch e {{ print("!{number} " + e.message) }}'


@dataclasses.dataclass
class Failure:
    message: str


class Tensor:
    def __init__(self, dtype, shape, items):
        self.dtype, self.shape = dtype, tuple(shape)
        self.kind = "f" if dtype in ("f32", "f16", "bf16") else dtype[0]
        self.items = np.array(items, dtype={"f": np.float64, "i": np.int64, "b": bool}[self.kind]).reshape(self.shape)

    def __repr__(self):
        return f"{self.dtype}{list(self.shape)} {self.items.tolist()}"


NAMES = {"Tensor": Tensor, "true": True, "false": False, "none": None, "nan": math.nan, "inf": math.inf, "range": range}


def differences(cases, program):
    """(case, the language's answer, Python's) of all that differ."""
    found = []
    for case, ours in zip(cases, given(cases, program)):
        theirs = python(case)
        if not agree(case, ours, theirs):
            found.append((case, short(ours), short(theirs)))
    return found


def short(answer):
    text = str(answer)
    return text if len(text) < 300 else text[:300] + " …"


def given(cases, program):
    """What the language gives. A case that does not parse is taken out and the others are run again."""
    found = [None] * len(cases)
    left = list(range(len(cases)))
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "cases.arr")
        while left:
            with open(file, "w", encoding="utf-8") as out:
                out.write(PRELUDE + "\n".join(cases[i].program(i) for i in left) + "\n")
            run = subprocess.run([program, "--no-color", file], capture_output=True, text=True)
            answers = re.findall(r"^([@!])(\d+) (.*)$", run.stdout, re.MULTILINE)
            for mark, number, text in answers:
                found[int(number)] = Failure(text) if mark == "!" else eval(text, dict(NAMES))
            if run.returncode not in (0, 1):
                raise SystemExit(f"the program ended with {run.returncode} behind case {answers[-1:]}:\n{run.stderr}")
            if answers or run.returncode == 0:
                return found
            first = PRELUDE.count("\n") + 1
            refused = {int(line) - first for line in re.findall(r"cases\.arr:(\d+):", run.stderr)}
            for place in refused:
                found[left[place]] = Failure("no program: " + run.stderr[:200])
            left = [i for place, i in enumerate(left) if place not in refused]
            if not refused:
                raise SystemExit(run.stderr)
    return found


def python(case):
    names = dict(case.names)
    try:
        for statement in case.statements:
            exec(statement, names)
        value = eval(case.python or case.expression, names)
    except Exception as problem:
        return Failure(f"{type(problem).__name__}: {problem}")
    return Failure("beyond 64 bits") if is_too_large(value) else value


def agree(case, ours, theirs):
    if isinstance(theirs, complex):
        theirs = Failure("there are no complex numbers")
    if not isinstance(ours, Failure):
        return not isinstance(theirs, Failure) and same(ours, theirs, case.tolerance)
    if isinstance(theirs, Failure) or any(words in ours.message for words in AGREED):
        return True
    return "64 bits" in ours.message and overflows(case)


def overflows(case):
    """Whether a part of the expression is an int beyond 64 bits, though the whole is not."""
    for node in ast.walk(ast.parse(case.python or case.expression, mode="eval")):
        if isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Call)):
            try:
                if is_too_large(eval(compile(ast.Expression(node), "part", "eval"), dict(case.names))):
                    return True
            except Exception:
                continue
    return False


def is_too_large(value):
    if isinstance(value, (list, tuple)):
        return any(map(is_too_large, value))
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def same(ours, theirs, tolerance):
    if isinstance(theirs, np.ndarray) and theirs.ndim == 0 and not isinstance(ours, Tensor) or isinstance(theirs, np.generic):
        theirs = theirs.item()
    if isinstance(ours, Tensor):
        theirs = np.asarray(theirs)
        return ours.shape == theirs.shape and ours.kind == theirs.dtype.kind and is_close(ours.items, theirs, tolerance)
    if isinstance(theirs, str):
        return ours == re.sub(r"\b(True|False|None)\b", lambda word: word[0].lower(), theirs)
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, float):
        return repr(ours) == repr(theirs) if tolerance == 0 else is_close(np.float64(ours), np.float64(theirs), tolerance)
    if isinstance(ours, (list, tuple)):
        return len(ours) == len(theirs) and all(same(a, b, tolerance) for a, b in zip(ours, theirs))
    if isinstance(ours, dict):
        return same(list(ours.items()), list(theirs.items()), tolerance)
    return ours == theirs


def is_close(ours, theirs, tolerance):
    near = np.abs(ours - theirs) <= tolerance * np.maximum(1, np.abs(theirs)) if theirs.dtype.kind == "f" else False
    return bool(np.all((ours == theirs) | ((ours != ours) & (theirs != theirs)) | near))
