import Glibc

/// One model in the cache that Hugging Face's tools share: `refs` names the commits of branches, `snapshots` holds a folder of
/// links for every commit, `blobs` the content under the name of its ETag.
struct HubCache {
  let folder: String
  private let locks: String

  init(_ settings: HubSettings, _ repository: HubRepository) {
    folder = settings.cache + "/" + repository.folderName
    locks = settings.cache + "/.locks/" + repository.folderName
  }

  /// The folder of a commit.
  func snapshot(ofCommit commit: String) -> String { folder + "/snapshots/" + commit }

  /// The folder of a branch, tag or commit, when it is there.
  func snapshot(of revision: String) -> String? {
    guard Self.isSafe(path: revision) else { return nil }
    if let bytes = try? FileSystem.read(folder + "/refs/" + revision, limit: 1 << 10) {
      let commit = String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
      if Self.isSafe(name: commit), FileSystem.isFolder(snapshot(ofCommit: commit)) { return snapshot(ofCommit: commit) }
    }
    let direct = snapshot(ofCommit: revision)
    return Self.isSafe(name: revision) && FileSystem.isFolder(direct) ? direct : nil
  }

  /// Notes which commit a branch or tag is.
  func setReference(_ revision: String, to commit: String) throws {
    guard revision != commit else { return }
    let path = folder + "/refs/" + revision
    try FileSystem.makeFolder(parent(of: path))
    try FileSystem.write(Array(commit.utf8), to: path)
  }

  /// Whether the hub was asked for a file that the commit does not have.
  func knowsAbsence(of file: String, inSnapshot snapshot: String) -> Bool {
    FileSystem.exists(folder + "/.no_exist/" + lastPart(of: snapshot) + "/" + file)
  }

  func noteAbsence(of file: String, commit: String) throws {
    let path = folder + "/.no_exist/" + commit + "/" + file
    try FileSystem.makeFolder(parent(of: path))
    try FileSystem.write([], to: path)
  }

  func blob(_ tag: String) -> String { folder + "/blobs/" + tag }

  /// Puts a blob into a commit's folder, as a relative link.
  func link(_ file: String, commit: String, tag: String) throws {
    let path = snapshot(ofCommit: commit) + "/" + file
    try FileSystem.makeFolder(parent(of: path))
    let target = "../../blobs/" + tag
    let temporary = "\(path).\(getpid()).tmp"
    unlink(temporary)
    guard symlink(target, temporary) == 0, rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw ModelError("cannot write \"\(path)\": \(reason)")
    }
  }

  /// Does something while no other process fetches the same blob.
  func locked<Result>(_ tag: String, _ body: () throws -> Result) throws -> Result {
    try FileSystem.makeFolder(locks)
    let path = "\(locks)/\(tag).lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw ModelError("cannot write \"\(path)\": \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { break }
      try Hub.pause(0.05)
    }
    return try body()
  }

  /// Whether a name from outside can be a file's name here.
  static func isSafe(name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 200 && !name.hasPrefix(".")
      && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
  }

  static func isSafe(path: String) -> Bool { path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { isSafe(name: String($0)) } }

  private func parent(of path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }
  private func lastPart(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
