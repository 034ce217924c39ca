import Tensors

/// What a block computation is asked to keep: copies of the activations at the wanted sites.
final class Trace {
  let wanted: Set<ActivationSite>
  private(set) var found: [ActivationSite: Tensor] = [:]

  init(_ wanted: Set<ActivationSite>) { self.wanted = wanted }

  func wants(_ site: ActivationSite) -> Bool { wanted.contains(site) }

  /// Copies `[rows, sizes…]` when the site is wanted.
  func record(_ site: ActivationSite, _ values: UnsafePointer<Float>, _ shape: [Int]) throws {
    guard wants(site) else { return }
    let copy = try Tensor.uninitialized(shape)
    if !Meter.isPlanning { copy.floatAddress.update(from: values, count: copy.count) }
    found[site] = copy
  }

  /// A tensor of zeros that the computation fills as it goes, when the site is wanted.
  func make(_ site: ActivationSite, _ shape: [Int]) throws -> Tensor? {
    guard wants(site) else { return nil }
    let tensor = Meter.isPlanning ? try Tensor.uninitialized(shape) : try Tensor.zeros(shape)
    found[site] = tensor
    return tensor
  }
}
