import Glibc
import Tensors
import Transformers

/// What must hold of every model's numbers, tried on one prompt.
struct Invariants {
  let model: TransformerModel
  let prompt: [Int]
  let answers: ModelAnswers
  let rounding: Rounding

  var c: ModelConfiguration { model.configuration }

  init(model: TransformerModel, prompt: [Int], answers: ModelAnswers) {
    self.model = model
    self.prompt = prompt
    self.answers = answers
    rounding = Rounding(model)
  }

  private static let names = [
    "last lens row = logits", "stream = sum of its parts", "attributions = logit", "heads = attention output", "patterns sum to 1",
    "hidden keys weigh 0", "cache = no cache", "batch = single", "generate = run again",
  ]

  func checks() throws -> [CertificateCheck] {
    let name = "forward pass"
    let run: ModelRun
    let rows: LogitRows
    do {
      run = try answers.run([prompt])
      rows = try LogitRows(try answers.logits(run))
    } catch let error as ModelError {
      return [.failed(name, error.message)] + Self.names.map { .skipped($0, "there is no forward pass") }
    }
    guard rows.largest.isFinite else {
      return [.failed(name, "the logits are not finite")] + Self.names.map { .skipped($0, "the logits are not finite") }
    }
    let tests: [(String) throws -> CertificateCheck] = [
      { try lens($0, run, rows) }, { try stream($0, run) }, { try attributions($0, run, rows) }, { try heads($0, run) }, { try patterns($0, run) },
      { try hiddenKeys($0, run) }, { try cache($0, rows) }, { try batch($0, rows) }, { try generation($0) },
    ]
    return try [CertificateCheck(name: name, outcome: .passed)] + zip(Self.names, tests).map { name, test in
      try Interruption.check()
      do { return try test(name) } catch let error as ModelError { return .failed(name, error.message) }
    }
  }

  /// As they are, when there are as many as there must be: a check that compared fewer would pass for nothing.
  private func all<T>(_ found: [T], _ count: Int, _ what: String) throws -> [T] {
    guard found.count == count else { throw ModelError("\(found.count) \(what) instead of \(count)") }
    return found
  }

  // MARK: Logits

  /// The lens reads the final stream as the model does: logit, log probability and best token are the model's, and the divergence is 0.
  private func lens(_ name: String, _ run: ModelRun, _ rows: LogitRows) throws -> CertificateCheck {
    var worst = LargestDifference()
    let target = prompt[prompt.count - 1] % c.logitCount
    for reading in try all(answers.lastReadings(run, .token(target)), prompt.count, "readings") {
      let place = "position \(reading.pos)"
      worst.note(reading.logit - rows[reading.pos, target], at: place)
      worst.note(reading.logProb - (rows[reading.pos, target] - rows.logSumExp(reading.pos)), at: place)
      worst.note(reading.kl, at: place)
    }
    for reading in try all(answers.lastReadings(run, nil), prompt.count, "readings") {
      guard let best = reading.top.first else { return .failed(name, "position \(reading.pos) has no best token") }
      worst.note(rows.best(reading.pos).logit - rows[reading.pos, best.id], at: "position \(reading.pos), token \(best.id)")
    }
    // The logit is a sum over d_model, its log probability one over the vocabulary besides.
    let tolerance = rounding.sum(of: c.unembeddingWidth, size: rows.largest) + rounding.singleSum(of: c.logitCount, size: 1)
    return worst.check(name, tolerance: tolerance)
  }

  /// Keys and values that were kept give what a pass over the whole text gives.
  private func cache(_ name: String, _ rows: LogitRows) throws -> CertificateCheck {
    if c.looksAhead { return .skipped(name, "the model looks ahead: a token changes what stands before it") }
    guard prompt.count > 1 else { return .skipped(name, "the context holds one token") }
    let first = (prompt.count + 1) / 2
    guard !(first..<prompt.count).contains(where: { c.turnsOtherwise($0, than: prompt.count) }) else {
      return .skipped(name, "rotary angles depend on the length of the text")
    }
    var worst = LargestDifference()
    for (i, logits) in try all(answers.cachedLogits(prompt, first), prompt.count - first + 1, "rows of logits").enumerated() {
      rows.compare(logits, at: first - 1 + i, "position \(first - 1 + i)", &worst)
    }
    return worst.check(name, tolerance: rounding.pass(size: rows.largest))
  }

