import Testing

@testable import ArrLanguage

/// Whole programs: the two that introduce the language, and one that uses every production.
enum Samples {
  static let tour = #"""
    #!/usr/bin/env arr
    # %% What does each layer think?
    # A cell starts at "# %%"; the comment lines right under it are its prose (Markdown) in lessons and reports.
    config = HookedAutoConfig("llama", hidden_size=64, num_hidden_layers=4)   # any field of the family's config.json
    model  = HookedAutoModel(config, seed=0)                                  # random weights
    ids    = randint(0, model.vocab_size, [1, 50])

    lens = LogitLens(model)
    lens.logit_lens(ids, target=0, layer=2)          # a bare expression is shown; a trailing ; keeps quiet
    lens.layer_attributions(ids, target=0)

    # %% Which head moves the name?
    model = load_model("path/to/checkpoint")         # or a hub name
    run   = model("When Mary and John went to the store, John gave a drink to")
    run.logits[0, -1].softmax().topk(5)
    run["blocks.3.attn.hook_pattern"][0, 1] |> heatmap(title="head 3.1")

    def logit_diff(run, a, b) {
        """Difference of two tokens' logits at the last position."""
        z = run.logits[0, -1]
        return z[model.token(a)] - z[model.token(b)]
    }

    for layer in range(model.n_layers) {
        with zero(model, f"blocks.{layer}.hook_attn_out") {
            print(f"{layer:2}  {logit_diff(model(run.tokens), ' Mary', ' John'):+.3f}")
        }
    }

    rows = lens.layer_attributions(run.tokens, " Mary").rows
    best = [r for r in rows if r.kind == "attn"] |> max(by=r => r.value)
    """#

  static let seed = #"""
    config = HookedAutoConfig(name="llama")
    model = HookedAutoModel(config)
    input_ids = randint(0, model.vocab_size, [1, 50])
    exp = Bench(model, save_dir="experiments")

    @exp.use_tools("logit_lens")
    def test_logit_lens(input_ids, target_idx, layer_idx, logit_lens) {
        ll = logit_lens.logit_lens(input_ids, target_idx, layer_idx)
        la = logit_lens.layer_attributions(input_ids, target_idx)
        return {"logit_lens": ll, "layer_attributions": la}
    }

    test_logit_lens(input_ids, 0, 0)
    """#

  static let everything = #"""
    import "util.arr" as u
    x, (y, z.a), w[0, i=1:2, ...] = 1_000, (2.5e-3, 0xff), none
    x += 1; y //= 2
    @tool(name="a")
    @plain
    def f(a, b: int, c = 1, d: float = -2 ** 3,) {
        """Text
        of two lines."""
        assert a > 0, f"a is {a!r:>{b}.2f} {d["k"]}"
        for i, (j, k) in zip(a, b) {
            if i == j { continue } elif not k in (1,) {
                break
            } else { raise "no" }
        }
        while true and false { x **= 2 }
        return a if b < c <= d else e => e + 1, ()
    }
    try { g() } catch e { print(e.message) }
    try {
        g(*xs, k=1, **kw)
    }
    catch { }
    with zero(m, "a") as t { t.run() }
    with t { ; }
    values = [r.a for r in rows if r.b != "" for s in r if s]
    table = {k: v for k, v in d.items()}
    other = {
        "a": 1,
        "b": [1, 2,],
    }
    r"\d" |> match(x) |> .m(1)[::2]
        |> (v => v @ w)
        .T
    best = max(xs, by=(a, b=1, c: int = 2) => a * b) + \
        x[head=3, -1, ::2, ...] - (1
        + 2)
    quiet;
    """#
}

@Suite struct ProgramTests {
  @Test(arguments: [Samples.tour, Samples.seed, Samples.everything])
  func parses(program: String) {
    #expect(errors(program).map { DiagnosticRenderer().render($0) } == [])
  }

  /// Cut behind any token, a right program is complete or incomplete, never wrong: a shell that reads line by line must
  /// not complain about what is still being typed.
  @Test(arguments: [Samples.tour, Samples.seed, Samples.everything])
  func prefixes(program: String) {
    var lexer = Lexer(Source(name: "whole", text: program))
    lexer.run()
    var formatted = 0
    for token in lexer.tokens {
      if token.kind == .formattedStart { formatted += 1 }
      if token.kind == .formattedEnd { formatted -= 1 }
      // An f-string of one line cannot be continued on the next.
      if formatted > 0 { continue }
      let prefix = Source(name: "prefix", utf8: Array(program.utf8.prefix(token.span.end)))
      if case .failed(let errors) = parse(prefix) {
        Issue.record("wrong: \(String(decoding: prefix.utf8.suffix(60), as: UTF8.self)): \(errors[0].message)")
      }
    }
  }

  @Test func theTour() {
    let lines = tree(Samples.tour).split(separator: "\n")
    #expect(lines.count == 14)
    #expect(lines.last == "(= best (call max (listcomp r for r rows if (compare (. r kind) == \"attn\")) by=(=> (r) (. r value))))")
  }

  @Test func speed() {
    let lines = Array(repeating: "run[\"blocks.3.attn.hook_pattern\"][0, 1] |> heatmap(title=f\"head {x:.3f}\", by=r => r.value + 2 * k)", count: 1000)
    let source = Source(name: "long", text: lines.joined(separator: "\n"))
    let time = ContinuousClock().measure { _ = parse(source) }
    // 5 ms in a release build on an idle machine; the limit here only catches what grows with the square.
    #expect(time < .seconds(2))
  }
}
