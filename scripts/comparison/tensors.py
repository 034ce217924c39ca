"""Random expressions of tensors. NumPy has the same functions; what is f32 in the language is computed in double."""
import math

import numpy as np

from answers import NAMES, Case
from values import literal

SINGLE = 5e-6  # what sums and functions in f32 may be off, relative to the result or to 1
TYPES = {"f32": np.float32, "f16": np.float16, "i32": np.int32, "i64": np.int64, "bool": np.bool_}


# ---- NumPy in the language's words --------------------------------------------------------------------------------------


def tensor(items, dtype=None):
    array = np.array(items, dtype=TYPES.get(dtype))
    return array.astype(np.float32) if array.dtype == np.float64 else array


def doubles(value):
    array = value if isinstance(value, np.ndarray) else tensor(value)
    return array.astype(np.float64) if array.dtype.kind == "f" else array


def singles(value):
    """A result as the language has it: floats rounded to f32, NumPy's other ints as i64."""
    if isinstance(value, (tuple, list)):
        return type(value)(map(singles, value)) if type(value) in (tuple, list) else tuple(map(singles, value))
    array = np.asarray(value)
    array = array.astype(np.float32) if array.dtype.kind == "f" else array
    return array if array.ndim else array.item()


def in_double(function):
    def call(*arguments, **named):
        return singles(function(*(doubles(a) if isinstance(a, np.ndarray) else a for a in arguments), **named))

    return call


def logsumexp(x, axis=None, keepdims=False):
    top = np.max(x, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    total = np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True)) + top
    return total if keepdims else np.squeeze(total, axis) if axis is not None else total.reshape(())


def softmax(x, axis=-1):
    powers = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def log_softmax(x, axis=-1):
    rest = x - np.max(x, axis=axis, keepdims=True)
    return rest - np.log(np.exp(rest).sum(axis=axis, keepdims=True))


def argsort(x, axis=-1, descending=False):
    if not descending:
        return np.argsort(x, axis=axis, kind="stable")
    # Equal ones keep their order, and NaN counts as the greatest.
    return x.shape[axis] - 1 - np.flip(np.argsort(np.flip(x, axis=axis), axis=axis, kind="stable"), axis=axis)


def sort(x, axis=-1, descending=False):
    return np.take_along_axis(x, argsort(x, axis, descending), axis)


def norm(x, *arguments, **named):
    if not arguments and not named:
        return np.linalg.norm(x.ravel())
    return np.linalg.norm(x, *arguments, **named)


def least_squares(a, b):
    x, residuals, rank, s = np.linalg.lstsq(a, b, rcond=1e-6)
    return x, residuals, int(rank), s


NUMPY = {**NAMES, "tensor": tensor, "sort": sort, "argsort": argsort, "astype": lambda x, dtype: x.astype(TYPES[dtype])}
for name in (
    "sum mean max min prod any all std var median nansum nanmean nanmax nanmin nanprod nanstd nanvar nanmedian count_nonzero argmax argmin quantile "
    "cumsum cumprod diff trace cov corrcoef histogram bincount searchsorted dot inner outer kron matmul tensordot einsum isclose allclose nonzero argwhere"
).split():
    NUMPY[name] = in_double(getattr(np, name))
for name in "maximum minimum power logaddexp hypot arctan2 copysign floor_divide mod flip roll repeat tile squeeze expand_dims swapaxes moveaxis transpose triu tril diag diagonal unique clip where nan_to_num concatenate stack split array_split broadcast_to pad sign isnan round abs".split():
    NUMPY[name] = getattr(np, name)
for name in "exp log log2 log1p expm1 sqrt cbrt sin cos tan sinh cosh tanh arcsin arctan arcsinh square floor ceil trunc".split():
    NUMPY[name] = in_double(getattr(np, name))
for name in "det inv cholesky eigvalsh pinv cond matrix_rank slogdet solve matrix_power".split():
    NUMPY[name] = in_double(getattr(np.linalg, name))
NUMPY |= {name: in_double(function) for name, function in dict(logsumexp=logsumexp, softmax=softmax, log_softmax=log_softmax, norm=norm, lstsq=least_squares).items()}
NUMPY["svdvals"] = in_double(lambda x: np.linalg.svd(x, compute_uv=False))
NUMPY["eye"] = lambda n: np.eye(n, dtype=np.float32)
NUMPY["take"] = lambda x, places, axis=None: np.take(x, np.array(places, dtype=np.int64), axis)


# ---- Random tensors -----------------------------------------------------------------------------------------------------


