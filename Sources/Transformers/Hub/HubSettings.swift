import Glibc

/// Where the hub is and what it may be asked, from the environment variables that Hugging Face's own tools read.
public struct HubSettings: Sendable {
  /// `HF_ENDPOINT`, without a slash at its end.
  public var endpoint: String
  /// The folder of `models--…`: `HF_HUB_CACHE`, or `hub` in `HF_HOME`.
  public var cache: String
  /// `HF_TOKEN`, or the content of `HF_HOME/token`.
  public var token: String?
  /// `HF_HUB_OFFLINE`: nothing is fetched.
  public var isOffline: Bool
  /// Seconds before a broken connection is tried again; doubled every time.
  var retryDelay = 0.5

  /// - Parameter variable: the value of an environment variable.
  public init(variable: (String) -> String?) {
    func value(_ names: String...) -> String? {
      names.lazy.compactMap(variable).map(Self.trimmed).first { !$0.isEmpty }
    }
    func path(_ text: String) -> String {
      guard text == "~" || text.hasPrefix("~/"), let home = value("HOME") else { return text }
      return home + text.dropFirst()
    }
    var endpoint = value("HF_ENDPOINT") ?? "https://huggingface.co"
    while endpoint.hasSuffix("/") { endpoint.removeLast() }
    self.endpoint = endpoint
    let home = path(value("HF_HOME") ?? (value("XDG_CACHE_HOME") ?? "~/.cache") + "/huggingface")
    cache = path(value("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? home + "/hub")
    isOffline = ["1", "true", "yes", "on"].contains((value("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE") ?? "").lowercased())
    token = value("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
    if token == nil {
      let file = path(value("HF_TOKEN_PATH") ?? home + "/token")
      if let bytes = try? FileSystem.read(file, limit: 1 << 12) { token = Self.trimmed(String(decoding: bytes, as: UTF8.self)) }
      if token?.isEmpty ?? false { token = nil }
    }
    // A line break would end the header that carries it.
    if let given = token, !given.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { token = nil }
  }

  /// What the process was started with.
  public static var current: HubSettings {
    HubSettings { name in getenv(name).map { String(cString: $0) } }
  }

  private static func trimmed(_ text: String) -> String {
    var part = Substring(text)
    while part.first?.isWhitespace ?? false { part.removeFirst() }
    while part.last?.isWhitespace ?? false { part.removeLast() }
    return String(part)
  }
}

/// The name of a model on the hub, “gpt2” or “org/name”.
public struct HubRepository: Equatable, Sendable, CustomStringConvertible {
  /// “gpt2” or “org/name”, at most 96 bytes.
  let name: String
  /// The name.
  public var description: String { name }

  /// nil for what cannot be such a name; addresses of the hub's pages are understood.
  public init?(_ text: String) {
    var name = text
    for prefix in ["https://huggingface.co/", "https://hf.co/", "hf.co/", "hf://"] where name.hasPrefix(prefix) {
      name.removeFirst(prefix.count)
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), name.utf8.count <= 96, parts.allSatisfy(Self.isValid) else { return nil }
    self.name = name
  }

  /// The hub's rule for names.
  private static func isValid(_ part: Substring) -> Bool {
    guard let first = part.utf8.first, let last = part.utf8.last, !part.contains("--"), !part.contains("..") else { return false }
    let isEdge = { (byte: UInt8) in byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") }
    return !isEdge(first) && !isEdge(last)
      && part.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): return true
        default: return byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
        }
      }
  }

  /// `models--org--name`.
  var folderName: String { (["models"] + name.split(separator: "/").map(String.init)).joined(separator: "--") }
}
