/// A side of an elementwise operation: a tensor, or a plain number, which takes on the type of the tensor beside it.
public enum Operand {
  case tensor(Tensor)
  case int(Int)
  case float(Double)

  /// The number's own type when nothing else decides.
  var dtype: DType {
    switch self {
    case .tensor(let tensor): return tensor.dtype
    case .int: return .int64
    case .float: return .float32
    }
  }

  /// The operand as a tensor of the type in which an operation computes.
  func tensor(as type: DType) throws -> Tensor {
    switch self {
    case .tensor(let tensor): return try tensor.cast(to: type)
    case .int(let value): return type.isFloat ? try .full([], Double(value), type) : try .full([], value, type)
    case .float(let value): return try .full([], value, type)
    }
  }

  /// The type in which both sides can stand: the common type of the tensors; a number only lifts it to the next kind (bool
  /// to int, int to float), and a 16-bit float to f32, which could not hold it.
  static func commonType(_ a: Operand, _ b: Operand) -> DType {
    switch (a, b) {
    case (.tensor(let x), .tensor(let y)): return .promote(x.dtype, y.dtype)
    case (.tensor(let x), let number), (let number, .tensor(let x)): return number.lifted(x.dtype)
    default: return .promote(a.dtype, b.dtype)
    }
  }

  private func lifted(_ type: DType) -> DType {
    switch self {
    case .tensor(let tensor): return .promote(tensor.dtype, type)
    case .float: return .float32
    case .int(let value):
      if type == .bool { return .int64 }
      return type == .int32 && Int32(exactly: value) == nil ? .int64 : type.computed
    }
  }
}

extension DType {
  /// The type in which elements of this type are computed.
  var computeType: DType { isFloat ? .float32 : .int64 }
}
