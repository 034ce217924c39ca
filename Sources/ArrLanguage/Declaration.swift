/// One declaration a function: argument checks, `help`, completion, did-you-mean, the reference and the tests of the
/// examples all read it.
public struct Declaration {
  public struct Parameter {
    public enum Kind: Sendable { case standard, keywordOnly, variadic, keywordVariadic }
    public var name: String
    public var type: ValueType
    /// Nil when the argument must be given; its source form (`"none"`, `"-1"`) is what `help` shows.
    public var defaultValue: Value?
    public var defaultText: String?
    public var kind: Kind
    public var meaning: String
    /// What a string given for it names; nil when it may be any text. A `path` is one.
    public var content: Content?

    /// What strings name: completion offers such names inside them.
    public enum Content: Sendable { case path, folder, activation, weight, tool, family, configurationField }

    public init(
      _ name: String, _ type: ValueType = .any, default defaultValue: Value? = nil, defaultText: String? = nil,
      kind: Kind = .standard, _ meaning: String = ""
    ) {
      self.name = name
      self.type = type
      self.defaultValue = defaultValue
      self.defaultText = defaultText
      self.kind = kind
      self.meaning = meaning
      content = name == "path" ? .path : nil
    }

    /// The parameter with what a string given for it names.
    public func naming(_ content: Content) -> Parameter {
      var named = self
      named.content = content
      return named
    }
  }

  public var name: String
  /// `numbers`, `strings`, `lists`, `tensors`, `models`, `lens`, `files` …: the chapter of the reference.
  public var group: String
  public var parameters: [Parameter]
  public var result: String
  public var prose: String
  /// Runnable source; every example runs in the tests.
  public var example: String

  public init(
    _ name: String, group: String, parameters: [Parameter] = [], result: String = "", prose: String, example: String = ""
  ) {
    self.name = name
    self.group = group
    self.parameters = parameters
    self.result = result
    self.prose = prose
    self.example = example
  }
}

/// What an argument may be; `.named` is an object by its `typeName`.
public indirect enum ValueType: Equatable, Sendable {
  case any, none, bool, int, float, number, string, list, tuple, dict, function, sequence, iterable, tensor
  case named(String)
  case either([ValueType])

  /// `T or none`.
  public static func optional(_ type: ValueType) -> ValueType { .either([type, .none]) }
}
