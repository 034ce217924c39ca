import JSON

/// The tokens that begin and end a text.
struct BoundaryTokens {
  typealias Token = (id: Int, text: String)
  let bos: Token?
  let eos: Token?

  /// Asked in turn: the configuration, which may also say null; the template of the post-processor; customary names.
  init(settings: JSON?, added: AddedTokens, vocabulary: Vocabulary, postProcessor: PostProcessor?) {
    func token(_ text: String) -> Token? {
      (added.id(of: text) ?? vocabulary.id(of: text.utf8)).map { ($0, text) }
    }
    func token(_ id: Int?) -> Token? { id.flatMap { added.token(of: $0) }.map { ($0.id, $0.content) } }
    func find(_ key: String, _ templated: Int?, _ names: [String]) -> Token? {
      if let setting = settings?[key] {
        // Either the text or an object that describes the token.
        return (setting.stringValue ?? setting["content"]?.stringValue).flatMap { token($0) }
      }
      return token(templated) ?? names.lazy.filter { added.id(of: $0) != nil }.compactMap { token($0) }.first
    }
    let around = postProcessor?.added
    bos = find("bos_token", around?.before.first, ["<|begin_of_text|>", "<s>", "<bos>", "<|endoftext|>"])
    eos = find("eos_token", around?.behind.last, ["<|end_of_text|>", "</s>", "<eos>", "<|endoftext|>"])
  }
}

extension PostProcessor {
  /// The ids that are put around a text.
  fileprivate var added: (before: [Int], behind: [Int]) {
    switch self {
    case .template(let before, let behind): return (before, behind)
    case .unchanged: return ([], [])
    case .sequence(let parts):
      return parts.reduce(([], [])) { ($1.added.before + $0.0, $0.1 + $1.added.behind) }
    }
  }
}
