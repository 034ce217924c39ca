import Foundation
import Glibc

@testable import Transformers

/// A model hub on the loopback interface, which can misbehave. Its large files lie under another host name (`localhost`).
final class HubServer: @unchecked Sendable {
  struct Request {
    var method = ""
    var path = ""
    /// By names in small letters.
    var headers: [String: String] = [:]
  }

  /// What goes wrong; changed between requests by tests.
  struct Mischief {
    /// Content ends after so many bytes of each answer, the first `drops` times.
    var dropAfter: Int?
    var drops = 0
    /// Answers without looking at `Range`.
    var ignoresRange = false
    /// Added to `X-Linked-Size`.
    var sizeLie = 0
    /// Sends other bytes than the ETag's.
    var corrupts = false
    /// The hub lets only this token in.
    var token: String?
    var isGated = false
    /// Answers so often with 503.
    var busy = 0
    /// Content trickles, so that there is time to interrupt.
    var isSlow = false
  }

  static let commit = "0123456789abcdef0123456789abcdef01234567"
  let port: UInt16
  var endpoint: String { "http://127.0.0.1:\(port)" }

  private let listener: Int32
  private let lock = NSLock()
  private var state: (files: [String: [UInt8]], mischief: Mischief, requests: [Request]) = ([:], Mischief(), [])

  var mischief: Mischief {
    get { lock.withLock { state.mischief } }
    set { lock.withLock { state.mischief = newValue } }
  }
  var requests: [Request] { lock.withLock { state.requests } }

  /// - Parameter files: by name; those whose name ends in `.safetensors` or `.bin` are large ones.
  init(_ files: [String: [UInt8]]) throws {
    state.files = files
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, $0, &size) == 0 }
    }
    guard bound else { throw ModelError("no port") }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0 else { return }
        Thread.detachNewThread { self.serve(connection) }
      }
    }
  }

  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  static func isLarge(_ name: String) -> Bool { name.hasSuffix(".safetensors") || name.hasSuffix(".bin") }

  static func tag(_ name: String, _ content: [UInt8]) -> String {
    var digest = ContentDigest(sha1: !isLarge(name))
    if !isLarge(name) { digest.update(Array("blob \(content.count)\0".utf8)) }
    digest.update(content)
    return digest.finish()
  }

  // MARK: One connection, one request

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    guard let request = read(connection) else { return }
    lock.withLock { state.requests.append(request) }
    if lock.withLock({ state.mischief.busy > 0 ? { state.mischief.busy -= 1; return true }() : false }) {
      return answer(connection, "503 Service Unavailable", [])
    }
    let parts = request.path.split(separator: "/").map(String.init)
    if parts.count == 2, parts[0] == "cdn" { return content(connection, request, parts[1]) }
    if request.path.hasPrefix("/old-name/resolve/") {
      return answer(connection, "307 Temporary Redirect", ["Location: /org/model" + request.path.dropFirst("/old-name".count)])
    }
    guard parts.count == 5, parts[0] == "org", parts[1] == "model", parts[2] == "resolve" else {
      return answer(connection, "401 Unauthorized", ["X-Error-Code: RepoNotFound"])
    }
    if mischief.isGated { return answer(connection, "403 Forbidden", ["X-Error-Code: GatedRepo"]) }
    if let token = mischief.token, request.headers["authorization"] != "Bearer \(token)" { return answer(connection, "401 Unauthorized", []) }
    guard ["main", Self.commit, "refs%2Fpr%2F1"].contains(parts[3]) else { return answer(connection, "404 Not Found", ["X-Error-Code: RevisionNotFound"]) }
    let name = parts[4]
    guard let bytes = lock.withLock({ state.files[name] }) else {
      return answer(connection, "404 Not Found", ["X-Error-Code: EntryNotFound", "X-Repo-Commit: \(Self.commit)"])
    }
    let tag = Self.tag(name, bytes)
    if !Self.isLarge(name) { return send(connection, request, bytes, ["X-Repo-Commit: \(Self.commit)", "ETag: \"\(tag)\""]) }
    answer(
      connection, "302 Found",
      [
        "X-Repo-Commit: \(Self.commit)", "X-Linked-ETag: \"\(tag)\"", "X-Linked-Size: \(bytes.count + mischief.sizeLie)",
        "Location: http://localhost:\(port)/cdn/\(name)",
      ])
  }

  private func content(_ connection: Int32, _ request: Request, _ name: String) {
    guard var bytes = lock.withLock({ state.files[name] }) else { return answer(connection, "404 Not Found", []) }
    if mischief.corrupts, !bytes.isEmpty { bytes[bytes.count / 2] ^= 1 }
    send(connection, request, bytes, ["ETag: \"elsewhere\""])
  }

  private func send(_ connection: Int32, _ request: Request, _ bytes: [UInt8], _ headers: [String]) {
    var start = 0
    if !mischief.ignoresRange, let range = request.headers["range"], let from = Int(range.dropFirst("bytes=".count).dropLast()) { start = from }
    guard start < max(bytes.count, 1) else { return answer(connection, "416 Range Not Satisfiable", []) }
    let part = Array(bytes[start...])
    let status = start > 0 ? "206 Partial Content" : "200 OK"
    let range = start > 0 ? ["Content-Range: bytes \(start)-\(bytes.count - 1)/\(bytes.count)"] : []
    let head = head(status, headers + range + ["Content-Length: \(part.count)"])
    write(connection, head)
    if request.method != "GET" { return }
    let dropped = lock.withLock { () -> Int? in
      guard request.path.hasPrefix("/cdn/"), let after = state.mischief.dropAfter, state.mischief.drops > 0, part.count > after else { return nil }
      state.mischief.drops -= 1
      return after
    }
    if mischief.isSlow {
      for byte in part {
        guard write(connection, [byte]) else { return }
        usleep(20_000)
      }
    }
    write(connection, Array(part[..<(dropped ?? part.count)]))
  }

  private func read(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
      let count = Glibc.read(connection, &buffer, buffer.count)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map(String.init)
    let first = lines[0].split(separator: " ").map(String.init)
    var request = Request(method: first[0], path: first[1])
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      request.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    return request
  }

  private func head(_ status: String, _ headers: [String]) -> [UInt8] {
    Array((["HTTP/1.1 \(status)"] + headers + ["Connection: close", "", ""]).joined(separator: "\r\n").utf8)
  }

  private func answer(_ connection: Int32, _ status: String, _ headers: [String]) {
    write(connection, head(status, headers + ["Content-Length: 0"]))
  }

  @discardableResult
  private func write(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.send(connection, $0.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}
