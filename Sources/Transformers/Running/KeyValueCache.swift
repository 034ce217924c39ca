import Tensors

/// The keys and values of one growing sequence, layer by layer, so that a generated token costs one row.
public final class KeyValueCache {
  let capacity: Int
  /// Numbers of a position: key–value heads × head width.
  let stride: Int
  private let keys: [Storage]
  private let values: [Storage]
  /// Positions that are held.
  public internal(set) var length = 0

  init(_ configuration: ModelConfiguration, capacity: Int) throws {
    let stride = configuration.keyValueHeadCount * configuration.headWidth
    self.capacity = capacity
    self.stride = stride
    let bytes = capacity * stride * MemoryLayout<Float>.size
    keys = try (0..<configuration.layerCount).map { _ in try Storage(byteCount: bytes) }
    values = try (0..<configuration.layerCount).map { _ in try Storage(byteCount: bytes) }
  }

  var storages: [Storage] { keys + values }

  func keys(_ layer: Int) -> UnsafeMutablePointer<Float> { keys[layer].base.assumingMemoryBound(to: Float.self) }
  func values(_ layer: Int) -> UnsafeMutablePointer<Float> { values[layer].base.assumingMemoryBound(to: Float.self) }

  /// Puts the rows of new positions behind those that are held; `length` grows when the whole pass is done.
  func append(layer: Int, keys newKeys: UnsafePointer<Float>, values newValues: UnsafePointer<Float>, count: Int) {
    (keys(layer) + length * stride).update(from: newKeys, count: count * stride)
    (values(layer) + length * stride).update(from: newValues, count: count * stride)
  }
}
