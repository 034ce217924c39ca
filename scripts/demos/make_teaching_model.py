"""Makes the teaching model: a gpt2 of four layers, really trained, small enough to lie beside the demos.

usage: make_teaching_model.py [FOLDER]           (default: teaching-model beside this file)
       make_teaching_model.py --check [FOLDER]   only measure the folder as it is

Needs `pip install jax numpy tokenizers`; training took 275 s on two busy cores. Everything is drawn from the seed;
another machine may round otherwise and end at slightly different weights. All text comes from the templates below:

- two names, one of them twice, and the other is what comes next;
- countries and their capitals, both ways round;
- lists of random words, repeated;
- very short stories.

One name pair in eleven, and one in ten of the other combinations of names, place and object, is kept out of training. The
check reads the written folder back and runs it in plain NumPy, not by the training code.
"""
import json
import pathlib
import random
import struct
import sys
import time

import numpy as np

SEED, LAYERS, HEADS, WIDTH, CONTEXT = 7, 4, 4, 64, 64
STEPS, BATCH, RATE, WARMUP, DECAY = 1500, 32, 4e-3, 60, 0.02
END = "<|endoftext|>"

# MARK: the text

GIRLS = ["Mary", "Lily", "Anna", "Emma", "Lucy", "Sara"]
BOYS = ["John", "Tom", "Ben", "Max", "Jack", "Sam"]
NAMES = GIRLS + BOYS
PLACES = ["store", "park", "school", "garden", "beach", "station", "market", "house"]
OBJECTS = ["drink", "book", "ball", "ring", "letter", "flower", "cake", "hat"]
COLORS = ["red", "blue", "green", "little", "big"]
ANIMALS = ["cat", "dog", "bird", "fish", "horse"]
OTHERS = ["sun", "tree", "moon", "river", "stone", "star", "lamp", "door"]
LISTED = PLACES + OBJECTS + COLORS + ANIMALS + OTHERS
CAPITALS = {
    "France": "Paris", "Italy": "Rome", "Spain": "Madrid", "Germany": "Berlin", "England": "London", "Japan": "Tokyo",
    "China": "Beijing", "Russia": "Moscow", "Egypt": "Cairo", "Greece": "Athens", "Portugal": "Lisbon", "Austria": "Vienna",
    "Poland": "Warsaw", "Norway": "Oslo", "Sweden": "Stockholm", "Finland": "Helsinki", "Ireland": "Dublin", "Canada": "Ottawa",
    "Cuba": "Havana", "Peru": "Lima", "Kenya": "Nairobi", "India": "Delhi", "Iran": "Tehran", "Hungary": "Budapest", "Turkey": "Ankara",
}
TWO_NAMES = [
    "When {a} and {b} went to the {place}, {s} gave a {object} to {o}.",
    "Then, {a} and {b} went to the {place}. {s} gave a {object} to {o}.",
    "After {a} and {b} met at the {place}, {s} gave a {object} to {o}.",
    "When {a} and {b} were in the {place}, {s} wanted to give a {object} to {o}.",
]
STORIES = [
    "Once upon a time, there was a little {child} named {name}. {She} liked to play in the {place}. One day, {she} found a {color} {object}. "
    "{She} was very happy.",
    "Once upon a time, there was a little {child} named {name}. {She} had a {color} {animal}. The {animal} was very big. "
    "{name} and the {animal} went to the {place} to play.",
    "One day, a {child} named {name} went to the {place}. {She} saw a {animal} there. The {animal} was very happy. {name} gave the {animal} a {object}.",
    "One day, {name} went to the {place} and found a {object}. The {object} was {color}. {She} liked the {object} and was very happy.",
]


def held_out(a, b, place, object):
    """Whether no training text has these two names, in either order, with this place and this object."""
    i, j = sorted((NAMES.index(a), NAMES.index(b)))
    return held_out_pair(a, b) or (7 * i + 3 * j + 5 * PLACES.index(place) + 9 * OBJECTS.index(object)) % 10 == 0


def held_out_pair(a, b):
    """Each name is in one such pair: the i-th girl with the boy after hers."""
    i, j = sorted((NAMES.index(a), NAMES.index(b)))
    return i < 6 <= j and (i + 1) % 6 == j - 6


def two_names(template, a, b, second_acts, place, object):
    s, o = (b, a) if second_acts else (a, b)
    return TWO_NAMES[template].format(a=a, b=b, s=s, o=o, place=place, object=object)


