import TensorFiles
import Tensors

/// Where a model's weights are found.
protocol WeightSource: AnyObject {
  /// The file or folder, for errors.
  var path: String { get }
  /// How many tensors there are.
  var tensorCount: Int { get }
  /// The weight of a place as the family shapes it, with the name that it has here; nil where there is none.
  ///
  /// - Throws: `ModelError` or `TensorFileError` for a tensor of another shape or type.
  func tensor(at place: WeightPlace) throws -> (name: String, tensor: Tensor)?
}

extension WeightSource {
  /// Every place's tensor by the place's name, checked.
  func tensors(at places: ModelPlaces, of c: ModelConfiguration) throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for place in places.uniquePlaces {
      guard let found = try tensor(at: place) else {
        throw ModelError(
          "the checkpoint has no tensor \"\(places.fullName(place))\"",
          notes: ["\(path) holds \(tensorCount) tensors; a \(c.family) model with \(c.layerCount) layers needs this one"])
      }
      try check(found.tensor.shape, of: found.name, is: place.shape)
      guard found.tensor.dtype.isFloat else {
        throw ModelError("the tensor \"\(found.name)\" is \(found.tensor.dtype.rawValue), not a float type", notes: ["in \(path)"])
      }
      tensors[place.name] = found.tensor
    }
    return tensors
  }

  /// - Throws: `ModelError` with both shapes.
  func check(_ shape: [Int], of name: String, is wanted: [Int]) throws {
    guard shape == wanted else {
      throw ModelError(
        "the tensor \"\(name)\" has the shape \(Tensor.describe(shape: shape))",
        notes: ["the configuration makes it \(Tensor.describe(shape: wanted))", "in \(path)"])
    }
  }
}

/// A checkpoint whose tensors are named and shaped as the family's own; experts may lie in one tensor, as transformers 5 keeps them.
final class CheckpointSource: WeightSource {
  private let checkpoint: Checkpoint
  private let places: ModelPlaces
  private let experts: Experts?

  init(_ checkpoint: Checkpoint, places: ModelPlaces, experts: Experts?) {
    self.checkpoint = checkpoint
    self.places = places
    self.experts = experts
  }

  var path: String { checkpoint.folder }
  var tensorCount: Int { checkpoint.names.count }

  func tensor(at place: WeightPlace) throws -> (name: String, tensor: Tensor)? {
    if let name = places.candidates(place.name).first(where: checkpoint.contains) { return (name, try checkpoint.tensor(named: name)) }
    guard let experts, let part = ExpertPart(place.name), let name = places.candidates(part.name).first(where: checkpoint.contains) else { return nil }
    let whole = try checkpoint.tensor(named: name)
    guard let kind = part.kind else { return (name, whole) }
    let (rows, columns) = (place.shape[0], place.shape[1])
    try check(whole.shape, of: name, is: [experts.count, kind == .down ? rows : 2 * rows, columns])
    let expert = try whole.selecting(axis: 0, index: part.expert)
    switch kind {
    case .down: return (name, expert)
    case .gate: return (name, try expert.sliced(axis: 0, start: 0, stop: rows))
    case .input: return (name, try expert.sliced(axis: 0, start: rows, stop: 2 * rows))
    }
  }
}

/// Where transformers 5 keeps a weight of a mixture: `experts.gate_up_proj` `[experts, 2 · d_mlp, d_model]` with the gate's rows first, and
/// `experts.down_proj` `[experts, d_model, d_mlp]`, both under `mlp`.
private struct ExpertPart {
  enum Kind { case gate, input, down }

  /// The tensor that holds it.
  let name: String
  let expert: Int
  /// nil for the router.
  let kind: Kind?

  private static let kinds: [String: Kind] = [
    "gate_proj": .gate, "w1": .gate, "up_proj": .input, "w3": .input, "down_proj": .down, "w2": .down,
  ]

  init?(_ place: String) {
    let words = place.split(separator: ".").map(String.init)
    guard let end = words.lastIndex(where: { $0 == "experts" || $0 == "block_sparse_moe" }) else { return nil }
    let base = words[..<end].map { $0 == "block_sparse_moe" ? "mlp" : $0 }.joined(separator: ".")
    if words[end] == "block_sparse_moe" {
      guard words.suffix(2) == ["gate", "weight"] else { return nil }
      (name, expert, kind) = (base + ".mlp.gate.weight", 0, nil)
      return
    }
    guard end + 3 < words.count, let number = Int(words[end + 1]), let kind = Self.kinds[words[end + 2]] else { return nil }
    self.kind = kind
    expert = number
    name = base + (kind == .down ? ".experts.down_proj" : ".experts.gate_up_proj")
  }
}
