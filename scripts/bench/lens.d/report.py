"""The bench's results as a Markdown table: ratios first, then times, then the share of what the machine can do."""
import os
import platform
from pathlib import Path

ROWS = ["cold", "load", "forward", "grid", "grid again", "trajectory", "logit_lens", "by sublayer", "by head", "by neuron", "generate"]
TITLES = {
    "cold": "whole process: start, load, grid, end",
    "load": "load the model",
    "forward": "forward pass, every stream kept",
    "grid": "grid with its forward pass: top 5, entropy, rank, log-prob, KL of every stream",
    "grid again": "grid of a prompt with another last token: the rest is that of the prompt before",
    "trajectory": "trajectory of a token at the last position",
    "logit_lens": "`logit_lens` of one layer",
    "by sublayer": "attributions by sublayer",
    "by head": "attributions by head",
    "by neuron": "attributions by every neuron",
    "generate": "16 tokens generated",
}


def cpu():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def sizes(config):
    """Layers, width, weights of one block, vocabulary: what the arithmetic of a pass depends on."""
    if config["model_type"] == "gpt2":
        width = config["n_embd"]
        return config["n_layer"], width, 12 * width * width, config["vocab_size"]
    width, heads = config["hidden_size"], config["num_attention_heads"]
    head = config.get("head_dim") or width // heads
    attention = 2 * width * head * (heads + config["num_key_value_heads"])
    return config["num_hidden_layers"], width, attention + 3 * width * config["intermediate_size"], config["vocab_size"]


def arithmetic(row, config, tokens):
    """Floating-point operations; a causal score costs the visible half of its row."""
    layers, width, block, vocabulary = sizes(config)
    forward = 2 * tokens * layers * block + layers * 2 * tokens * tokens * width
    return {"forward": forward, "grid": forward + 2 * (layers + 1) * tokens * vocabulary * width}.get(row)


def medians(limits):
    return {name: triple[0] for name, triple in limits.items()}


def share(row, case, ours):
    """The share of the limit that binds: arithmetic of float32 vectors for passes, reading of the weights for generating."""
    limits = medians(case["limits"])
    if row == "generate":
        each = (ours["generate"][0] - ours["forward"][0]) / 15
        return f"{case['weight_bytes'] / each / 1e6 / limits['read_gbs']:.0%} of reading" if each > 0 else ""
    work = arithmetic(row, case["config"], case["tokens"])
    return f"{work / ours[row][0] / 1e6 / limits['gflops']:.0%} of vectors' arithmetic" if work else ""


def shown(triple):
    if not triple:
        return ""
    digits = 0 if triple[0] >= 1000 else 1
    return f"{triple[0]:,.{digits}f} ({triple[1]:,.{digits}f}–{triple[2]:,.{digits}f})"


def floor(case, peers):
    """The least time of float32 vectors: the arithmetic at their peak, or reading the weights once. Matrix tiles can pass it."""
    config, limits = case["config"], medians(case["limits"])
    layers, width, block, vocabulary = sizes(config)
    size = 4 if config["model_type"] == "gpt2" else 2
    block_bytes = layers * block * size
    parts = []
    for row, title, weights in (
        ("forward", "a forward pass", block_bytes), ("grid", "a grid with its forward pass", block_bytes + vocabulary * width * size)
    ):
        peak, reading = arithmetic(row, config, case["tokens"]) / limits["gflops"] / 1e6, weights / limits["read_gbs"] / 1e6
        ms = max(peak, reading)
        faster = [f"{case['ms'][peer][row][0] / ms:.1f} times as fast as {peer}" for peer in peers if row in case["ms"][peer]]
        parts.append(f"{ms:.0f} ms for {title}, {'the arithmetic' if peak > reading else 'reading the weights'}" + (f" ({', '.join(faster)})" if faster else ""))
    return f"Float32 vectors would take at least {'; '.join(parts)}. Matrix tiles can pass that."


def limits_text(limits):
    (flops, slowest, fastest), (reading, least, most) = limits["gflops"], limits["read_gbs"]
    return (f"Before each round of programs the machine reached {flops:.0f} GFLOP/s of float32 ({slowest:.0f}–{fastest:.0f}, `peak.c`) and "
            f"{reading:.1f} GB/s of reading ({least:.1f}–{most:.1f}, `memory.c`).")


def table(name, case):
    programs, ms = case["programs"], case["ms"]
    peers = [p for p in programs if not p.startswith("arr")]
    own = [p for p in programs if p.startswith("arr")]
    ratios = [(mine, peer) for mine in own for peer in peers]
    head = ["work"] + [f"{peer} ÷ {mine}" for mine, peer in ratios] + own + [f"share, {mine}" for mine in own if "bf16" not in mine] + peers
    out = ["", f"## {name}, {case['tokens']} tokens", "", limits_text(case["limits"]), floor(case, peers), "", "| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    for row in ROWS:
        if not any(row in ms[mine] for mine in own):
            continue
        cells = [TITLES[row]]
        cells += [f"**{ms[peer][row][0] / ms[mine][row][0]:.1f}**" if row in ms[peer] and row in ms[mine] else "" for mine, peer in ratios]
        cells += [shown(ms[mine].get(row)) for mine in own]
        cells += [share(row, case, ms[mine]) for mine in own if "bf16" not in mine]
        cells += [shown(ms[peer].get(row)) for peer in peers]
        out.append("| " + " | ".join(cells) + " |")
    if "product_ms" in case["limits"]:
        grid, forward = ms["arr"]["grid"][0], ms["arr"]["forward"][0]
        product = case["limits"]["product_ms"]
        out += ["", f"The grid without its forward pass, {grid - forward:.0f} ms, is {(grid - forward) / product[0]:.2f} times oneDNN's product of the "
                    f"same rows and vocabulary alone, {shown(product)} ms (`product.c`)."]
    out += ["", f"| peak of resident memory, MB (the file has {case['file_bytes'] / 1e6:,.0f}) | " + " | ".join(programs) + " |", "|---" + "|---:" * len(programs) + "|"]
    for kind, title in (("cold", "load and grid"), ("warm", "all of the table")):
        out.append(f"| {title} | " + " | ".join(f"{case['peak'][p][kind] / 1e6:,.0f}" for p in programs) + " |")
    out += ["", "Largest differences from `arr` in what was computed (sums over positions; `best`: positions whose best token differs):", ""]
    for peer, found in case["differences"].items():
        out.append(f"- {peer}: " + ", ".join(f"{key} {value:.2g}" for key, value in found.items()))
    return out


def long_prompts(long):
    out = ["", "## Long prompts: 32 layers, width 1,024, vocabulary 128,256", "",
           "A grid of every position and layer, its forward pass included; all logits at once would take 35 GB at 2,048 tokens.", "",
           "| tokens | seconds | ms a row | peak of memory beyond the file, MB |", "|---:|---:|---:|---:|"]
    for tokens, found in long.items():
        out.append(f"| {tokens:,} | {found['seconds']:.1f} | {found['seconds'] * 1000 / found['rows']:.3f} | {found['beyond'] / 1e6:,.0f} |")
    return out


def report(results):
    out = [
        "# The lens beside its peers",
        "",
        f"{cpu()}, {os.cpu_count()} cores, {platform.platform()}; {results['versions']}; shapes as published, random weights.",
        f"Medians of {results['runs']} processes in turn (lowest–highest), in ms; written by `scripts/bench/peers`.",
    ]
    for name, case in results["cases"].items():
        out += table(name.rsplit(" ", 1)[0], case)
    if results.get("long"):
        out += long_prompts(results["long"])
    return "\n".join(out) + "\n"
