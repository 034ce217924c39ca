import CZlib
import Tensors

/// The directory of a zip file whose entries are stored as they are or deflated.
struct ZipDirectory {
  struct Entry {
    var name: String
    /// Its bytes in the file.
    var range: Range<Int>
    /// Whether those bytes are deflate's, not the content itself.
    var isCompressed: Bool
    /// Bytes of its content.
    var size: Int
    /// CRC-32 of its content.
    var checksum: UInt32
  }

  private(set) var entries: [Entry] = []
  private let file: MappedFile
  private var bytes: UnsafeRawBufferPointer { file.bytes }
  private var path: String { file.path }

  init(_ file: MappedFile) throws {
    self.file = file
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
      let method = try number16(place + 10)
      guard method == 0 || method == 8 else {
        throw TensorFileError(path, "`\(shortened(name))` is compressed by method \(method)", help: ["stored and deflated entries are read"])
      }
      guard try number16(place + 8) & 1 == 0 else { throw TensorFileError(path, "`\(shortened(name))` is encrypted") }
      let sizes = try sizes(place, nameLength)
      guard method == 8 || sizes.stored == sizes.size else { throw damaged() }
      let checksum = UInt32(truncatingIfNeeded: try number32(place + 16))
      let range = try range(sizes.local, sizes.stored)
      entries.append(Entry(name: name, range: range, isCompressed: method == 8, size: sizes.size, checksum: checksum))
      place += 46 + nameLength + (try number16(place + 30)) + (try number16(place + 32))
    }
  }

  /// The content of an entry, and who keeps it alive. Stored ones are mapped and not read here, so their checksums are not compared.
  ///
  /// - Throws: `TensorFileError` for damaged ones, `TensorError` when a compressed one finds no room, `InterruptedError` on Ctrl-C.
  func contents(of entry: Entry) throws -> (bytes: UnsafeRawBufferPointer, owner: AnyObject) {
    let stored = UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])
    guard entry.isCompressed else { return (stored, file) }
    let content = try inflated(stored, entry)
    return (UnsafeRawBufferPointer(start: content.base, count: entry.size), content)
  }

  /// Pieces between which Ctrl-C is asked for.
  private static let piece = 1 << 20

  private func inflated(_ stored: UnsafeRawBufferPointer, _ entry: Entry) throws -> Storage {
    func damaged(_ how: String) -> TensorFileError { TensorFileError(path, "`\(shortened(entry.name))` \(how)") }
    // Deflate packs at most 1,032 bytes into one: a size beyond that is a lie, and no memory is asked for it.
    guard entry.size / 1032 <= stored.count else { throw damaged("cannot have the \(entry.size) bytes it claims") }
    let storage = try Storage(byteCount: entry.size)
    // zlib keeps the stream's address: it must not move.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    guard arr_inflate_begin(stream) == Z_OK else { throw TensorError("there is no memory left to decompress") }
    defer { inflateEnd(stream) }
    let out = storage.base.assumingMemoryBound(to: UInt8.self)
    var (taken, made, status, sum) = (0, 0, Z_OK, crc32_z(0, nil, 0))
    while status == Z_OK {
      try Interruption.check()
      let (input, room) = (min(stored.count - taken, ZipDirectory.piece), min(entry.size - made, ZipDirectory.piece))
      stream.pointee.next_in = UnsafeMutablePointer(mutating: stored.bindMemory(to: UInt8.self).baseAddress.map { $0 + taken })
      (stream.pointee.avail_in, stream.pointee.avail_out, stream.pointee.next_out) = (UInt32(input), UInt32(room), out + made)
      status = inflate(stream, Z_NO_FLUSH)
      let written = room - Int(stream.pointee.avail_out)
      sum = crc32_z(sum, out + made, written)
      (taken, made) = (taken + input - Int(stream.pointee.avail_in), made + written)
    }
    guard status == Z_STREAM_END, made == entry.size else { throw damaged("is not what deflate writes, or not whole") }
    guard sum == UInt(entry.checksum) else { throw damaged("is damaged: its checksum is another") }
    return storage
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

  /// Sizes and place of an entry; NumPy writes the 64-bit fields for streams, whatever the size.
  private func sizes(_ place: Int, _ nameLength: Int) throws -> (stored: Int, size: Int, local: Int) {
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
    return (stored, size, local)
  }

  /// The bytes of the entry whose own header stands at `local`.
  private func range(_ local: Int, _ size: Int) throws -> Range<Int> {
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