def draw_two_names(r):
    while True:
        (a, b), place, object = r.sample(NAMES, 2), r.choice(PLACES), r.choice(OBJECTS)
        if not held_out(a, b, place, object):
            return two_names(r.randrange(len(TWO_NAMES)), a, b, r.random() < 0.5, place, object)


def draw_fact(r):
    facts = []
    for country in r.sample(list(CAPITALS), r.randint(1, 3)):
        city = CAPITALS[country]
        facts.append(f"The capital of {country} is {city}." if r.random() < 0.6 else f"{city} is the capital of {country}.")
    return " ".join(facts)


def draw_list(r):
    words = r.sample(LISTED, r.randint(3, 9))
    return r.choice(["Words:", ""]) + "".join(" " + word for word in words * r.randint(2, 4)) + "."


def draw_story(r):
    girl, template = r.random() < 0.5, r.choice(STORIES)
    return template.format(
        child="girl" if girl else "boy", name=r.choice(GIRLS if girl else BOYS), She="She" if girl else "He", she="she" if girl else "he",
        place=r.choice(PLACES), color=r.choice(COLORS), object=r.choice(OBJECTS), animal=r.choice(ANIMALS))


def draw(r):
    return r.choices([draw_two_names, draw_fact, draw_list, draw_story], [0.42, 0.2, 0.2, 0.18])[0](r)


# MARK: the tokenizer

