import Tensors

/// Reads the tensors of a `.npz` file, in its order. Archives of `numpy.savez` are read; those of `savez_compressed` are not.
public func readNumPyArchive(_ path: String) throws -> [(name: String, tensor: Tensor)] {
  let file = try MappedFile(path)
  return try ZipDirectory(file).entries.compactMap { entry in
    guard entry.name.hasSuffix(".npy") else { return nil }
    let name = String(entry.name.dropLast(4))
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])
    return (name, try readNumPy(bytes, owner: file, path: "\(path) (\(shortened(entry.name)))"))
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

/// The directory of a zip file whose entries are stored as they are.
struct ZipDirectory {
  struct Entry {
    var name: String
    /// Its bytes in the file.
    var range: Range<Int>
  }

  private(set) var entries: [Entry] = []
  private let bytes: UnsafeRawBufferPointer
  private let path: String

  init(_ file: MappedFile) throws {
    bytes = file.bytes
    path = file.path
    let end = try endRecord()
    var place = try number32(end + 16)
    var count = try number16(end + 10)
    // Archives of more than 4 GB or 65,534 entries say so in a wider record, to which a locator before the end points.
    if place == 0xFFFF_FFFF || count == 0xFFFF, end >= 20, try number32(end - 20) == 0x0706_4B50 {
      let wide = try number64(end - 12)
      guard try number32(wide) == 0x0606_4B50 else { throw damaged() }
      (count, place) = (try number64(wide + 32), try number64(wide + 48))
    }
    for _ in 0..<count {
      guard try number32(place) == 0x0201_4B50 else { throw damaged() }
      let nameLength = try number16(place + 28)
      let name = try text(place + 46, nameLength)
      guard try number16(place + 10) == 0 else {
        throw TensorFileError(path, "`\(shortened(name))` is compressed", help: ["save it with numpy.savez, not savez_compressed"])
      }
      guard try number16(place + 8) & 1 == 0 else { throw TensorFileError(path, "`\(shortened(name))` is encrypted") }
      let (size, local) = try sizes(place, nameLength)
      entries.append(Entry(name: name, range: try content(local, size)))
      place += 46 + nameLength + (try number16(place + 30)) + (try number16(place + 32))
    }
  }

  private func damaged() -> TensorFileError { TensorFileError(path, "is not a whole zip file") }

  /// The last record, which a comment may follow.
  private func endRecord() throws -> Int {
    var place = bytes.count - 22
    let lowest = max(0, bytes.count - 22 - 65_535)
    while place >= lowest {
      if try number32(place) == 0x0605_4B50 { return place }
      place -= 1
    }
    throw damaged()
  }

  /// Size and place of an entry; NumPy writes the 64-bit fields for streams, whatever the size.
  private func sizes(_ place: Int, _ nameLength: Int) throws -> (size: Int, local: Int) {
    var (stored, size, local) = (try number32(place + 20), try number32(place + 24), try number32(place + 42))
    var extra = place + 46 + nameLength
    let end = extra + (try number16(place + 30))
    while extra + 4 <= end {
      let (kind, length) = (try number16(extra), try number16(extra + 2))
      var field = extra + 4
      if kind == 1 {
        if size == 0xFFFF_FFFF { (size, field) = (try number64(field), field + 8) }
        if stored == 0xFFFF_FFFF { (stored, field) = (try number64(field), field + 8) }
        if local == 0xFFFF_FFFF { local = try number64(field) }
      }
      extra += 4 + length
    }
    guard stored == size else { throw damaged() }
    return (size, local)
  }

  /// The bytes of the entry whose own header stands at `local`.
  private func content(_ local: Int, _ size: Int) throws -> Range<Int> {
    guard try number32(local) == 0x0403_4B50 else { throw damaged() }
    let start = local + 30 + (try number16(local + 26)) + (try number16(local + 28))
    guard start <= bytes.count, size <= bytes.count - start else { throw damaged() }
    return start..<start + size
  }

  private func check(_ place: Int, _ length: Int) throws {
    guard place >= 0, place <= bytes.count, length <= bytes.count - place else { throw damaged() }
  }

  private func number16(_ place: Int) throws -> Int {
    try check(place, 2)
    return Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt16.self)))
  }

  private func number32(_ place: Int) throws -> Int {
    try check(place, 4)
    return Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
  }

  private func number64(_ place: Int) throws -> Int {
    try check(place, 8)
    let number = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    guard let value = Int(exactly: number) else { throw damaged() }
    return value
  }

  private func text(_ place: Int, _ length: Int) throws -> String {
    try check(place, length)
    return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[place..<place + length]), as: UTF8.self)
  }
}

/// CRC-32 as zip files have it.
func checksum(_ bytes: UnsafeRawBufferPointer, after sum: UInt32 = 0) -> UInt32 {
  var rest = ~sum
  for byte in bytes { rest = checksumTable[Int(UInt8(truncatingIfNeeded: rest) ^ byte)] ^ (rest >> 8) }
  return ~rest
}

private let checksumTable: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
}
