import Tensors

extension ModelWeights {
  /// Random tensors as the family begins them, by name; the numbers depend on the seed and the tensor's order alone. Under a plan
  /// they are counted and not made: what stands in their place holds no numbers.
  ///
  /// - Throws: `TensorError` when they do not fit in memory, `InterruptedError` on Ctrl-C.
  static func randomTensors(_ places: ModelPlaces, seed: UInt64, dtype: DType) throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    let counts = places.uniquePlaces.map { $0.shape.reduce(1, *) }
    let total = counts.reduce(0, +)
    let standIns = try StandIns(total: total, largest: counts.max() ?? 0, dtype)
    try calibrateRandomNumbers(min(total, 1 << 22), dtype)
    var made = 0
    try Activity.run("making the weights", count: total) { activity in
      for (index, place) in places.uniquePlaces.enumerated() {
        try activity.step(made)
        made += counts[index]
        let (tensor, target) = try standIns?.tensor(place.shape) ?? own(place.shape, dtype)
        try Meter.run(.weightMaking, Cost(bytes: Double(tensor.byteCount))) {
          try begin(target, place, key: seed &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15)
        }
        tensors[place.name] = tensor
      }
    }
    // The last one may be cut short by Ctrl-C too.
    try Interruption.check()
    return tensors
  }

  private static func own(_ shape: [Int], _ dtype: DType) throws -> (tensor: Tensor, target: Tensor) {
    let tensor = try Tensor.uninitialized(shape, dtype)
    return (tensor, tensor)
  }

  private static func begin(_ tensor: Tensor, _ place: WeightPlace, key: UInt64) throws {
    switch place.beginning {
    case .normal(let deviation): try RandomStream.fillNormal(tensor, key: key, deviation: Double(deviation))
    case .embedding(let deviation, let padding):
      try RandomStream.fillNormal(tensor, key: key, deviation: Double(deviation))
      if let padding, place.shape.count == 2, padding >= 0, padding < place.shape[0] {
        try tensor.sliced(axis: 0, start: padding, stop: padding + 1, step: 1).fill(0)
      }
    case .zeros: tensor.fill(0)
    case .ones: tensor.fill(1)
    }
  }

  /// Under a plan: some numbers, by whose time that of larger tensors goes.
  private static func calibrateRandomNumbers(_ count: Int, _ dtype: DType) throws {
    try (Meter.current as? Planner)?.calibrate {
      let tensor = try Tensor.uninitialized([count], dtype)
      try Meter.run(.weightMaking, Cost(bytes: Double(tensor.byteCount))) { try RandomStream.fillNormal(tensor, key: 0, deviation: 1) }
    }
  }
}

extension Tensor {
  /// Sets every element of a dense float tensor of its own, or of dense rows of one.
  fileprivate func fill(_ value: Float) {
    switch dtype {
    case .bfloat16: address.assumingMemoryBound(to: UInt16.self).update(repeating: UInt16(value.bitPattern >> 16), count: count)
    default: floatAddress.update(repeating: value, count: count)
    }
  }
}
