"""The work of the bench as users of Hugging Face transformers write it: output_hidden_states, then PyTorch."""
import sys
import time

BEGAN = time.perf_counter()
import torch  # noqa: E402
from common import OTHER, TARGET, answer, arguments, ids, timed  # noqa: E402
from transformers import AutoModelForCausalLM, logging  # noqa: E402

logging.set_verbosity_error()
logging.disable_progress_bar()
torch.set_grad_enabled(False)


def main():
    folder, count, repeats, dtype = arguments()
    began = time.perf_counter()
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=getattr(torch, dtype), local_files_only=True).eval()
    load = (time.perf_counter() - began) * 1000
    tokens = torch.tensor([ids(model.config.vocab_size, count)])
    body = model.get_decoder() if hasattr(model, "get_decoder") and model.get_decoder() is not None else model.base_model
    norm = body.ln_f if hasattr(body, "ln_f") else body.norm
    head = model.lm_head

    def forward():
        return model(tokens, output_hidden_states=True)

    def streams(run):
        # The last hidden state of transformers has passed the final norm already.
        return [norm(h[0]) for h in run.hidden_states[:-1]] + [run.hidden_states[-1][0]]

    def read(rows, final):
        logits = head(rows).float()
        log_probs = logits.log_softmax(-1)
        probs = log_probs.exp()
        best = final.argmax(-1, keepdim=True)
        chosen = logits.gather(-1, best)
        return {
            "top": logits.topk(5, dim=-1).indices,
            "log_prob": log_probs.gather(-1, best)[:, 0],
            "rank": (logits > chosen).sum(-1),
            "entropy": -(probs * log_probs).sum(-1),
            "kl": (final.exp() * (final - log_probs)).sum(-1),
        }

    def grid():
        run = forward()
        rows = streams(run)
        final = head(rows[-1]).float().log_softmax(-1)
        return [read(layer, final) for layer in rows]

    def trajectory():
        run = forward()
        out = []
        for layer in streams(run):
            log_probs = head(layer[-1]).float().log_softmax(-1)
            out.append(log_probs[TARGET])
        return torch.stack(out)

    times, values = {"load": [load]}, {}
    times["forward"], run = timed(forward, repeats)
    values["logits"] = run.logits[0, -1, :20].float().tolist()
    if "--cold" in sys.argv:
        cells = grid()
        print(cells[-1]["top"][-1].tolist())
        return
    times["grid"], cells = timed(grid, repeats)
    for name in ("log_prob", "entropy", "kl", "rank"):
        values[name] = [cell[name].double().sum().item() for cell in cells]
    values["best"] = cells[-1]["top"][:, 0].tolist()
    times["trajectory"], line = timed(trajectory, repeats)
    values["trajectory"] = line.tolist()
    if hasattr(body, "h"):
        attributions(model, tokens, repeats, times, values)
    times["generate"], _ = timed(
        lambda: model.generate(tokens, max_new_tokens=16, min_new_tokens=16, do_sample=False, pad_token_id=0, eos_token_id=None), max(1, repeats // 2))
    answer(times, values)


def attributions(model, tokens, repeats, times, values):
    """GPT-2's direct logit attributions with forward hooks, for the last position."""
    blocks, heads = model.transformer.h, model.config.n_head
    direction = model.lm_head.weight[TARGET] - model.lm_head.weight[OTHER]
    kept = {}

    def keep(name):
        return lambda module, inputs, output: kept.__setitem__(name, output[0] if isinstance(output, tuple) else output)

    def keep_input(name):
        return lambda module, inputs: kept.__setitem__(name, inputs[0])

    def scaled(final):
        norm = model.transformer.ln_f
        sigma = (final.var(unbiased=False) + norm.eps).sqrt()
        return lambda part: ((part - part.mean(-1, keepdim=True)) / sigma * norm.weight) @ direction

    def run(by):
        kept.clear()
        handles = []
        for layer, block in enumerate(blocks):
            handles.append(block.attn.register_forward_hook(keep(f"{layer}.attn")))
            handles.append(block.mlp.register_forward_hook(keep(f"{layer}.mlp")))
            if by == "head":
                handles.append(block.attn.c_proj.register_forward_pre_hook(keep_input(f"{layer}.z")))
            if by == "neuron":
                handles.append(block.mlp.c_proj.register_forward_pre_hook(keep_input(f"{layer}.act")))
        handles.append(model.transformer.ln_f.register_forward_pre_hook(keep_input("final")))
        try:
            model(tokens)
        finally:
            for handle in handles:
                handle.remove()
        value = scaled(kept["final"][0, -1])
        if by == "sublayer":
            return torch.stack([value(kept[f"{layer}.{part}"][0, -1]) for layer in range(len(blocks)) for part in ("attn", "mlp")])
        rows = []
        for layer, block in enumerate(blocks):
            if by == "head":
                z = kept[f"{layer}.z"][0, -1].reshape(heads, -1)
                weight = block.attn.c_proj.weight.reshape(heads, z.shape[1], -1)
                rows.append(value(torch.einsum("hd,hdo->ho", z, weight)))
            else:
                rows.append(value(kept[f"{layer}.act"][0, -1][:, None] * block.mlp.c_proj.weight))
        return torch.cat(rows)

    for by in ("sublayer", "head", "neuron"):
        times[f"by {by}"], rows = timed(lambda: run(by), repeats)
        values[f"by {by}"] = [rows.double().sum().item(), rows.abs().double().sum().item()]


main()
