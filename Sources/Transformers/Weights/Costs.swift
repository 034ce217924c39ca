import Tensors

// What the parts of a block take for some rows.

extension ProjectionWeights {
  func cost(rows: Int) -> Cost {
    switch self {
    case .separate(let query, let key, let value): return query.cost(rows: rows) + key.cost(rows: rows) + value.cost(rows: rows)
    case .interleaved(let fused): return fused.cost(rows: rows)
    }
  }
}

extension MLPWeights {
  fileprivate func cost(rows: Int) -> Cost {
    (gate?.cost(rows: rows) ?? Cost()) + input.cost(rows: rows) + down.cost(rows: rows)
  }
}

extension ExpertWeights {
  /// The router, the chosen experts and the shared one; the weights of every expert that may be chosen are read.
  func cost(rows: Int, chosen: Int) -> Cost {
    var sum = router.cost(rows: rows) + (shared?.cost(rows: rows) ?? Cost())
    guard let expert = experts.first else { return sum }
    let visits = rows * chosen
    let used = min(experts.count, visits)
    guard used > 0 else { return sum }
    let one = expert.cost(rows: 1), all = expert.cost(rows: visits)
    sum = sum + Cost(operations: all.operations, bytes: all.bytes + Double(used - 1) * one.bytes)
    return sum
  }
}
