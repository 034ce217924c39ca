/// One declaration a function: argument checks, `help`, completion, did-you-mean, the reference and the tests of the
/// examples all read it.
public struct Declaration {
  /// One parameter of a function: what an argument for it may be, and what it means.
  public struct Parameter {
    /// How arguments reach it: by place or name, by name only, as the rest by place (`*`), as the rest by name (`**`).
    public enum Kind: Sendable { case standard, keywordOnly, variadic, keywordVariadic }
    /// The name that a call may write before `=`.
    public var name: String
    /// What an argument must be; a call converts it as `ValueType.accept` says.
    public var type: ValueType
    /// Nil when the argument must be given; its source form (`"none"`, `"-1"`) is what `help` shows.
    public var defaultValue: Value?
    /// The default as a signature writes it, where that is not how the value is written.
    public var defaultText: String?
    /// How arguments reach it.
    public var kind: Kind
    /// What it means, in words that follow the name.
    public var meaning: String
    /// What a string given for it names (see `naming`); nil when it may be any text.
    public var content: Content?

    /// What strings name: completion offers such names inside them.
    public enum Content: Sendable { case path, folder, activation, weight, tool, family, configurationField }

    /// A parameter that must be given unless it has a default or the text of one. One named `path` takes the names of files.
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
    }

    /// The parameter with what a string given for it names.
    public func naming(_ content: Content) -> Parameter {
      var named = self
      named.content = content
      return named
    }
  }

  /// The name of the function, without the type of a method.
  public var name: String
  /// `numbers`, `strings`, `lists`, `tensors`, `models`, `lens`, `files` …: the chapter of the reference.
  public var group: String
  /// In the order in which arguments by place fill them.
  public var parameters: [Parameter]
  /// What a call returns, as a signature writes it behind `->`; empty when it is not said.
  public var result: String
  /// What the function does, in sentences.
  public var prose: String
  /// Runnable source; every example runs in the tests.
  public var example: String

  /// A declaration; library functions have all of its parts, functions of programs what their text says.
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
