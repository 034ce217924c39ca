/// One element as a plain value.
public enum TensorScalar: Equatable, Sendable {
  case bool(Bool)
  case int(Int)
  case float(Double)

  /// The value as a number: 1 and 0 for true and false; integers beyond 2⁵³ are rounded.
  public var double: Double {
    switch self {
    case .bool(let value): return value ? 1 : 0
    case .int(let value): return Double(value)
    case .float(let value): return value
    }
  }
}

extension Tensor {
  /// The only element of a tensor that has one.
  public func item() throws -> TensorScalar {
    guard count == 1 else { throw TensorError("\(typeDescription) has \(count) elements; only a single one is a plain value") }
    return element([Int](repeating: 0, count: rank))
  }

  /// The element at an index for each axis, counted from the start; the caller has checked them.
  public func element(_ index: [Int]) -> TensorScalar {
    var place = offset
    for (i, stride) in zip(index, strides) { place += i * stride }
    return element(place: place)
  }

  /// The element at a place of the storage.
  func element(place: Int) -> TensorScalar {
    let pointer = UnsafeRawPointer(storage.base) + place * dtype.size
    switch dtype {
    case .float32: return .float(Double(pointer.load(as: Float.self)))
    case .bool: return .bool(pointer.load(as: UInt8.self) != 0)
    case .int32: return .int(Int(pointer.load(as: Int32.self)))
    case .int64: return .int(Int(pointer.load(as: Int64.self)))
    case .bfloat16, .float16:
      var value: Float = 0
      convertElements(pointer, dtype, to: &value, .float32, count: 1)
      return .float(Double(value))
    }
  }
}
