import time

names = ["blocks.0.attn.hook_q", "blocks.1.mlp.hook_post", "ln_final.hook_scale", "blocks.2.hook_resid_pre"]


def work():
    found = 0
    for turn in range(25_000):
        for name in names:
            if name.startswith("blocks.") and name.endswith("_q"):
                found += 1
            if name.find("mlp") >= 0:
                found += 1
    return found


began = time.perf_counter()
result = work()
print(time.perf_counter() - began, result)