  /// A sequence gives the same alone and beside others, longer or shorter.
  private func batch(_ name: String, _ rows: LogitRows) throws -> CertificateCheck {
    let short = Array(prompt.suffix((prompt.count + 2) / 3))
    let together = try answers.logits(try answers.run([short, prompt]))
    let alone = try LogitRows(try answers.logits(try answers.run([short])))
    var worst = LargestDifference()
    for (sequence, single) in [alone, rows].enumerated() {
      let padding = prompt.count - single.count
      let lines = try LogitRows(try together.sliced(axis: 0, start: sequence, stop: sequence + 1, step: 1).contiguous())
      for row in 0..<single.count { single.compare(lines.row(padding + row), at: row, "sequence \(sequence), position \(row)", &worst) }
    }
    return worst.check(name, tolerance: rounding.pass(size: max(rows.largest, alone.largest)))
  }

  /// Each generated token is the best one after a pass over everything before it. The difference is by how much its logit misses the best.
  private func generation(_ name: String) throws -> CertificateCheck {
    guard c.logitCount == c.vocabularySize else { return .skipped(name, "the logits do not stand for the tokens that are read") }
    let start = Array(prompt.prefix((prompt.count + 1) / 2))
    guard start.count < c.contextLength else { return .skipped(name, "the context holds one token") }
    let new = try answers.generate(start, 4)
    guard !new.isEmpty else { return .failed(name, "nothing was generated") }
    var worst = LargestDifference()
    var size = 0.0
    for (i, token) in new.enumerated() {
      guard (0..<c.logitCount).contains(token) else { return .failed(name, "token \(token) is not in the vocabulary") }
      let rows = try LogitRows(try answers.logits(try answers.run([start + new.prefix(i)])))
      size = max(size, rows.largest)
      let last = rows.count - 1
      worst.note(rows.best(last).logit - rows[last, token], at: "new token \(i): \(token), not \(rows.best(last).id)")
    }
    return worst.check(name, tolerance: rounding.pass(size: size))
  }

  // MARK: The residual stream

  /// Each block adds what its sublayers wrote, and nothing else.
  private func stream(_ name: String, _ run: ModelRun) throws -> CertificateCheck {
    guard c.normPlacement != .stream else { return .skipped(name, "the stream itself is normed") }
    var worst = LargestDifference()
    var size = 0.0
    func compare(_ parts: [Tensor], _ whole: Tensor, _ place: String) {
      for i in 0..<whole.count {
        let sum = parts.reduce(Float(0)) { $0 + $1.floatAddress[i] }
        size = max(size, Double(abs(whole.floatAddress[i])), parts.reduce(0) { max($0, Double(abs($1.floatAddress[i]))) })
        worst.note(Double(sum) - Double(whole.floatAddress[i]), at: "\(place), position \(i / c.width), dimension \(i % c.width)")
      }
    }
    let embedding = try answers.activations(run, nil, [.embed, .positionEmbed])
    let positions = c.positions == .learnedForAttention ? nil : embedding[.positionEmbed]
    guard let embed = embedding[.embed] else { return .failed(name, "there is no embedding") }
    compare([embed] + (positions.map { [$0] } ?? []), run.streams[0], "embedding")
    for layer in 0..<c.layerCount {
      let written = try answers.activations(run, layer, [.attentionOut, .hiddenOut])
      let parts = [run.streams[layer], written[.attentionOut], written[.hiddenOut]].compactMap { $0 }
      compare(parts, run.streams[layer + 1], "layer \(layer)")
    }
    // Two additions of float32, in the order of the pass.
    return worst.check(name, tolerance: rounding.singleSum(of: 2, size: size))
  }

  /// The rows of an exact attribution sum to the logit.
  private func attributions(_ name: String, _ run: ModelRun, _ rows: LogitRows) throws -> CertificateCheck {
    var worst = LargestDifference()
    var tolerance = 0.0
    for pos in Set([prompt.count / 2, prompt.count - 1]).sorted() {
      let token = rows.best(pos).id
      for unit in [AttributionUnit.sublayer, .head] {
        let ledger = try answers.ledger(run, token, pos, unit)
        let size = max(ledger.rows.reduce(0) { $0 + abs($1.value) }, abs(ledger.logit))
        worst.note(ledger.total - ledger.logit, at: "position \(pos), token \(token), by \(unit.rawValue)")
        let logit = c.finalCap.map { Double($0) * tanh(ledger.logit / Double($0)) } ?? ledger.logit
        worst.note(logit - rows[pos, token], at: "logit of position \(pos), token \(token)")
        tolerance = max(tolerance, rounding.sum(of: max(c.width, c.headCount * c.headWidth) + 2 * c.layerCount, size: size))
      }
    }
    return worst.check(name, tolerance: tolerance)
  }

  // MARK: Attention

