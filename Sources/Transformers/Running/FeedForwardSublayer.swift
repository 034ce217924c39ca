import CKernels
import Glibc
import Tensors

extension ForwardPass {
  /// The MLP or the experts of one layer, added to the stream; nothing for a layer of attention alone.
  func feedForward(_ layer: Int, _ input: UnsafePointer<Float>, to stream: UnsafeMutablePointer<Float>, _ trace: Trace?) throws {
    let weights = model.weights.blocks[layer]
    if case .none = weights.feedForward { return }
    let output = try workspace.buffer(.output, count: rows * c.width)
    switch weights.feedForward {
    case .dense(let mlp): try apply(mlp, input, rows: rows, to: output, trace)
    case .experts(let choice):
      // A plan may leave out what would record them.
      if Meter.isPlanning { _ = try trace?.make(.expertWeights, [rows, choice.experts.count]) }
      try Meter.run(.experts, choice.cost(rows: rows, chosen: c.experts?.chosen ?? 0)) { try apply(choice, input, to: output, trace) }
    case .none: return
    }
    try deliver(output, to: stream, norm: weights.norm2Post, trace, .norm2PostScale, .norm2PostNormalized, .hiddenOut)
  }

  /// act(x W_gate) ⊙ (x W_in) W_out, or act(x W_in) W_out; a bias of the product and a norm before W_out where the MLP has them.
  private func apply(_ mlp: MLPWeights, _ input: UnsafePointer<Float>, rows: Int, to output: UnsafeMutablePointer<Float>, _ trace: Trace?) throws {
    let width = mlp.input.outputWidth
    let shape = [rows, width]
    let hidden = try workspace.buffer(.hidden, count: rows * width)
    if let gate = mlp.gate {
      let linear = try workspace.buffer(.gate, count: rows * width)
      try Meter.run(.hiddenInput, gate.cost(rows: rows) + mlp.input.cost(rows: rows)) {
        try gate.apply(input, rows: rows, to: hidden, compute: model.compute)
        try mlp.input.apply(input, rows: rows, to: linear, compute: model.compute)
      }
      try trace?.record(.hiddenPre, hidden, shape)
      try trace?.record(.hiddenLinear, linear, shape)
      try activate(hidden, rows: rows, width: width, times: linear)
      if let bias = mlp.productBias { try add(bias, to: hidden, rows: rows, width: width) }
    } else {
      try Meter.run(.hiddenInput, mlp.input.cost(rows: rows)) { try mlp.input.apply(input, rows: rows, to: hidden, compute: model.compute) }
      try trace?.record(.hiddenPre, hidden, shape)
      try activate(hidden, rows: rows, width: width, times: nil)
    }
    if let norm = mlp.hiddenNorm {
      try trace?.record(.hiddenMid, hidden, shape)
      try model.normalize(hidden, rows: rows, width: width, kind: .layer, with: norm, to: hidden, scales: nil)
    }
    try trace?.record(.hiddenPost, hidden, shape)
    try Meter.run(.hiddenOutput, mlp.down.cost(rows: rows)) { try mlp.down.apply(hidden, rows: rows, to: output, compute: model.compute) }
  }

  private func activate(_ values: UnsafeMutablePointer<Float>, rows: Int, width: Int, times other: UnsafePointer<Float>?) throws {
    try Meter.run(.activation, .overNumbers(rows * width * (other == nil ? 1 : 2), operations: 10)) {
      try applyActivation(values, rows: rows, width: width, times: other)
    }
  }

  private func applyActivation(_ values: UnsafeMutablePointer<Float>, rows: Int, width: Int, times other: UnsafePointer<Float>?) throws {
    let activation = c.activation
    // SoLU sees a whole row; the others take numbers as they come.
    let unit = activation == .solu ? width : 1
    try parallelRanges(rows * width / unit, grain: max(1, 8192 / unit)) { range in
      let start = range.lowerBound * unit
      if activation == .solu {
        for row in range { Self.applySoLU(values + row * width, width) }
      } else {
        activation.apply(values + start, Int64(range.count))
      }
      if let other { arr_multiply(values + start, other + start, Int64(range.count * unit)) }
    }
  }

