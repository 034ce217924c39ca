import Glibc
import Tensors

/// What the hub says of a file before it is fetched.
struct HubFile: Equatable {
  let name: String
  /// The commit that the revision is.
  let commit: String
  /// The content's name: SHA-256 in hexadecimal for large files, git's SHA-1 for small ones.
  let tag: String
  let size: Int?
  /// Where the hub has it, or says where it is.
  let address: String
}

/// Asks the hub.
final class HubClient {
  let settings: HubSettings
  let repository: HubRepository
  private let session: HTTPSession

  private static let redirectLimit = 10
  static let attemptLimit = 6

  init(_ settings: HubSettings, _ repository: HubRepository) throws {
    self.settings = settings
    self.repository = repository
    session = try HTTPSession()
  }

  /// A file's description, nil when the revision has no such file.
  ///
  /// - Throws: `ModelError` in the user's words, `HTTPSession.Failure` when the hub cannot be reached.
  func describe(_ file: String, revision: String) throws -> HubFile? {
    var address = "\(settings.endpoint)/\(repository.name)/resolve/\(Self.encoded(revision))/\(Self.encoded(file))"
    for _ in 0..<Self.redirectLimit {
      let answer = try retrying { try session.request(address, headers: headers(for: address), headOnly: true) }
      let target = answer.headers["location"].flatMap { Self.resolve($0, against: address) }
      switch answer.status {
      case 200..<300: return try description(of: file, answer, address: address)
      case 300..<400:
        guard let target else { throw ModelError("the hub answers for \"\(repository)\" with a redirection to nowhere") }
        // Behind the hub's own redirections (a model that was renamed) it is the hub that answers; others lead to the content,
        // and their addresses are good for a while only.
        let leavesHub = Self.origin(of: target) != Self.origin(of: address)
        if leavesHub, answer.headers["x-repo-commit"] != nil { return try description(of: file, answer, address: address) }
        address = target
      case 404 where answer.headers["x-error-code"] == "EntryNotFound" || answer.headers["x-repo-commit"] != nil: return nil
      default: throw failure(answer, revision: revision, file: file)
      }
    }
    throw ModelError("the hub answers for \"\(repository)\" with one redirection after the other")
  }

  /// The content from `offset` on.
  ///
  /// - Parameter receive: takes the content in parts, each with the offset at which the answer as a whole begins.
  /// - Returns: the offset; nil when there is nothing behind the offset asked for.
  func content(of file: HubFile, from offset: Int, receive: @escaping (Int, UnsafeRawBufferPointer) throws -> Void) throws -> Int? {
    var address = file.address
    for _ in 0..<Self.redirectLimit {
      let lines = headers(for: address) + (offset > 0 ? ["Range: bytes=\(offset)-"] : [])
      let answer = try session.request(address, headers: lines) { answer, bytes in
        if answer.status == 200 { try receive(0, bytes) }
        if answer.status == 206 { try receive(Self.start(of: answer) ?? -1, bytes) }
      }
      switch answer.status {
      case 200: return 0
      case 206: return Self.start(of: answer)
      case 416: return nil
      case 429, 500..<600: throw HTTPSession.Failure(reason: "the hub answers with status \(answer.status)")
      case 300..<400:
        guard let target = answer.headers["location"].flatMap({ Self.resolve($0, against: address) }) else {
          throw ModelError("the hub answers for \"\(file.name)\" with a redirection to nowhere")
        }
        address = target
      default: throw failure(answer, revision: file.commit, file: file.name)
      }
    }
    throw ModelError("the hub answers for \"\(file.name)\" with one redirection after the other")
  }

  // MARK: Parts of requests

  /// The token goes to the hub alone, never to the stores it points to.
  private func headers(for address: String) -> [String] {
    var lines = ["Accept-Encoding: identity"]
    if let token = settings.token, Self.origin(of: address) == Self.origin(of: settings.endpoint) { lines.append("Authorization: Bearer \(token)") }
    return lines
  }