def a_shape(rng, least=0, most=3, empty=0.06):
    return [0 if rng.random() < empty else rng.choice([1, 2, 2, 3, 3, 4]) for _ in range(rng.randint(least, most))]


def an_element(rng, dtype, special):
    if dtype == "bool":
        return rng.random() < 0.5
    if dtype[0] == "i":
        return rng.choice([0, 1, 2, 3, -1, -2, 5, -7, 9])
    if rng.random() < special:
        return rng.choice([math.nan, math.inf, -math.inf, 0.0])
    return float(TYPES[dtype](rng.choice([1.0, 2.0, 0.5, -1.5, 3.0, rng.uniform(-5, 5)])))


def a_tensor(rng, shape, dtype=None, special=0.0):
    dtype = dtype or rng.choice(["f32", "f32", "i64", "bool", "i32"])

    def nested(sizes):
        return [nested(sizes[1:]) for _ in range(sizes[0])] if sizes else an_element(rng, dtype, special)

    if math.prod(shape) == 0:
        return f'tensor([], dtype="{dtype}").reshape({shape})'
    named = f', dtype="{dtype}"' if dtype in ("f16", "i32") or not shape else ""
    return f"tensor({literal(nested(shape))}{named})"


def a_matrix(rng, rows, columns):
    return f"tensor({literal([[round(rng.gauss(0, 1), 3) for _ in range(columns)] for _ in range(rows)])})"


def an_axis(rng, rank, several=False):
    if rng.random() < 0.25:
        return "none"
    if several and rank > 1 and rng.random() < 0.2:
        return str(tuple(rng.sample(range(rank), 2)))
    return str(rng.randint(-rank, rank - 1) if rng.random() < 0.95 else rank)


def a_subscript(rng, shape):
    parts = []
    for size in shape:
        if rng.random() < 0.1:
            parts.append("none")
        if rng.random() < 0.1 and "..." not in parts:
            parts.append("...")
            continue
        if rng.random() < 0.1:
            break
        bounds = [rng.choice(["", str(rng.randint(-size - 1, size + 1))]) for _ in range(2)]
        places = [rng.randint(-size, size - 1) for _ in range(3)] if size else []
        ranges = ":".join(bounds) + rng.choice(["", ":2", ":-1"])
        mask = literal([rng.random() < 0.6 for _ in range(size)])
        parts.append(rng.choice([str(rng.randint(-size - 1, size)), str(places[0]) if places else ":", ranges, ranges, str(places) if places else ":", f"tensor({[places[:2]]})" if places else ":", mask if size else ":"]))
    return ", ".join(parts) or "..."


# ---- Subjects -----------------------------------------------------------------------------------------------------------


def indexing(rng, count):
    for _ in range(count * 2):
        shape = a_shape(rng)
        dtype = rng.choice(["f32", "i64", "bool"])
        x, subscript = a_tensor(rng, shape, dtype), a_subscript(rng, shape)
        yield Case(f"{x}[{subscript}]", NUMPY)
        value = {"f32": ["7.5", "-1"], "i64": ["7", "-3"], "bool": ["true", "false"]}[dtype]
        yield Case("x", NUMPY, (f"x = {x}", f"x[{subscript}] = {rng.choice(value)}"))
        if dtype != "bool":
            yield Case("x", NUMPY, (f"x = {x}", f"x[{subscript}] {rng.choice(['+=', '*=', '-='])} 2"))
        yield Case(f"{x}[{x} > 0]", NUMPY)


def elements(rng, count):
    for _ in range(count * 2):
        shape = a_shape(rng)
        other = [size if rng.random() < 0.7 else 1 for size in shape][rng.randint(0, 1) :]
        a, b = a_tensor(rng, shape, special=0.15), rng.choice([a_tensor(rng, other, special=0.15), "2", "0.5", "-3", "2.0", "0.0", "true"])
        if rng.random() < 0.3:
            a, b = b, a
        yield Case(f"({a}) {rng.choice('+ - * / // % == != < <= > >='.split())} ({b})", NUMPY, tolerance=SINGLE)
        floats = [a_tensor(rng, s, "f32", 0.15) for s in (shape, other)]
        function = rng.choice("maximum minimum logaddexp hypot arctan2 copysign floor_divide mod".split())
        yield Case(f"{function}({floats[0]}, {floats[1]})", NUMPY, tolerance=SINGLE)
        function = rng.choice("exp log log2 log1p expm1 sqrt cbrt sin cos tan sinh cosh tanh arcsin arctan arcsinh square floor ceil trunc sign isnan abs nan_to_num".split())
        yield Case(f"{function}({floats[0]})", NUMPY, tolerance=SINGLE)
        numbers = a_tensor(rng, shape, rng.choice(["f32", "i64"]), 0.1)
        yield Case(f"round({numbers}, {rng.randint(-2, 3)})", NUMPY, tolerance=SINGLE)
        yield Case(f"clip({numbers}, {rng.choice(['none', '-1', '0.5', 'nan'])}, {rng.choice(['none', '1', '2.5', '-2'])})", NUMPY, tolerance=SINGLE)
        yield Case(f"where({a_tensor(rng, shape, 'bool')}, {numbers}, {rng.choice(['0', '2.5', '-1'])})", NUMPY)


