import CKernels
import Tensors
import Transformers

/// What one layer gives to a logit, as finely as it is asked for.
extension LogitLens {
  func layerRows(
    _ run: ModelRun, _ layer: Int, _ sequence: Int, _ row: Int, _ direction: inout LogitDirection, _ by: AttributionUnit
  ) throws -> [AttributionRow] {
    let c = model.configuration
    let weights = model.weights.blocks[layer]
    let normsStream = c.normPlacement == .stream
    var sites: Set<ActivationSite> = [.attentionOut, .hiddenOut]
    if normsStream { sites.formUnion([.norm1Scale, .norm2Scale]) }
    if by == .head { sites.insert(.mixed) }
    if weights.norm1Post != nil { sites.insert(.norm1PostScale) }
    if weights.norm2Post != nil { sites.insert(.norm2PostScale) }
    let parts = try run.packed(layer: layer, sites: sites)
    /// Goes back through a norm of the stream; what its bias gives.
    func passNorm(_ norm: NormWeights?, _ site: ActivationSite, _ name: String) throws -> [AttributionRow] {
      guard normsStream, let norm, let scales = parts[site] else { return [] }
      let bias = try direction.pass(norm, scale: scales.floatAddress[row], model.configuration)
      return norm.bias == nil ? [] : [AttributionRow(label: "\(layer).\(name) bias", kind: .bias, layer: nil, head: nil, value: bias)]
    }
    let bias2 = try passNorm(weights.norm2, .norm2Scale, "ln2")
    let hidden = parts[.hiddenOut].map { direction.value(of: $0, row: row) } ?? 0
    let mlp: [AttributionRow]
    if !c.hasFeedForward {
      mlp = []
    } else if by == .neuron, let rows = try neuronRows(run, layer, row, parts[.norm2PostScale], direction) {
      mlp = rows
    } else {
      mlp = [AttributionRow(label: "\(layer).mlp", kind: .mlp, layer: layer, head: nil, value: hidden)]
    }
    let bias1 = try passNorm(weights.norm1, .norm1Scale, "ln1")
    switch by {
    case .head:
      guard let mixed = parts[.mixed] else { return bias1 + mlp + bias2 }
      return try headRows(layer, mixed, parts[.norm1PostScale], row, direction) + bias1 + mlp + bias2
    case .source: return try sourceRows(run, layer, sequence, row, parts[.norm1PostScale], direction) + bias1 + mlp + bias2
    case .layer, .sublayer, .neuron: break
    }
    let attention = parts[.attentionOut].map { direction.value(of: $0, row: row) } ?? 0
    if by == .layer {
      return [AttributionRow(label: "layer \(layer)", kind: .layer, layer: layer, head: nil, value: attention + hidden)] + bias1 + bias2
    }
    return [AttributionRow(label: "\(layer).attn", kind: .attn, layer: layer, head: nil, value: attention)] + bias1 + mlp + bias2
  }

  /// The direction before a sublayer's last matrix, W ũ, and what the sublayer's biases give.
  private func before(
    _ linear: Linear, _ postNorm: NormWeights?, _ postScale: Tensor?, _ row: Int, _ streamDirection: LogitDirection
  ) throws -> (direction: [Float], bias: Double?) {
    var direction = streamDirection
    direction.scale(by: model.configuration.residualScale)
    var bias: Double?
    if let postNorm, let postScale {
      let value = try direction.pass(postNorm, scale: postScale.floatAddress[row], model.configuration)
      if postNorm.bias != nil { bias = value }
    }
    if let own = linear.bias { bias = (bias ?? 0) + direction.value(of: try own.values) }
    return (try linear.transposedProduct(direction.vector), bias)
  }

  private func biasRow(_ layer: Int, _ name: String, _ bias: Double?) -> [AttributionRow] {
    bias.map { [AttributionRow(label: "\(layer).\(name).bias", kind: .bias, layer: layer, head: nil, value: $0)] } ?? []
  }