  private static func applySoLU(_ row: UnsafeMutablePointer<Float>, _ width: Int) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { copy in
      guard let shares = copy.baseAddress else { return }
      shares.update(from: row, count: width)
      arr_softmax(shares, Int64(width))
      arr_multiply(row, shares, Int64(width))
    }
  }

  private func add(_ bias: VectorWeight, to values: UnsafeMutablePointer<Float>, rows: Int, width: Int) throws {
    try bias.values.withUnsafeBufferPointer { b in
      guard let base = b.baseAddress else { return }
      for row in 0..<rows { arr_add(values + row * width, base, Int64(width)) }
    }
  }

  /// Every token through its experts, and through the shared one where there is one.
  private func apply(_ choice: ExpertWeights, _ input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>, _ trace: Trace?) throws {
    output.update(repeating: 0, count: rows * c.width)
    for (expert, visitors) in try route(choice.router, input, trace).enumerated() where !visitors.isEmpty {
      let gathered = try workspace.buffer(.gathered, count: visitors.count * c.width)
      for (i, visitor) in visitors.enumerated() {
        (gathered + i * c.width).update(from: input + visitor.row * c.width, count: c.width)
      }
      let said = try workspace.buffer(.expert, count: visitors.count * c.width)
      try apply(choice.experts[expert], gathered, rows: visitors.count, to: said, nil)
      for (i, visitor) in visitors.enumerated() {
        arr_add_scaled(output + visitor.row * c.width, said + i * c.width, visitor.weight, Int64(c.width))
      }
    }
    guard let shared = choice.shared else { return }
    let said = try workspace.buffer(.expert, count: rows * c.width)
    try apply(shared, input, rows: rows, to: said, nil)
    let gates = try workspace.buffer(.router, count: rows)
    if let gate = choice.sharedGate { try gate.apply(input, rows: rows, to: gates) }
    for row in 0..<rows {
      let weight = choice.sharedGate == nil ? 1 : 1 / (1 + expf(-gates[row]))
      arr_add_scaled(output + row * c.width, said + row * c.width, weight, Int64(c.width))
    }
  }

  /// For every expert the rows that go to it and the weight of what it will say: the best by softmax of the router's scores.
  private func route(_ router: Linear, _ input: UnsafePointer<Float>, _ trace: Trace?) throws -> [[(row: Int, weight: Float)]] {
    guard let experts = c.experts else { return [] }
    let scores = try workspace.buffer(.router, count: rows * experts.count)
    try router.apply(input, rows: rows, to: scores)
    for row in 0..<rows { arr_softmax(scores + row * experts.count, Int64(experts.count)) }
    try trace?.record(.expertWeights, scores, [rows, experts.count])
    var visitors = [[(row: Int, weight: Float)]](repeating: [], count: experts.count)
    for row in 0..<rows {
      let line = scores + row * experts.count
      if Meter.isPlanning {
        // There are no scores: every expert gets as much as the others.
        for place in 0..<experts.chosen { visitors[(row * experts.chosen + place) % experts.count].append((row, 1)) }
        continue
      }
      let chosen = (0..<experts.count).sorted { line[$0] != line[$1] ? line[$0] > line[$1] : $0 < $1 }.prefix(experts.chosen)
      let sum = experts.normalizes ? chosen.reduce(0) { $0 + line[$1] } : 1
      for expert in chosen { visitors[expert].append((row, line[expert] / sum)) }
    }
    return visitors
  }
}

extension ModelConfiguration.Activation {
  func apply(_ values: UnsafeMutablePointer<Float>, _ count: Int64) {
    switch self {
    case .geluTanh: arr_gelu_tanh(values, count)
    case .gelu: arr_gelu_exact(values, count)
    case .relu: arr_relu(values, count)
    case .squaredReLU:
      arr_relu(values, count)
      arr_multiply(values, values, count)
    case .silu: arr_silu(values, count)
    case .quickGELU: arr_quick_gelu(values, count)
    case .solu: break
    }
  }
}
