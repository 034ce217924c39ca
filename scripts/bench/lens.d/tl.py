"""The work of the bench as users of TransformerLens write it: run_with_cache, then the cache's own methods."""
import os
import sys
import time

os.environ.setdefault("HF_HUB_OFFLINE", "1")
import torch  # noqa: E402
from common import OTHER, TARGET, answer, arguments, ids, timed  # noqa: E402
from transformer_lens import TransformerBridge  # noqa: E402
from transformers import logging  # noqa: E402

logging.set_verbosity_error()
logging.disable_progress_bar()
torch.set_grad_enabled(False)


def main():
    folder, count, repeats, dtype = arguments()
    began = time.perf_counter()
    model = TransformerBridge.boot_transformers(folder, dtype=getattr(torch, dtype), load_weights=True)
    model.enable_compatibility_mode()
    load = (time.perf_counter() - began) * 1000
    tokens = torch.tensor([ids(model.cfg.d_vocab, count)])

    def forward():
        return model.run_with_cache(tokens)

    def grid():
        _, cache = forward()
        stack = cache.accumulated_resid(layer=-1, incl_mid=False, apply_ln=True)[:, 0]
        final = (stack[-1] @ model.W_U + model.b_U).log_softmax(-1)
        best = final.argmax(-1, keepdim=True)
        cells = []
        for rows in stack:
            logits = rows @ model.W_U + model.b_U
            log_probs = logits.log_softmax(-1)
            chosen = log_probs.gather(-1, best)
            cells.append({
                "top": logits.topk(5, dim=-1).indices,
                "log_prob": chosen[:, 0],
                "rank": (log_probs > chosen).sum(-1),
                "entropy": -(log_probs.exp() * log_probs).sum(-1),
                "kl": (final.exp() * (final - log_probs)).sum(-1),
            })
        return cells

    def attributions():
        _, cache = forward()
        parts = cache.decompose_resid(layer=-1, apply_ln=True, pos_slice=-1)
        return parts[:, 0] @ (model.W_U[:, TARGET] - model.W_U[:, OTHER])

    if "--cold" in sys.argv:
        print(grid()[-1]["top"][-1].tolist())
        return
    times, values = {"load": [load]}, {}
    times["forward"], _ = timed(forward, repeats)
    times["grid"], cells = timed(grid, repeats)
    for name in ("log_prob", "entropy", "kl", "rank"):
        values[name] = [cell[name].double().sum().item() for cell in cells]
    times["by sublayer"], _ = timed(attributions, repeats)
    answer(times, values)


main()
