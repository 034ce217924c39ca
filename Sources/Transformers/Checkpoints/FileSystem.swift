import FileWriting
import Glibc
import Tensors

/// The few questions and acts that loading and saving need of the file system.
public enum FileSystem {
  /// True when there is something at a path; symbolic links are followed.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// True when a path leads to a folder; symbolic links are followed.
  static func isFolder(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && (info.st_mode & S_IFMT) == S_IFDIR
  }

  /// The whole of a file.
  ///
  /// - Throws: `ModelError` when it cannot be read or is larger than `limit` bytes.
  public static func read(_ path: String, limit: Int = 1 << 30) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw ModelError("cannot read \"\(path)\": \(reason())") }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, (info.st_mode & S_IFMT) == S_IFREG else {
      throw ModelError("cannot read \"\(path)\": it is \(isFolder(path) ? "a folder" : "no regular file")")
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw ModelError("cannot read \"\(path)\": \(reason())")
      }
      if count == 0 { return bytes }
      bytes += chunk[0..<count]
      guard bytes.count <= limit else { throw ModelError("\"\(path)\" is larger than \(limit) bytes") }
    }
  }

  /// Writes to a temporary name beside the target, flushes, and renames: nobody sees half a file.
  ///
  /// - Throws: `ModelError` when the disk is full or the folder cannot be written; the old file stays as it was.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    try Meter.requireRun()
    do { try FileWriter.write(bytes, to: path, durable: true) } catch let error as FileWritingError {
      throw ModelError("cannot write \"\(path)\": \(error.reason)")
    }
  }

  /// Makes a folder and those above it.
  public static func makeFolder(_ path: String) throws {
    if isFolder(path) || path.isEmpty { return }
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex { try makeFolder(String(path[..<slash])) }
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw ModelError("cannot make the folder \"\(path)\": \(reason())") }
  }

  /// Names in a folder, sorted.
  public static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
