import CLineEditor

/// What Tab can put in place of the text from byte `start` to the cursor, the most likely first.
public struct Completions: Equatable {
  /// The byte of the entry from which a candidate replaces the text.
  var start: Int
  /// The most likely first; empty when Tab has nothing to offer.
  var candidates: [Candidate]

  /// Candidates for one place.
  public init(start: Int, candidates: [Candidate]) {
    self.start = start
    self.candidates = candidates
  }

  /// Candidates of one kind about which there is no more to say.
  public init(start: Int, kind: Candidate.Kind, _ texts: [String]) {
    self.init(start: start, candidates: texts.map { Candidate($0, kind) })
  }
}

/// One thing that Tab offers.
public struct Candidate: Equatable {
  /// What it names: the menu colours it by that.
  public enum Kind: CaseIterable, Sendable {
    case variable, function, method, field, keywordArgument, file, folder, keyword, command, activation, weight, tool
    case configField
  }

  /// What goes into the entry.
  public var text: String
  /// What it names.
  var kind: Kind
  /// What the menu shows instead of `text`: the last part of a path, a name without its quotes.
  public var display: String?
  /// One line that says what it is.
  public var detail: String?

  /// A candidate; without a display the menu shows the text.
  public init(_ text: String, _ kind: Kind, display: String? = nil, detail: String? = nil) {
    self.text = text
    self.kind = kind
    self.display = display
    self.detail = detail
  }
}

extension Candidate.Kind {
  var raw: arr_candidate_kind {
    switch self {
    case .variable: return ARR_VARIABLE
    case .function: return ARR_FUNCTION
    case .method: return ARR_METHOD
    case .field: return ARR_FIELD
    case .keywordArgument: return ARR_ARGUMENT
    case .file: return ARR_FILE
    case .folder: return ARR_FOLDER
    case .keyword: return ARR_KEYWORD
    case .command: return ARR_COMMAND
    case .activation: return ARR_ACTIVATION
    case .weight: return ARR_WEIGHT
    case .tool: return ARR_TOOL
    case .configField: return ARR_CONFIG
    }
  }
}
