import CTransfer
import Glibc
import Tensors

/// HTTP over libcurl. Connections are kept between requests.
final class HTTPSession {
  /// The head of an answer.
  struct Answer {
    var status = 0
    /// By names in small letters; the last of equal ones.
    var headers: [String: String] = [:]
  }

  /// The connection failed, or broke before the answer was whole.
  struct Failure: Error {
    let reason: String
    /// No connection came about: trying again at once will not help.
    var isUnreachable = false
  }

  private let session: OpaquePointer

  init() throws {
    if let reason = arr_http_open() { throw ModelError("nothing can be fetched: \(String(cString: reason))", help: ["install libcurl4"]) }
    guard let session = arr_http_session_new() else { throw ModelError("nothing can be fetched: libcurl has no memory") }
    self.session = session
  }

  deinit { arr_http_session_free(session) }

  /// - Parameter receive: takes the content in parts, when the head is known; an error ends the request and is thrown on.
  /// - Throws: `Failure`, `InterruptedError`, or what `receive` threw.
  func request(
    _ url: String, headers: [String], headOnly: Bool = false, receive: ((Answer, UnsafeRawBufferPointer) throws -> Void)? = nil
  ) throws -> Answer {
    let exchange = Exchange(receive)
    var lines = headers.map { strdup($0) }
    defer { lines.forEach { free($0) } }
    var reason = [CChar](repeating: 0, count: 256)
    let result = lines.withUnsafeMutableBufferPointer { lines in
      lines.withMemoryRebound(to: UnsafePointer<CChar>?.self) { lines in
        url.withCString { url in
          var request = arr_http_request()
          request.url = url
          request.headers = UnsafePointer(lines.baseAddress)
          request.header_count = lines.count
          request.head = headOnly ? 1 : 0
          request.context = Unmanaged.passUnretained(exchange).toOpaque()
          request.stop = { _ in Interruption.isRequested() ? 1 : 0 }
          request.header = { Exchange.from($0)?.take(header: UnsafeRawBufferPointer(start: $1, count: $2)) ?? 1 }
          request.body = { Exchange.from($0)?.take(body: UnsafeRawBufferPointer(start: $1, count: $2)) ?? 1 }
          return withExtendedLifetime(exchange) { arr_http_perform(session, &request, &reason, reason.count) }
        }
      }
    }
    if let error = exchange.error { throw error }
    try Interruption.check()
    guard result == Int32(ARR_HTTP_DONE) else {
      throw Failure(
        reason: String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self),
        isUnreachable: result == Int32(ARR_HTTP_UNREACHABLE))
    }
    return exchange.answer
  }

  /// One request under way.
  private final class Exchange {
    var answer = Answer()
    var error: (any Error)?
    private let receive: ((Answer, UnsafeRawBufferPointer) throws -> Void)?
    private var headerBytes = 0

    init(_ receive: ((Answer, UnsafeRawBufferPointer) throws -> Void)?) { self.receive = receive }

    static func from(_ context: UnsafeMutableRawPointer?) -> Exchange? {
      context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
    }

    func take(header bytes: UnsafeRawBufferPointer) -> Int32 {
      headerBytes += bytes.count
      guard headerBytes <= 1 << 20 else { return 1 }
      let line = String(decoding: bytes.prefix { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
      if line.hasPrefix("HTTP/") {
        answer = Answer(status: line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
      } else if let colon = line.firstIndex(of: ":") {
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        answer.headers[line[..<colon].lowercased()] = String(value)
      }
      return 0
    }

    func take(body bytes: UnsafeRawBufferPointer) -> Int32 {
      guard let receive else { return 0 }
      do { try receive(answer, bytes) } catch {
        self.error = error
        return 1
      }
      return 0
    }
  }
}

/// SHA-256, or the SHA-1 by which git names a blob.
struct ContentDigest {
  private var state = arr_digest()

  init(sha1: Bool) { arr_digest_begin(&state, sha1 ? 1 : 0) }

  mutating func update(_ bytes: UnsafeRawBufferPointer) { arr_digest_update(&state, bytes.baseAddress, bytes.count) }
  mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// In hexadecimal.
  mutating func finish() -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = arr_digest_finish(&state, &bytes)
    return bytes[..<count].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
