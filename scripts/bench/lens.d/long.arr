# The grid of a long prompt: seconds of the whole call, its forward pass included. The bench reads the process's peak of memory.
# usage: arr --json long.arr CHECKPOINT TOKENS
model = load_model(args[0], compute="f32")
lens = LogitLens(model)
tokens = randint(0, model.vocab_size, [int(args[1])])
began = clock()
grid = lens.grid(model(tokens), k=5)
{"seconds": clock() - began, "rows": len(grid.top) * len(grid.top[0])}
