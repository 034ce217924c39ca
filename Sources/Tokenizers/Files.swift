import FileWriting
import Glibc

/// Whole files, without Foundation.
enum Files {
  /// Tokenizer files are megabytes; a gigabyte is a mistake.
  private static let sizeLimit = 1 << 30

  /// The bytes of a file, nil when there is none.
  static func readIfPresent(_ path: String) throws -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    if descriptor < 0 {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure("cannot read", path)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("cannot read", path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw TokenizerError("“\(path)” is not a regular file") }
    let size = Int(status.st_size)
    guard size <= sizeLimit else { throw TokenizerError("“\(path)” has \(size) bytes, far more than a tokenizer's file") }
    return try [UInt8](unsafeUninitializedCapacity: size) { bytes, filled in
      while filled < size {
        let count = read(descriptor, bytes.baseAddress.map { $0 + filled }, size - filled)
        if count < 0, errno == EINTR { continue }
        if count < 0 { throw failure("cannot read", path) }
        if count == 0 { break }
        filled += count
      }
    }
  }

  /// Writes a whole file, or leaves the old one.
  static func write(_ bytes: [UInt8], to path: String) throws {
    do { try FileWriter.write(bytes, to: path) } catch let error as FileWritingError {
      throw TokenizerError("cannot write “\(path)”: \(error.reason)")
    }
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func failure(_ what: String, _ path: String) -> TokenizerError {
    TokenizerError("\(what) “\(path)”: \(String(cString: strerror(errno)))")
  }
}
