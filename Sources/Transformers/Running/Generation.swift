import Glibc
import Tensors

/// How the next token is chosen.
public struct Sampling: Sendable {
  /// 0 takes the best token.
  public var temperature: Double
  /// Only the k best.
  public var topK: Int?
  /// The smallest set of best tokens whose probabilities reach p.
  public var topP: Double?
  /// The key of the random numbers: the same seed and prompt give the same text.
  var seed: UInt64

  /// Greedy by default. `generate` throws for values out of range.
  public init(temperature: Double = 0, topK: Int? = nil, topP: Double? = nil, seed: UInt64 = 0) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.seed = seed
  }
}

extension TransformerModel {
  /// Continues a sequence until `count` new tokens, an end-of-sequence token, or the end of
  /// the context (of a prompt that is longer already, what the model can read). The last token need
  /// not be read, so a full context gives one more. Keys and values are kept, so a token costs one row.
  ///
  /// - Returns: the new tokens, with the end-of-sequence token when it came.
  public func generate(
    _ prompt: [Int], count: Int, sampling: Sampling = Sampling(), onToken: ((Int) throws -> Void)? = nil
  ) throws -> [Int] {
    guard sampling.temperature.isFinite, sampling.temperature >= 0 else {
      throw ModelError("a temperature of \(sampling.temperature) is not a number from 0 up")
    }
    if let k = sampling.topK, k < 1 { throw ModelError("top_k is at least 1, not \(k)") }
    if let p = sampling.topP, !(p > 0 && p <= 1) { throw ModelError("top_p is above 0 and at most 1, not \(p)") }
    _ = try TokenBatch([prompt], for: configuration)
    guard count > 0 else { return [] }
    let end = prompt.count < configuration.contextLength ? configuration.contextLength : configuration.longestInput
    let wanted = min(count - 1, end - prompt.count) + 1
    let reading = try CachedReading(model: self, capacity: prompt.count - 1 + wanted)
    var random = RandomStream(key: sampling.seed)
    var unread = prompt
    var produced: [Int] = []
    try Activity.run("generating", unit: "token", count: wanted) { activity in
      while produced.count < wanted {
        try activity.step(produced.count)
        let next = try choose(try reading.read(unread), sampling, &random)
        produced.append(next)
        try onToken?(next)
        if configuration.endOfSequence.contains(next), !Meter.isPlanning { break }
        unread = [next]
      }
    }
    return produced
  }

  private func choose(_ logits: [Float], _ sampling: Sampling, _ random: inout RandomStream) throws -> Int {
    guard sampling.temperature > 0 else {
      var best = 0
      for (i, z) in logits.enumerated() where z > logits[best] { best = i }
      return best
    }
    var order = logits.indices.sorted { logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1 }
    if let k = sampling.topK { order = Array(order.prefix(max(1, k))) }
    let top = Double(logits[order[0]])
    var weights = order.map { exp((Double(logits[$0]) - top) / sampling.temperature) }
    if let p = sampling.topP {
      let total = weights.reduce(0, +)
      var sum = 0.0
      // The smallest set whose probability reaches p, at least one token.
      let kept = (weights.firstIndex { sum += $0 / total; return sum >= p } ?? weights.count - 1) + 1
      weights = Array(weights.prefix(kept))
    }
    var remaining = Double(try random.uniform([1]).floatElements().first ?? 0) * weights.reduce(0, +)
    for (i, weight) in weights.enumerated() {
      remaining -= weight
      if remaining < 0 { return order[i] }
    }
    return order[weights.count - 1]
  }
}
