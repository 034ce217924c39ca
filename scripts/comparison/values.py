"""Random expressions of numbers, formats, text, lists and dicts, which CPython understands as they stand."""
import math

from answers import NAMES, Case

FUNCTIONS = [
    "sqrt", "exp", "log", "log2", "log10", "log1p", "expm1", "floor", "ceil", "trunc", "isqrt", "degrees", "radians", "sin", "cos", "tan", "asin", "acos",
    "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "cbrt", "exp2", "erf", "erfc", "isnan", "isinf", "isfinite",
]
PYTHON = {**NAMES, **{name: getattr(math, name) for name in [*FUNCTIONS, "gcd", "lcm", "comb", "perm", "fmod", "hypot", "copysign"]}}

INTS = [0, 1, -1, 2, 3, -7, 10, 255, 12345, 2**31 - 1, -(2**31), 2**53 - 1, 2**53 + 1, 2**62, 2**63 - 1, -(2**63) + 1, 10**18, 1234567890123456789]
FLOATS = [
    0.0, -0.0, 0.5, 1.0, 1.5, 2.5, -2.5, 0.1, 1 / 3, 2.675, 1.005, 0.045, 99.995, 1e-5, 1e-300, 5e-324, 1e16, 1e22, 1e23, 9007199254740992.0, 9.223372036854775807e18,
    1.7976931348623157e308, 123456789.125, 999999.5, math.inf, -math.inf, math.nan,
]
WORDS = [
    "", "a", "banana", "Mary had a little lamb", "  two  words \t", "ÄÖÜ straße", "a,b,,c", "ab\ncd\r\nef\x0bgh\u2028ij", "日本語 text", "they're bill's", "e\u0301x", "1٣²Ⅷ½",
    "CamelCase snake_case", "-42", "+7", "ab\tc",
]


