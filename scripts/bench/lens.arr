# Times of forward, grid and attributions for GPT-2 small's shape (random weights: they do not matter for speed).
# usage: arr lens.arr PEAK_GFLOPS [CHECKPOINT]
peak = float(args[0])
model = load_model(args[1], reuse=false) if len(args) > 1 else HookedAutoModel(HookedAutoConfig("gpt2"), reuse=false)
lens = LogitLens(model)

def median_time(f) {
    """Median seconds of f after one call to warm up."""
    f()
    times = []
    for turn in range(7) {
        start = clock()
        f()
        times.append(clock() - start)
    }
    return sorted(times)[3]
}

d = model.d_model
print(f"{model.config.name}: {model.n_layers} layers, d_model {d}, vocab {model.vocab_size}; float32 peak {peak:.0f} GFLOP/s")
print(f"{'tokens':>6} {'what':>14} {'ms':>9} {'GFLOP/s':>9} {'of peak':>8}")
for n in [50, 512] {
    ids = randint(0, model.vocab_size, [1, n])
    run = model(ids)
    blocks = model.n_layers * (4 * d * d + 2 * d * model.d_mlp)
    # A causal score costs its row's visible half; scores and mixing are two products.
    forward_flops = 2 * n * blocks + model.n_layers * 2 * n * n * d
    grid_flops = 2 * (model.n_layers + 1) * n * model.vocab_size * d
    # The forward pass alone: one position's logits of a run would add a row of the vocabulary.
    for (what, f, flops) in [
        ("forward", () => model(ids), forward_flops),
        ("grid", () => lens.grid(run), grid_flops),
        ("attributions", () => lens.layer_attributions(run, 0), forward_flops),
    ] {
        seconds = median_time(f)
        rate = flops / seconds / 1e9
        print(f"{n:6} {what:>14} {1000 * seconds:9.1f} {rate:9.0f} {rate / peak:8.0%}")
    }
}