def reductions(rng, count):
    names = "sum mean max min prod any all std var nansum nanmean nanmax nanmin nanprod count_nonzero median nanmedian logsumexp argmax argmin".split()
    for _ in range(count * 3):
        shape = a_shape(rng, least=1, empty=0.0)
        x, name = a_tensor(rng, shape, special=rng.choice([0, 0, 0.2])), rng.choice(names)
        kept = rng.choice(["", ", keepdims=true"])
        yield Case(f"{name}({x}, axis={an_axis(rng, len(shape), 'arg' not in name)}{kept})", NUMPY, tolerance=SINGLE)
        finite = a_tensor(rng, shape)
        yield Case(f"{rng.choice(['std', 'var'])}({finite}, axis={an_axis(rng, len(shape), True)}, ddof={rng.randint(0, 2)}{kept})", NUMPY, tolerance=SINGLE)
        yield Case(f"quantile({a_tensor(rng, shape, 'f32')}, {rng.choice(['0.25', '0.5', '[0.1, 0.9]', '1', '1.5'])}, axis={an_axis(rng, len(shape), True)}{kept})", NUMPY, tolerance=SINGLE)
        special = a_tensor(rng, shape, "f32", 0.3)
        yield Case(f"{rng.choice(['softmax', 'log_softmax'])}({special}, axis={rng.randint(-len(shape), len(shape) - 1)})", NUMPY, tolerance=SINGLE)
        yield Case(f"{rng.choice(['cumsum', 'cumprod'])}({special}, axis={an_axis(rng, len(shape))})", NUMPY, tolerance=SINGLE)


def order(rng, count):
    for _ in range(count * 2):
        shape = a_shape(rng, least=1, most=2, empty=0.0)
        x = a_tensor(rng, shape, special=0.2)
        falling = rng.choice(["", ", descending=true"])
        yield Case(f"{rng.choice(['sort', 'argsort'])}({x}, axis={rng.choice(['0', '-1'])}{falling})", NUMPY)
        k = rng.randint(0, shape[-1])
        yield Case(f"(topk(x, {k}).values, topk(x, {k}).indices)", NUMPY, (f"x = {x}",), f"(sort(x, -1, true)[..., :{k}], argsort(x, -1, true)[..., :{k}])")
        yield Case(f"unique({x}, return_index=true, return_inverse=true, return_counts=true)", NUMPY)
        yield Case(f"histogram({a_tensor(rng, [rng.choice([1, 5, 9])], 'f32')}, {rng.choice(['3', '10', '[0.0, 1.0, 2.0, 3.0]', '0', '[1, 0]'])}{rng.choice(['', ', density=true'])})", NUMPY, tolerance=SINGLE)
        ascending = sorted(rng.choice([0, 1, 1, 2, 3, 5]) for _ in range(rng.randint(1, 6)))
        yield Case(f"searchsorted(tensor({ascending}), {rng.choice(['1', '4', '1.5', 'tensor([0, 1, 7])'])}, side={rng.choice(['left', 'right'])!r})", NUMPY)
        yield Case(f"{rng.choice(['nonzero', 'argwhere'])}({x})", NUMPY)