  /// z_h · (W_O[h] ũ): the direction goes through the output matrix once, and every head is a dot product.
  private func headRows(
    _ layer: Int, _ mixed: Tensor, _ postScale: Tensor?, _ row: Int, _ direction: LogitDirection
  ) throws -> [AttributionRow] {
    let c = model.configuration
    let weights = model.weights.blocks[layer]
    let (back, bias) = try before(weights.output, weights.norm1Post, postScale, row, direction)
    let z = mixed.floatAddress + row * c.headCount * c.headWidth
    let rows = (0..<c.headCount).map { head in
      AttributionRow(label: "L\(layer)H\(head)", kind: .head, layer: layer, head: head, value: dot(z, back, at: head * c.headWidth, c.headWidth))
    }
    return rows + biasRow(layer, "attn", bias)
  }

  /// a_n · (W_out[n] ũ) for every neuron n with activation a_n; nil for a layer of experts, which has no one row of neurons.
  private func neuronRows(
    _ run: ModelRun, _ layer: Int, _ row: Int, _ postScale: Tensor?, _ direction: LogitDirection
  ) throws -> [AttributionRow]? {
    let weights = model.weights.blocks[layer]
    guard case .dense(let mlp) = weights.feedForward, let neurons = try run.neurons(layer: layer, row: row) else { return nil }
    let (back, bias) = try before(mlp.down, weights.norm2Post, postScale, row, direction)
    let activations = neurons.floatAddress
    var rows: [AttributionRow] = []
    rows.reserveCapacity(back.count + 1)
    for neuron in back.indices {
      let value = Double(activations[neuron]) * Double(back[neuron])
      rows.append(AttributionRow(label: "L\(layer)N\(neuron)", kind: .neuron, layer: layer, head: nil, neuron: neuron, value: value))
    }
    return rows + biasRow(layer, "mlp", bias)
  }

  /// A_h[q, s] · (v_s W_O[h] ũ): what head h carried from the token at s (Elhage et al., 2021: the OV circuit's share).
  private func sourceRows(
    _ run: ModelRun, _ layer: Int, _ sequence: Int, _ row: Int, _ postScale: Tensor?, _ direction: LogitDirection
  ) throws -> [AttributionRow] {
    let c = model.configuration
    let weights = model.weights.blocks[layer]
    let parts = try run.packed(layer: layer, sites: [.pattern, .value])
    guard let pattern = parts[.pattern], let values = parts[.value] else { return [] }
    let (back, bias) = try before(weights.output, weights.norm1Post, postScale, row, direction)
    let length = run.batch.length
    let tokens = run.batch.sequences[sequence].count
    let padding = length - tokens
    let query = padding + row - run.batch.starts[sequence]
    var rows: [AttributionRow] = []
    for head in 0..<c.headCount {
      let weightsOfHead = pattern.floatAddress + ((sequence * c.headCount + head) * length + query) * length
      for source in 0..<tokens where weightsOfHead[padding + source] != 0 {
        let group = head / (c.headCount / c.keyValueHeadCount)
        let v = values.floatAddress + ((run.batch.starts[sequence] + source) * c.keyValueHeadCount + group) * c.headWidth
        let value = Double(weightsOfHead[padding + source]) * back.withUnsafeBufferPointer { b in
          b.baseAddress.map { arr_dot(v, $0 + head * c.headWidth, Int64(c.headWidth)) } ?? 0
        }
        rows.append(
          AttributionRow(
            label: "L\(layer)H\(head)←\(padding + source)", kind: .source, layer: layer, head: head, source: padding + source, value: value))
      }
    }
    return rows + biasRow(layer, "attn", bias)
  }

  private func dot(_ x: UnsafePointer<Float>, _ y: [Float], at offset: Int, _ count: Int) -> Double {
    y.withUnsafeBufferPointer { b in b.baseAddress.map { arr_dot(x + offset, $0 + offset, Int64(count)) } ?? 0 }
  }
}