  /// What the heads wrote, one by one, and the output's bias make up what attention wrote.
  private func heads(_ name: String, _ run: ModelRun) throws -> CertificateCheck {
    var worst = LargestDifference()
    var tolerance = 0.0
    for layer in 0..<c.layerCount {
      let parts = try answers.activations(run, layer, [.headResult, .attentionOut])
      guard let results = parts[.headResult], let output = parts[.attentionOut] else { return .failed(name, "layer \(layer) has no heads") }
      let (sums, size) = try headSums(results, layer)
      guard output.count == sums.count else { return .failed(name, "layer \(layer): attention wrote \(output.count) numbers, its heads \(sums.count)") }
      for i in 0..<sums.count {
        worst.note(Double(sums.floatAddress[i]) - Double(output.floatAddress[i]), at: "layer \(layer), position \(i / c.width), dimension \(i % c.width)")
      }
      tolerance = max(tolerance, rounding.sum(of: c.headCount * c.headWidth, size: size))
    }
    return worst.check(name, tolerance: tolerance)
  }

  /// The sum over heads as it enters the stream: with the bias, through the norm behind the sublayer and the residual scale where there are
  /// any. `size` is what its terms amount to there.
  private func headSums(_ results: Tensor, _ layer: Int) throws -> (sums: Tensor, size: Double) {
    let weights = model.weights.blocks[layer]
    let rows = prompt.count
    let sums = try Tensor.uninitialized([rows, c.width])
    let bias = try weights.output.bias?.values
    var sizes = [Double](repeating: 0, count: rows)
    for row in 0..<rows {
      for d in 0..<c.width {
        var sum = Double(bias?[d] ?? 0)
        var size = abs(sum)
        for head in 0..<c.headCount {
          let part = Double(results.floatAddress[(row * c.headCount + head) * c.width + d])
          sum += part
          size += abs(part)
        }
        sums.floatAddress[row * c.width + d] = Float(sum)
        sizes[row] = max(sizes[row], size)
      }
    }
    if let norm = weights.norm1Post, c.normPlacement != .stream {
      let scales = try Tensor.uninitialized([rows, 1])
      try model.normalize(sums.floatAddress, rows: rows, with: norm, to: sums.floatAddress, scales: scales.floatAddress)
      let largest = try norm.weight?.values.reduce(0) { max($0, abs(Double($1 + c.normOffset))) } ?? 1
      for row in 0..<rows { sizes[row] *= largest / Double(max(scales.floatAddress[row], .leastNormalMagnitude)) }
    }
    for i in 0..<sums.count { sums.floatAddress[i] *= c.residualScale }
    return (sums, (sizes.max() ?? 0) * abs(Double(c.residualScale)))
  }

  private func eachPattern(_ run: ModelRun, _ body: (_ row: UnsafePointer<Float>, _ layer: Int, _ head: Int, _ query: Int) -> Void) throws {
    for layer in 0..<c.layerCount {
      guard let pattern = try answers.activations(run, layer, [.pattern])[.pattern] else { throw ModelError("layer \(layer) has no pattern") }
      let length = prompt.count
      guard pattern.count == c.headCount * length * length else { throw ModelError("layer \(layer): the pattern has \(pattern.count) numbers") }
      for head in 0..<c.headCount {
        for query in 0..<length { body(UnsafePointer(pattern.floatAddress + (head * length + query) * length), layer, head, query) }
      }
    }
  }

  /// The weights of a query are shares: none is negative, and all together are one.
  private func patterns(_ name: String, _ run: ModelRun) throws -> CertificateCheck {
    var worst = LargestDifference()
    try eachPattern(run) { row, layer, head, query in
      let shares = UnsafeBufferPointer(start: row, count: prompt.count)
      let place = "layer \(layer), head \(head), query \(query)"
      worst.note(shares.reduce(0.0) { $0 + Double($1) } - 1, at: place)
      worst.note(Double(min(0, shares.min() ?? 0)), at: place)
    }
    // Softmax of any scores is float32.
    return worst.check(name, tolerance: rounding.singleSum(of: prompt.count, size: 1))
  }

  /// Keys behind the query, and those before its window, have no weight at all.
  private func hiddenKeys(_ name: String, _ run: ModelRun) throws -> CertificateCheck {
    if c.looksAhead { return .skipped(name, "the model looks ahead: no key is hidden") }
    var worst = LargestDifference()
    try eachPattern(run) { row, layer, head, query in
      let first = c.window(layer: layer).map { max(0, query + 1 - $0) } ?? 0
      for key in 0..<prompt.count where key > query || key < first {
        worst.note(Double(row[key]), at: "layer \(layer), head \(head), query \(query), key \(key)")
      }
    }
    return worst.check(name, tolerance: 0)
  }
}
