import Tensors

extension ModelWeights {
  /// Random tensors as the family begins them, by name; the numbers depend on the seed and the tensor's order alone.
  ///
  /// - Throws: `TensorError` when they do not fit in memory, `InterruptedError` on Ctrl-C.
  static func randomTensors(_ places: ModelPlaces, seed: UInt64, dtype: DType) throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    let total = places.uniquePlaces.reduce(0) { $0 + $1.shape.reduce(1, *) }
    var made = 0
    try Activity.run("making the weights", count: total) { activity in
      for (index, place) in places.uniquePlaces.enumerated() {
        try activity.step(made)
        made += place.shape.reduce(1, *)
        let tensor = try Tensor.uninitialized(place.shape, dtype)
        switch place.beginning {
        case .normal(let deviation):
          try RandomStream.fillNormal(
            tensor, key: seed &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15, deviation: Double(deviation))
        case .embedding(let deviation, let padding):
          try RandomStream.fillNormal(
            tensor, key: seed &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15, deviation: Double(deviation))
          if let padding, place.shape.count == 2, padding >= 0, padding < place.shape[0] {
            try tensor.sliced(axis: 0, start: padding, stop: padding + 1, step: 1).fill(0)
          }
        case .zeros: tensor.fill(0)
        case .ones: tensor.fill(1)
        }
        tensors[place.name] = tensor
      }
    }
    // The last one may be cut short by Ctrl-C too.
    try Interruption.check()
    return tensors
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
