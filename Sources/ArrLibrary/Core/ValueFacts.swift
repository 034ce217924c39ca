import ArrLanguage
import Tensors

/// What a list of variables says of one value.
public struct ValueFacts {
  /// `f32 tensor`, `int`, `model` …
  public var type: String
  /// Sizes in words: `[12, 64]`, `3 items`; empty for what has none.
  public var size = ""
  /// The value itself in one line, for those that are no figure of their own.
  public var text = ""
  /// Of a tensor's finite elements; nil when there are none, and when `statistics` were not asked for.
  public var summary: TensorSummary?
  /// Memory that the value keeps alive, and the part of mapped files.
  public var memory = MemoryCount()

  /// - Throws: `InterruptedError` when Ctrl-C comes while a large tensor is looked through.
  public init(of value: Value, statistics: Bool = true) throws {
    type = value.typeName
    memory.add(value)
    switch value {
    case .list(let box): size = counted(box.items.count, "item")
    case .tuple(let box): size = counted(box.items.count, "item")
    case .dict(let box): size = counted(box.entries.count, "key")
    case .string(let box):
      size = counted(box.scalarCount, "character")
      text = quoted(String(box.text.prefix(200)))
    case .function(let function): text = function.declaration?.signature ?? value.repr
    case .object(let object as TensorObject):
      type = object.tensor.dtype.rawValue + " tensor"
      size = Tensor.describe(shape: object.tensor.shape)
      if statistics { summary = try object.tensor.summary() }
    case .object(let object): text = String(object.shortDescription().prefix { $0 != "\n" })
    default: text = value.repr
    }
  }
}
