import Glibc
import Tensors

/// Brings one file into the cache: resumes what is there, checks size and digest, and puts it in place.
struct HubDownload {
  let client: HubClient
  let cache: HubCache
  let file: HubFile
  /// Told how many bytes are there.
  let progress: (Int) -> Void

  /// The content is in `blobs` afterwards, and the commit's folder has its link.
  func run() throws {
    try FileSystem.makeFolder(cache.folder + "/blobs")
    try cache.locked(file.tag) {
      if !FileSystem.exists(cache.blob(file.tag)) { try fetch() }
      try cache.link(file.name, commit: file.commit, tag: file.tag)
    }
  }

  private func fetch() throws {
    let partial = try PartialFile(cache.blob(file.tag) + ".incomplete", file)
    defer { partial.close() }
    if let size = file.size { try requireRoom(size - partial.count) }
    progress(partial.count)
    var failures = 0
    var delay = client.settings.retryDelay
    // Only what is more than ever before is progress: a file that is shorter than the hub says would come again and again.
    var most = partial.count
    while true {
      do {
        if try receive(into: partial) { break }
        throw HTTPSession.Failure(reason: "the connection ended after \(partial.count) bytes" + (file.size.map { " of \($0)" } ?? ""))
      } catch let failure as HTTPSession.Failure {
        let hasProgress = partial.count > most
        most = max(most, partial.count)
        failures = hasProgress ? 1 : failures + 1
        guard failures < HubClient.attemptLimit else {
          throw ModelError(
            "\(client.repository)/\(file.name) could not be fetched: \(failure.reason)",
            help: partial.count > 0 ? ["what came is kept: the next try goes on there"] : [])
        }
        try Hub.pause(delay)
        delay = hasProgress ? client.settings.retryDelay : min(delay * 2, 30)
      }
    }
    try check(partial)
    try partial.moveIntoPlace(cache.blob(file.tag))
  }

  /// One connection's worth; whether everything is there.
  private func receive(into partial: PartialFile) throws -> Bool {
    if let size = file.size, partial.count == size { return true }
    var isFirst = true
    let start = try client.content(of: file, from: partial.count) { start, bytes in
      if isFirst {
        // A server that does not resume sends everything again.
        guard start == 0 || start == partial.count else { throw HTTPSession.Failure(reason: "the hub sent another part than the one asked for") }
        if start == 0 { try partial.clear() }
        isFirst = false
      }
      if let size = file.size, partial.count + bytes.count > size {
        try partial.clear()
        throw ModelError("\(client.repository)/\(file.name) is longer than the \(size) bytes that the hub says it has", notes: ["what came was discarded"])
      }
      try partial.append(bytes)
      progress(partial.count)
    }
    if start == nil, partial.count > 0, file.size != partial.count {
      // The server has nothing behind what is here, which then is not a part of it.
      try partial.clear()
      return false
    }
    return file.size.map { $0 == partial.count } ?? true
  }

  private func check(_ partial: PartialFile) throws {
    guard let digest = partial.digest(), digest != file.tag else { return }
    try partial.discard()
    throw ModelError(
      "\(client.repository)/\(file.name) did not arrive as it should: its digest is wrong",
      notes: ["expected \(file.tag)", "found \(digest); what came was discarded"], help: ["try again; a proxy or a damaged mirror may be in between"])
  }

  private func requireRoom(_ bytes: Int) throws {
    var status = statvfs()
    guard bytes > 0, statvfs(cache.folder, &status) == 0 else { return }
    let free = Int(clamping: status.f_bavail).saturatingMultiplied(by: Int(clamping: status.f_frsize))
    guard free < bytes else { return }
    throw ModelError(
      "there is no room for \(client.repository)/\(file.name)",
      notes: ["\(formattedBytes(bytes)) are needed in \(cache.folder), \(formattedBytes(free)) are free"], help: ["set HF_HOME to a folder on a larger disk"])
  }
}

/// The part of a blob that has come, with its digest as far as it goes.
private final class PartialFile {
  private(set) var count = 0
  private let path: String
  private var descriptor: Int32
  private let kind: Kind
  private var state: ContentDigest

  /// What an ETag is made of.
  private enum Kind {
    case sha256
    case git(size: Int)
    case unknown
  }

  init(_ path: String, _ file: HubFile) throws {
    self.path = path
    let isHexadecimal = file.tag.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    switch (isHexadecimal, file.tag.utf8.count, file.size) {
    case (true, 64, _): kind = .sha256
    case (true, 40, let size?): kind = .git(size: size)
    default: kind = .unknown
    }
    state = ContentDigest(sha1: false)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure() }
    restart()
    try readExisting(limit: file.size ?? .max)
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while let base = rest.baseAddress, rest.count > 0 {
      let written = write(descriptor, base, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        throw failure()
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
    state.update(bytes)
    count += bytes.count
  }

  func clear() throws {
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw failure() }
    restart()
  }

  /// In hexadecimal; nil when the ETag is none that could be compared.
  func digest() -> String? {
    if case .unknown = kind { return nil }
    var whole = state
    return whole.finish()
  }

  func moveIntoPlace(_ target: String) throws {
    guard fsync(descriptor) == 0 || errno == EINVAL, rename(path, target) == 0 else { throw failure() }
  }

  func discard() throws {
    guard unlink(path) == 0 else { throw failure() }
  }

  func close() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }

  private func restart() {
    count = 0
    switch kind {
    case .sha256, .unknown: state = ContentDigest(sha1: false)
    case .git(let size):
      state = ContentDigest(sha1: true)
      state.update(Array("blob \(size)\0".utf8))
    }
  }

  /// Takes in what an earlier try left.
  private func readExisting(limit: Int) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      try Interruption.check()
      let got = read(descriptor, &buffer, buffer.count)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw failure() }
      if got == 0 { break }
      buffer.withUnsafeBytes { state.update(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
      count += got
      // More than there can be: not a part of this file.
      if count > limit { return try clear() }
    }
  }

  private func failure() -> ModelError {
    let help = errno == ENOSPC || errno == EDQUOT ? ["the disk is full; what came is kept: the next try goes on there"] : []
    return ModelError("cannot write \"\(path)\": \(String(cString: strerror(errno)))", help: help)
  }
}