def make_tokenizer(texts):
    """Byte-level BPE, trained on every distinct word once until each is a single token."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=True)
    pieces = sorted({text[a:b] for text in texts for _, (a, b) in tokenizer.pre_tokenizer.pre_tokenize_str(text)})
    trainer = trainers.BpeTrainer(
        vocab_size=4096, min_frequency=1, special_tokens=[END], initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False)
    tokenizer.train_from_iterator(pieces, trainer)
    assert all(len(tokenizer.encode(piece).ids) == 1 for piece in pieces)
    return tokenizer


def make_rows(tokenizer, texts, r):
    """Rows of CONTEXT + 1 ids: each begins with a text, every other one with the end token before it."""
    end, rows, row = tokenizer.token_to_id(END), [], []
    for encoding in tokenizer.encode_batch(texts):
        if not row and r.random() < 0.5:
            row = [end]
        row += encoding.ids + [end]
        if len(row) > CONTEXT:
            rows.append(row[: CONTEXT + 1])
            row = []
    return np.array(rows, np.int32)


# MARK: the model and its training

def begin(vocabulary):
    rng = np.random.default_rng(SEED)
    normal = lambda *shape, scale=1.0: rng.normal(0, 0.06 * scale, shape).astype(np.float32)
    zeros, ones = lambda n: np.zeros(n, np.float32), lambda n: np.ones(n, np.float32)
    d, small = WIDTH, (2 * LAYERS) ** -0.5
    w = {"wte.weight": normal(vocabulary, d), "wpe.weight": normal(CONTEXT, d)}
    for i in range(LAYERS):
        for name, n, m, scale in [("attn.c_attn", d, 3 * d, 1.5), ("attn.c_proj", d, d, small), ("mlp.c_fc", d, 4 * d, 1.5), ("mlp.c_proj", 4 * d, d, small)]:
            w |= {f"h.{i}.{name}.weight": normal(n, m, scale=scale), f"h.{i}.{name}.bias": zeros(m)}
        for name in ["ln_1", "ln_2"]:
            w |= {f"h.{i}.{name}.weight": ones(d), f"h.{i}.{name}.bias": zeros(d)}
    return w | {"ln_f.weight": ones(d), "ln_f.bias": zeros(d)}


def train(rows, vocabulary):
    import jax
    import jax.numpy as jnp

    def norm(x, w, name):
        x = x - x.mean(-1, keepdims=True)
        return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-5) * w[name + ".weight"] + w[name + ".bias"]

    def linear(x, w, name):
        return x @ w[name + ".weight"] + w[name + ".bias"]

    def loss(w, rows):
        ids, targets = rows[:, :-1], rows[:, 1:]
        b, n = ids.shape
        mask = jnp.where(jnp.tril(jnp.ones((n, n), bool)), 0.0, -1e9)
        x = w["wte.weight"][ids] + w["wpe.weight"][:n]
        for i in range(LAYERS):
            h = f"h.{i}."
            q, k, v = jnp.split(linear(norm(x, w, h + "ln_1"), w, h + "attn.c_attn").reshape(b, n, 3 * HEADS, -1).transpose(0, 2, 1, 3), 3, 1)
            pattern = jax.nn.softmax(q @ k.swapaxes(2, 3) * (WIDTH // HEADS) ** -0.5 + mask)
            x = x + linear((pattern @ v).transpose(0, 2, 1, 3).reshape(b, n, WIDTH), w, h + "attn.c_proj")
            x = x + linear(jax.nn.gelu(linear(norm(x, w, h + "ln_2"), w, h + "mlp.c_fc"), approximate=True), w, h + "mlp.c_proj")
        logits = norm(x, w, "ln_f") @ w["wte.weight"].T
        picked = jnp.take_along_axis(logits, targets[..., None], -1)[..., 0]
        return (jax.nn.logsumexp(logits, -1) - picked).mean()

    @jax.jit
    def step(w, m, v, t, rows):
        value, g = jax.value_and_grad(loss)(w, rows)
        size = jnp.sqrt(sum((x * x).sum() for x in g.values()))
        g = {k: x * jnp.minimum(1, 1 / size) for k, x in g.items()}
        rate = RATE * jnp.minimum(t / WARMUP, 0.02 + 0.98 * 0.5 * (1 + jnp.cos(jnp.pi * t / STEPS)))
        m = {k: 0.9 * m[k] + 0.1 * g[k] for k in w}
        v = {k: 0.98 * v[k] + 0.02 * g[k] ** 2 for k in w}
        change = {k: m[k] / (1 - 0.9 ** t) / (jnp.sqrt(v[k] / (1 - 0.98 ** t)) + 1e-8) for k in w}
        w = {k: x - rate * (change[k] + (DECAY * x if x.ndim > 1 else 0)) for k, x in w.items()}
        return w, m, v, value

    w = {k: jnp.asarray(x) for k, x in begin(vocabulary).items()}
    m, v = ({k: jnp.zeros_like(x) for k, x in w.items()} for _ in range(2))
    rng, began = np.random.default_rng(SEED), time.time()
    for t in range(1, STEPS + 1):
        w, m, v, value = step(w, m, v, jnp.float32(t), rows[rng.integers(0, len(rows), BATCH)])
        if t % 50 == 0 or t == 1:
            print(f"step {t:5}  loss {float(value):.4f}  {time.time() - began:.0f} s", flush=True)
    return {k: np.asarray(x) for k, x in w.items()}


# MARK: the folder

def to_bfloat16(x):
    """The bits of the nearest bfloat16, ties to even."""
    bits = np.ascontiguousarray(x, np.float32).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def write(folder, weights, tokenizer):
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary, end = tokenizer.get_vocab_size(), tokenizer.token_to_id(END)
    config = {
        "model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "vocab_size": vocabulary, "n_positions": CONTEXT, "n_embd": WIDTH,
        "n_layer": LAYERS, "n_head": HEADS, "n_inner": None, "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5,
        "tie_word_embeddings": True, "bos_token_id": end, "eos_token_id": end, "torch_dtype": "bfloat16"}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    (folder / "tokenizer.json").write_text(tokenizer.to_str(pretty=False) + "\n")
    header, blobs, offset = {"__metadata__": {"format": "pt"}}, [], 0
    for name, value in weights.items():
        blob = to_bfloat16(value).tobytes()
        header["transformer." + name] = {"dtype": "BF16", "shape": list(value.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def read(folder):
    data = (folder / "model.safetensors").read_bytes()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    weights = {}
    for name, entry in json.loads(data[8:start]).items():
        if name != "__metadata__":
            bits = np.frombuffer(data[start:][slice(*entry["data_offsets"])], np.uint16).astype(np.uint32) << 16
            weights[name.removeprefix("transformer.")] = bits.view(np.float32).reshape(entry["shape"])
    return weights


# MARK: the check

def forward(w, ids):
    """Logits `[texts, n, vocabulary]` of `[texts, n]` ids."""
    def norm(x, name):
        return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5) * w[name + ".weight"] + w[name + ".bias"]
    n = ids.shape[1]
    x = w["wte.weight"][ids] + w["wpe.weight"][:n]
    for i in range(LAYERS):
        h = f"h.{i}."
        q, k, v = np.split(norm(x, h + "ln_1") @ w[h + "attn.c_attn.weight"] + w[h + "attn.c_attn.bias"], 3, -1)
        z = np.empty_like(x)
        for head in range(HEADS):
            part = slice(head * WIDTH // HEADS, (head + 1) * WIDTH // HEADS)
            scores = q[..., part] @ k[..., part].swapaxes(1, 2) / np.sqrt(WIDTH // HEADS)
            scores[:, np.triu(np.ones((n, n), bool), 1)] = -np.inf
            e = np.exp(scores - scores.max(-1, keepdims=True))
            z[..., part] = e / e.sum(-1, keepdims=True) @ v[..., part]
        x = x + z @ w[h + "attn.c_proj.weight"] + w[h + "attn.c_proj.bias"]
        y = norm(x, h + "ln_2") @ w[h + "mlp.c_fc.weight"] + w[h + "mlp.c_fc.bias"]
        y = 0.5 * y * (1 + np.tanh(np.sqrt(2 / np.pi) * (y + 0.044715 * y ** 3)))
        x = x + y @ w[h + "mlp.c_proj.weight"] + w[h + "mlp.c_proj.bias"]
    return norm(x, "ln_f") @ w["wte.weight"].T


EXAMPLES = [
    "When Mary and John went to the store, John gave a drink to", "When John and Mary went to the store, John gave a drink to",
    "The capital of France is", "The capital of Japan is", "Paris is the capital of", "Words: sun cat river lamp sun cat river",
    "Once upon a time, there was a little", "Once upon a time, there was a little girl named Lily.",
    "One day, a boy named Tom went to the park.",
]


def check(folder):
    from tokenizers import Tokenizer
    w, tokenizer = read(folder), Tokenizer.from_file(str(folder / "tokenizer.json"))
    end = tokenizer.token_to_id(END)

    def accuracy(label, cases):
        """Of (prompt, word) with and without the end token in front."""
        for before in [[], [end]]:
            groups = {}
            for prompt, word in cases:
                ids = before + tokenizer.encode(prompt).ids
                groups.setdefault(len(ids), []).append((ids, tokenizer.token_to_id("Ġ" + word)))
            right = sum((forward(w, np.array([ids for ids, _ in g]))[:, -1].argmax(-1) == [word for _, word in g]).sum() for g in groups.values())
            print(f"{label:44}{' after ' + END if before else '':22} {right:5} of {len(cases):5}  {right / len(cases):.2%}")

    apart, together = [], []
    for a in NAMES:
        for b in NAMES:
            for place in PLACES:
                for object in OBJECTS:
                    if a != b and held_out(a, b, place, object):
                        for template in range(len(TWO_NAMES)):
                            for second_acts in [False, True]:
                                text = two_names(template, a, b, second_acts, place, object)
                                (apart if held_out_pair(a, b) else together).append((text[: text.rindex(" ")], a if second_acts else b))
    r = random.Random(SEED)
    accuracy("two names, combination never seen", r.sample(together, 2000))
    accuracy("two names, pair never seen together", r.sample(apart, 2000))
    accuracy("capital of a country", [(f"The capital of {country} is", city) for country, city in CAPITALS.items()])
    accuracy("country of a capital", [(f"{city} is the capital of", country) for country, city in CAPITALS.items()])
    lists = []
    for _ in range(1000):
        words = r.sample(LISTED, r.randint(3, 9))
        place = r.randrange(1, len(words))
        lists.append(("Words: " + " ".join(words + words[:place]), words[place]))
    accuracy("repeated list", lists)
    for prompt in EXAMPLES:
        ids = tokenizer.encode(prompt).ids
        logits = forward(w, np.array([ids]))[0, -1]
        p = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
        print(f"{prompt!r}\n    {ids}\n    " + ", ".join(f"{int(i)} {tokenizer.decode([int(i)])!r} {p[i]:.3f}" for i in np.argsort(-p)[:3]))


def main(arguments):
    only_check = "--check" in arguments
    rest = [argument for argument in arguments if argument != "--check"]
    folder = pathlib.Path(rest[0]) if rest else pathlib.Path(__file__).parent / "teaching-model"
    if not only_check:
        r = random.Random(SEED)
        texts = [draw(r) for _ in range(120_000)]
        tokenizer = make_tokenizer(texts)
        rows = make_rows(tokenizer, texts, r)
        print(f"{tokenizer.get_vocab_size()} tokens, {len(rows)} rows", flush=True)
        write(folder, train(rows, tokenizer.get_vocab_size()), tokenizer)
    check(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
