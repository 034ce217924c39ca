import CZlib
import Tensors

/// Reads the tensors of a `.npz` file, in its order: views of the mapped file as `numpy.savez` writes it, copies of what
/// `savez_compressed` wrote.
///
/// - Throws: `TensorFileError` when the archive or one of its arrays is damaged, `TensorError` when a compressed one finds no
///   room, `InterruptedError` on Ctrl-C.
public func readNumPyArchive(_ path: String) throws -> [(name: String, tensor: Tensor)] {
  let directory = try ZipDirectory(try MappedFile(path))
  return try directory.entries.compactMap { entry in
    guard entry.name.hasSuffix(".npy") else { return nil }
    let name = String(entry.name.dropLast(4))
    let (bytes, owner) = try directory.contents(of: entry)
    return (name, try readNumPy(bytes, owner: owner, path: "\(path) (\(shortened(entry.name)))"))
  }
}

/// Writes tensors as a `.npz` file, not compressed, as `numpy.savez` does. No tensor, and not the whole, may have 4 GiB.
public func writeNumPyArchive(_ tensors: [(name: String, tensor: Tensor)], to path: String) throws {
  guard Set(tensors.map(\.name)).count == tensors.count else { throw TensorFileError(path, "two tensors have the same name") }
  try writeTensorFile(path) { writer in
    var directory: [UInt8] = []
    guard tensors.count < 0xFFFF else { throw TensorFileError(path, "\(tensors.count) tensors are too many for a .npz file") }
    for (name, tensor) in tensors {
      let stored = try tensor.cast(to: tensor.dtype == .bfloat16 ? .float32 : tensor.dtype).contiguous()
      let head = numPyHeader(stored)
      let fileName = Array((name + ".npy").utf8)
      let size = head.count + stored.byteCount
      guard writer.position + size < 0xFFFF_0000, fileName.count < 0xFFFF else {
        throw TensorFileError(path, tensor: name, "is too large for a .npz file", help: ["save it as .safetensors"])
      }
      let sum = withExtendedLifetime(stored) {
        checksum(UnsafeRawBufferPointer(start: stored.address, count: stored.byteCount), after: head.withUnsafeBytes { checksum($0) })
      }
      // What the local header and the directory have in common: version, flags (UTF-8 names), method, date, sums and sizes.
      var common = little16(20) + little16(0x800) + little16(0) + little16(0) + little16(0x21)
      common += little32(sum) + little32(UInt32(size)) + little32(UInt32(size)) + little16(UInt16(fileName.count))
      directory += little32(0x0201_4B50) + little16(20) + common + little16(0) + little16(0) + little16(0) + little16(0) + little32(0)
      directory += little32(UInt32(writer.position)) + fileName
      try writer.write(little32(0x0403_4B50) + common + little16(0) + fileName)
      try writer.write(head)
      try writer.write(stored)
    }
    let start = UInt32(writer.position)
    try writer.write(directory)
    let count = little16(UInt16(tensors.count))
    try writer.write(
      little32(0x0605_4B50) + little32(0) + count + count + little32(UInt32(directory.count)) + little32(start) + little16(0))
  }
}

private func little16(_ value: UInt16) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }
private func little32(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }

/// CRC-32 as zip files have it.
private func checksum(_ bytes: UnsafeRawBufferPointer, after sum: UInt32 = 0) -> UInt32 {
  UInt32(truncatingIfNeeded: crc32_z(UInt(sum), bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
}