def shapes(rng, count):
    for _ in range(count * 4):
        shape = a_shape(rng, least=1)
        rank, x = len(shape), a_tensor(rng, shape)
        axis, other = rng.randint(-rank, rank - 1), rng.randint(-rank, rank - 1)
        longer = list(shape)
        longer[axis] = rng.choice([0, 1, 2, 3])
        text = rng.choice(
            [
                f"flip({x}, {an_axis(rng, rank)})", f"roll({x}, {rng.randint(-7, 7)}, {an_axis(rng, rank)})", f"repeat({x}, {rng.choice(['0', '2', '[1, 2]'])}, {axis})", f"tile({x}, {rng.choice(['2', '[2, 1]', '[3, 1, 2]'])})",
                f"squeeze({x}, {axis})", f"expand_dims({x}, {axis})", f"swapaxes({x}, {axis}, {other})", f"moveaxis({x}, {axis}, {other})", f"transpose({x})", f"{x}.reshape({rng.choice(['-1', '[-1, 1]', '[2, -1]', '[3, 2]'])})",
                f"take({x}, {rng.choice(['0', '[0, -1]', '[[0]]'])}{rng.choice(['', f', {axis}'])})", f"{rng.choice(['split', 'array_split'])}({x}, {rng.choice(['1', '2', '3', '[1]', '[1, 2]'])}, {axis})", f"concatenate([{x}, {a_tensor(rng, longer)}], {axis})",
                f"stack([{x}, {x}], {axis})", f"broadcast_to({x}, {[2, *shape]})", f"pad({x}, 1)", f"diff({a_tensor(rng, shape, 'i64')}, {rng.randint(0, 2)}, {axis})", f"{x}.tolist()", f"[r for r in {x}]",
            ]
        )
        yield Case(text, NUMPY)


def products(rng, count):
    sizes = {letter: rng.choice([1, 2, 3]) for letter in "ijkl"}
    for _ in range(count * 2):
        m, k, n, stack = rng.randint(1, 4), rng.randint(1, 4), rng.randint(1, 4), rng.choice([1, 2, 3])
        left = rng.choice([[k], [m, k], [stack, m, k], [2, stack, m, k]])
        right = rng.choice([[k], [k, n], [stack, k, n], [k + 1, n]])
        kinds = [rng.choice(["f32", "f32", "i64", "i32", "bool"]) for _ in range(2)]
        a, b = a_tensor(rng, left, kinds[0]), a_tensor(rng, right, kinds[1])
        yield Case(f"{a} @ {b}", NUMPY, python=f"matmul({a}, {b})", tolerance=1e-5)
        yield Case(f"{rng.choice(['dot', 'inner', 'outer'])}({a}, {b})", NUMPY, tolerance=1e-5)
        terms = ["".join(rng.choice("ijkl") for _ in range(rng.randint(1, 3))) for _ in range(rng.randint(1, 3))]
        letters = sorted(set("".join(terms)))
        result = rng.choice(["", "->" + "".join(rng.sample(letters, rng.randint(0, len(letters))))])
        operands = ", ".join(a_tensor(rng, [sizes[letter] for letter in term], rng.choice(["f32", "i64"])) for term in terms)
        yield Case(f"einsum({','.join(terms) + result!r}, {operands})", NUMPY, tolerance=1e-4)


def algebra(rng, count):
    for _ in range(count):
        m, n = rng.randint(1, 4), rng.randint(1, 4)
        a, square = a_matrix(rng, m, n), a_matrix(rng, n, n)
        symmetric = f"({square} + {square}.T)"
        positive = f"(matmul({square}, {square}.T) + eye({n}))"
        p = rng.choice(["1", "2", "inf", "-inf", "0", "-1", "-2", "'fro'", "'nuc'", "3", "none"])
        solid = a_tensor(rng, [2, 2, 3], "f32")
        for text, tolerance in [
            (f"norm({a})", SINGLE), (f"norm({a}, {p})", 1e-5), (f"norm({a}, {p}, axis={rng.choice([0, 1, -1])})", 1e-5), (f"norm({solid}, {p}, axis={rng.choice(['(0, 1)', '(2, 0)', '(-1, -2)', '(1, 1)'])}, keepdims=true)", 1e-5),
            (f"norm({a_tensor(rng, [rng.randint(1, 5)], 'f32')}, {p})", 1e-5), (f"det({square})", 2e-5), (f"slogdet({positive})", 2e-5), (f"inv({positive})", 1e-4), (f"solve({positive}, {a_matrix(rng, n, 2)})", 1e-4),
            (f"cholesky({rng.choice([positive, symmetric])})", 1e-4), (f"eigvalsh({symmetric})", 2e-5), (f"svdvals({a})", 1e-5), (f"matrix_rank({a_tensor(rng, [m, n], 'i64')})", 0.0), (f"matrix_power({square}, {rng.randint(0, 4)})", 1e-4),
            (f"lstsq({a_matrix(rng, n + 3, n)}, {a_matrix(rng, n + 3, 1)})", 1e-3), (f"corrcoef({a_matrix(rng, 3, 5)})", 1e-5), (f"cov({a_matrix(rng, 3, 5)}, ddof={rng.randint(0, 1)})", 1e-5),
        ]:
            yield Case(text, NUMPY, tolerance=tolerance)


SUBJECTS = {"indexing": indexing, "elements": elements, "reductions": reductions, "order": order, "shapes": shapes, "products": products, "algebra": algebra}