def literal(value):
    if isinstance(value, (list, tuple)):
        inner = ", ".join(map(literal, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' * (len(value) == 1)})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    text = {True: "true", False: "false", None: "none"}[value] if value is None or isinstance(value, bool) else repr(value)
    return f"({text})" if text.startswith("-") else text


def an_int(rng):
    return rng.choice([rng.choice(INTS), rng.randint(-20, 20), rng.randint(-(10**6), 10**6), rng.randint(-(2**63) + 1, 2**63 - 1)])


def a_float(rng):
    return rng.choice([rng.choice(FLOATS), round(rng.uniform(-1000, 1000), rng.randint(0, 6)), rng.uniform(-10, 10) * 10.0 ** rng.randint(-300, 300)])


def a_number(rng):
    return rng.choice([an_int, a_float, a_float])(rng) if rng.random() < 0.9 else rng.random() < 0.5


def numbers(rng, count):
    def case(text):
        return Case(text, PYTHON)

    for _ in range(count):
        a, b, c = (literal(a_number(rng)) for _ in range(3))
        yield case(f"{a} {rng.choice('+ - * / // % == != < <= > >='.split())} {b}")
        yield case(f"{a} {rng.choice('+-*/')} {b} {rng.choice('+ - * // %'.split())} {c}")
        yield case(f"({rng.randint(-12, 12)}) ** {literal(rng.choice([0, 1, 2, 3, 17, 62, -1, -3, 0.5, 2.0]))}")
        yield case(f"{rng.choice(FUNCTIONS + ['abs', 'int', 'float', 'bool', 'str', 'repr', 'round'])}({a})")
        yield case(f"{rng.choice(['divmod', 'fmod', 'hypot', 'copysign', 'max', 'min', 'log'])}({a}, {b})")
        yield case(f"round({literal(a_float(rng))}, {rng.choice([-20, -3, -1, 0, 1, 2, 5, 15, 17, 300, -308])})")
        yield case(f"round({literal(an_int(rng))}, {rng.randint(-19, 2)})")
        yield case(f"pow({literal(an_int(rng))}, {rng.choice([0, 1, 5, 12345, -1, -3])}, {literal(rng.choice(INTS))})")
        yield case(f"{rng.choice(['gcd', 'lcm'])}({literal(an_int(rng))}, {literal(an_int(rng))})")
        yield case(f"{rng.choice(['comb', 'perm'])}({rng.randint(-1, 70)}, {rng.randint(-1, 40)})")
        text = "".join(rng.choice("0123456789.eE+-_ 12345") for _ in range(rng.randint(1, 12)))
        yield case(f"float({text!r})")
        yield case(f"int({text!r})")
        digits = "".join(rng.choice("0123456789abcdefz_") for _ in range(rng.randint(1, 13)))
        yield case(f"int({rng.choice(['', '-', '0x', '0b']) + digits!r}, {rng.choice([0, 2, 8, 10, 16, 36])})")
        yield case(f"float('{rng.randint(1, 10 ** rng.randint(1, 25))}e{rng.randint(-350, 320)}')")


def formats(rng, count):
    def part(chance, options):
        return rng.choice(options) if rng.random() < chance else ""

    for _ in range(count * 5):
        value, types = rng.choice([(an_int(rng), "ddbxXocneEfFgG%s"), (a_float(rng), "eEfFgG%fgdn"), (rng.choice(WORDS[:6]), "sssd")])
        specification = (
            part(0.35, [fill + side for fill in ("", "*", "0", "é") for side in "<>=^"]) + part(0.3, "+- ") + part(0.05, "z") + part(0.12, "#")
            + part(0.2, "0") + part(0.5, ["1", "6", "8", "12", "25"]) + part(0.25, ",_") + part(0.5, [".0", ".1", ".3", ".6", ".12", ".20"]) + part(0.75, types)
        )
        # CPython 3.11 has no backslash within the braces of an f-string.
        if rng.random() < 0.5 or "\\" in literal(value):
            yield Case(f"format({literal(value)}, {specification!r})", PYTHON)
        else:
            yield Case(f'f"{{{literal(value)}:{specification}}}"', PYTHON)


def a_slice(rng, reach=9):
    def bound():
        return rng.choice(["", "", str(rng.randint(-reach, reach)), "none"])

    step = rng.choice(["", ":", ":2", ":-1", ":-2", ":3", ":0"])
    return f"{bound()}:{bound()}{step}"


def text(rng, count):
    plain = "upper lower title capitalize swapcase casefold isdigit isalpha isalnum isspace isupper islower istitle isnumeric isdecimal isprintable split splitlines strip".split()
    for _ in range(count * 4):
        word = rng.choice(WORDS) if rng.random() < 0.8 else "".join(rng.choice("aab ,bcXé日\t\n") for _ in range(rng.randint(0, 12)))
        place = rng.randint(0, len(word))
        piece = rng.choice([word[place : place + rng.randint(0, 3)], "a", "an", " ", ",", ""])
        bounds = rng.choice(["", f", {rng.randint(-8, 8)}", f", {rng.randint(-8, 8)}, {rng.randint(-8, 8)}"])
        yield Case(
            repr(word)
            + rng.choice(
                [
                    f".{rng.choice(plain)}()", f".{rng.choice(['find', 'rfind', 'index', 'rindex', 'count', 'startswith', 'endswith'])}({piece!r}{bounds})",
                    f".{rng.choice(['strip', 'lstrip', 'rstrip', 'partition', 'rpartition', 'removeprefix', 'removesuffix'])}({piece!r})",
                    f".{rng.choice(['split', 'rsplit'])}({piece!r}, {rng.randint(-2, 3)})", f".replace({piece!r}, {rng.choice(['', '-', 'xyz'])!r}, {rng.randint(-1, 3)})",
                    f".{rng.choice(['center', 'ljust', 'rjust'])}({rng.randint(-3, 30)}, '*')", f".zfill({rng.randint(-3, 20)})", f".expandtabs({rng.randint(-1, 9)})",
                    f"[{a_slice(rng)}]", f"[{rng.randint(-12, 12)}]", f" {rng.choice(['<', '<=', '==', '>'])} {rng.choice(WORDS)!r}", f" * {rng.randint(-1, 3)}",
                ]
            ),
            PYTHON,
        )


def an_item(rng, depth=0):
    kind = rng.random()
    if kind < 0.3 and depth < 2:
        items = [an_item(rng, depth + 1) for _ in range(rng.randint(0, 3))]
        return rng.choice([items, tuple(items)])
    return rng.choice([rng.randint(-3, 5), rng.randint(-3, 5), 0.5, 1.0, -1.5, "a", "ab", True, None])


def lists(rng, count):
    for _ in range(count * 4):
        items = [an_item(rng) if rng.random() < 0.4 else rng.randint(-3, 6) for _ in range(rng.randint(0, 7))]
        item = literal(rng.choice(items) if items and rng.random() < 0.6 else an_item(rng))
        other = literal([rng.randint(-3, 6) for _ in range(rng.randint(0, 4))])
        change = rng.choice(
            [
                f"xs.append({item})", f"xs.extend({other})", f"xs.insert({rng.randint(-9, 9)}, {item})", f"xs.remove({item})", "xs.reverse()", "xs.sort()", "xs.sort(reverse=true)",
                f"xs[{a_slice(rng)}] = {other}", f"xs[{rng.randint(-8, 8)}] = {item}", f"xs += {other}", f"xs *= {rng.randint(-1, 3)}", f"x = xs.pop({rng.randint(-8, 8)})", "x = xs.clear()",
            ]
        )
        result = rng.choice(
            [
                f"xs[{a_slice(rng)}]", f"xs.index({item})", f"xs.count({item})", f"{item} in xs", f"xs == {other}", f"xs < {other}", "sorted(xs)", "min(xs)", "max(xs)", "sum(xs)", f"xs + {other}",
                "list(reversed(xs))", "list(enumerate(xs))", f"list(zip(xs, {other}))", "[x for x in xs if x]", "repr(xs)",
            ]
        )
        yield Case(f"(x, xs, {result})", PYTHON, (f"xs = {literal(items)}", f"x = {item}", change))
        bounds = f"{rng.randint(-12, 12)}, {rng.randint(-12, 12)}, {rng.choice([1, 2, 3, -1, -2, -5, 0])}"
        query = rng.choice([f"len(range({bounds}))", f"list(range({bounds})[{a_slice(rng)}])", f"repr(range({bounds})[{a_slice(rng)}])", f"{rng.randint(-12, 12)} in range({bounds})"])
        yield Case(query, PYTHON)


def dicts(rng, count):
    keys = ["a", "b", "c", 1, 2, 1.0, True, None, (1, 2), 2.5, 0, False, 2**53, float(2**53)]
    for _ in range(count * 3):
        entries = {rng.choice(keys): rng.randint(0, 9) for _ in range(rng.randint(0, 5))}
        key = literal(rng.choice(keys))
        change = rng.choice(
            [
                f"x = d.pop({key})", f"x = d.pop({key}, -1)", "x = d.popitem()", f"x = d.setdefault({key}, 7)", f"d[{key}] = 42", f"d[{key}] += 1", "d.update({2: 5, 'q': 1}, z=3)", "d.clear()",
                f"x = d[{key}]", f"x = d.get({key}, 5)", f"x = {key} in d", "x = list(d.items())", "x = {v: k for k, v in d.items()}", f"x = {{**d, {key}: 3}}", "x = d == dict(reversed(list(d.items())))",
            ]
        )
        yield Case("(x, d, list(d.keys()))", PYTHON, (f"d = {literal(entries)}", "x = 0", change))


SUBJECTS = {"numbers": numbers, "formats": formats, "text": text, "lists": lists, "dicts": dicts}