  private func description(of file: String, _ answer: HTTPSession.Answer, address: String) throws -> HubFile {
    let headers = answer.headers
    guard let commit = headers["x-repo-commit"], HubCache.isSafe(name: commit) else {
      throw ModelError(
        "\(settings.endpoint) does not answer as a model hub does", notes: ["its answer for \(repository)/\(file) has no X-Repo-Commit"],
        help: ["check HF_ENDPOINT"])
    }
    var tag = headers["x-linked-etag"] ?? headers["etag"] ?? ""
    if tag.hasPrefix("W/") { tag.removeFirst(2) }
    tag = tag.filter { $0 != "\"" }
    guard HubCache.isSafe(name: tag) else {
      throw ModelError("the hub's answer for \(repository)/\(file) has no usable ETag", notes: ["content could not be checked without"])
    }
    let size = (headers["x-linked-size"] ?? (answer.status < 300 ? headers["content-length"] : nil)).flatMap { Int($0) }
    return HubFile(name: file, commit: commit, tag: tag.lowercased(), size: size.flatMap { $0 >= 0 ? $0 : nil }, address: address)
  }

  private static func start(of answer: HTTPSession.Answer) -> Int? {
    // “bytes 100-199/200”
    guard let range = answer.headers["content-range"], range.hasPrefix("bytes ") else { return nil }
    return range.dropFirst(6).split(separator: "-").first.flatMap { Int($0) }
  }

  /// Sends a request again, a little later, when the connection breaks or the hub is busy.
  private func retrying(_ body: () throws -> HTTPSession.Answer) throws -> HTTPSession.Answer {
    var delay = settings.retryDelay
    for _ in 1..<3 {
      do {
        let answer = try body()
        guard answer.status == 429 || answer.status >= 500 else { return answer }
      } catch let failure as HTTPSession.Failure {
        if failure.isUnreachable { throw failure }
      }
      try Hub.pause(delay)
      delay *= 2
    }
    return try body()
  }

  // MARK: Errors

  private func failure(_ answer: HTTPSession.Answer, revision: String, file: String) -> ModelError {
    let code = answer.headers["x-error-code"] ?? ""
    let page = "\(settings.endpoint)/\(repository)"
    switch (answer.status, code) {
    case (_, "GatedRepo"), (403, _):
      return ModelError(
        "the hub does not let you read \"\(repository)\"",
        notes: settings.token == nil ? ["its licence must be accepted, and a token shown"] : ["the token that was shown may not read it"],
        help: ["ask for access at \(page)", "then set HF_TOKEN to a token that may read it (\(settings.endpoint)/settings/tokens)"])
    case (401, _):
      return ModelError(
        settings.token == nil
          ? "there is no public model \"\(repository)\" on the hub" : "the hub does not accept the token that was shown for \"\(repository)\"",
        notes: settings.token == nil ? ["either the name is wrong, or the model is private and needs a token"] : [],
        help: settings.token == nil
          ? ["check the name, or set HF_TOKEN (\(settings.endpoint)/settings/tokens)"] : ["HF_TOKEN may be wrong or expired: \(settings.endpoint)/settings/tokens"])
    case (404, "RevisionNotFound"):
      return ModelError("\"\(repository)\" has no revision \"\(revision)\"", help: ["its branches and tags are listed at \(page)/tree/main"])
    case (404, _):
      return ModelError("there is no model \"\(repository)\" on the hub", notes: ["asked \(settings.endpoint)"])
    case (429, _):
      return ModelError("the hub is asked too often from here", help: ["wait some minutes, or set HF_TOKEN"])
    default:
      return ModelError("the hub answers with status \(answer.status) for \(repository)/\(file)", notes: ["asked \(settings.endpoint)"])
    }
  }

  // MARK: Addresses

  /// Everything but letters, digits and `-._~` as %XX.
  static func encoded(_ text: String) -> String {
    text.utf8.map { byte -> String in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        return String(Unicode.Scalar(byte))
      default: return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }

  /// Scheme, host and port.
  static func origin(of address: String) -> Substring {
    guard let colon = address.firstIndex(of: ":") else { return "" }
    let host = address[colon...].dropFirst("://".count)
    return address[..<(host.firstIndex { "/?#".contains($0) } ?? address.endIndex)]
  }

  /// Where a redirection leads.
  static func resolve(_ location: String, against address: String) -> String? {
    if location.hasPrefix("http://") || location.hasPrefix("https://") { return location }
    if location.hasPrefix("//") { return address.prefix { $0 != ":" } + ":" + location }
    return location.hasPrefix("/") ? origin(of: address) + location : nil
  }
}
