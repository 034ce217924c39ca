import JSON
import Tensors

/// Writes tensors as a `.safetensors` file. Tensors of wide elements come first, so that all are aligned.
public func writeSafeTensors(_ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:], to path: String) throws {
  var seen = Set<String>()
  for (name, _) in tensors {
    guard name != "__metadata__" else { throw TensorFileError(path, "`__metadata__` cannot be the name of a tensor") }
    guard seen.insert(name).inserted else { throw TensorFileError(path, tensor: name, "is there twice") }
  }
  let widths = Set(tensors.map(\.tensor.dtype.size)).sorted(by: >)
  let ordered = widths.flatMap { width in tensors.filter { $0.tensor.dtype.size == width } }
  try writeTensorFile(path) { writer in
    try writer.write(header(ordered, metadata))
    for (name, tensor) in ordered {
      do {
        try writer.write(tensor)
      } catch let error as TensorError {
        throw TensorFileError(path, tensor: name, error.message)
      }
    }
  }
}

private func header(_ tensors: [(name: String, tensor: Tensor)], _ metadata: [String: String]) -> [UInt8] {
  var object = JSONObject()
  if !metadata.isEmpty {
    object["__metadata__"] = .object(JSONObject(metadata.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
  }
  var place = 0
  for (name, tensor) in tensors {
    object[name] = .object([
      "dtype": .string(tensor.dtype.safeTensorsName), "shape": .array(tensor.shape.map { .int($0) }),
      "data_offsets": .array([.int(place), .int(place + tensor.byteCount)]),
    ])
    place += tensor.byteCount
  }
  var text = Array(JSON.object(object).text().utf8)
  while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
  return withUnsafeBytes(of: UInt64(text.count).littleEndian, Array.init) + text
}

extension DType {
  var safeTensorsName: String {
    switch self {
    case .float32: return "F32"
    case .bfloat16: return "BF16"
    case .float16: return "F16"
    case .int32: return "I32"
    case .int64: return "I64"
    case .bool: return "BOOL"
    }
  }
}
