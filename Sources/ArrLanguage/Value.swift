/// A value of the language: 16 bytes, payloads are numbers or class references only, so copying one is cheap.
///
/// Lists, dicts (and tensors, which are objects with `isValueType`) are values: the evaluator copies a box before it
/// changes one that is shared (`isKnownUniquelyReferenced`), so no assignment ever aliases.
public enum Value {
  /// A variable before its first assignment, or while a method is changing it. Never reaches library code.
  case unset
  case none
  case bool(Bool)
  case int(Int)
  case float(Double)
  case string(StringBox)
  case list(ListBox)
  case tuple(TupleBox)
  case dict(DictBox)
  case function(Callable)
  case object(ArrObject)
}

/// An evaluated subscript (`x[head=3, -1, ::2, ...]`).
public struct SubscriptValue {
  public enum Kind {
    case ellipsis
    case index(Value)
    case slice(start: Int?, stop: Int?, step: Int?)
  }
  public let axis: String?
  public let kind: Kind
  /// Where it stands, for errors that point at one index.
  public let span: Span

  public init(axis: String?, _ kind: Kind, span: Span) {
    self.axis = axis
    self.kind = kind
    self.span = span
  }
}

/// The arguments of one call after the evaluator has evaluated them.
public struct Arguments {
  public var positional: ArraySlice<Value>
  public var keyword: [(name: String, value: Value)]

  public init(_ positional: ArraySlice<Value>, keyword: [(name: String, value: Value)] = []) {
    self.positional = positional
    self.keyword = keyword
  }
}

/// Everything that can be called: user functions, library functions, bound methods, objects' call.
open class Callable {
  open var name: String { "" }
  /// What `help`, argument checks and completion read; nil only for closures that describe themselves.
  open var declaration: Declaration? { nil }
  /// The text of a function that was written in the language.
  open var sourceText: String? { nil }
  /// Looked at by every call: true for functions written in the language, which are called without lists of arguments.
  final let isUserFunction: Bool

  public init() { isUserFunction = false }
  init(isUserFunction: Bool) { self.isUserFunction = isUserFunction }

  /// Written in the program, or standing for what was: it is named when an error leaves it.
  var isOfProgram: Bool { isUserFunction || declaration?.group == "session" && sourceText != nil }

  open func call(_ arguments: Arguments, in interpreter: Interpreter) throws -> Value {
    throw ValueError("type", "this cannot be called")
  }
}

/// An error raised by library code that does not know its place in the source: the evaluator adds the span of the
/// expression that was running (or of argument `argument`, when given, or of the named keyword).
public struct ValueError: Error {
  public var code: String
  public var message: String
  public var notes: [String]
  public var help: [String]
  /// The positional index or keyword that the message speaks of: the label goes under that argument.
  public var argument: ArgumentReference?
  /// Which subscript the message speaks of: the label goes under that one.
  public var subscriptIndex: Int?
  /// Words for the label under the span.
  public var label: String

  public enum ArgumentReference: Equatable {
    case position(Int)
    case keyword(String)
  }

  public init(
    _ code: String, _ message: String, label: String = "", notes: [String] = [], help: [String] = [],
    argument: ArgumentReference? = nil
  ) {
    self.code = code
    self.message = message
    self.label = label
    self.notes = notes
    self.help = help
    self.argument = argument
  }
}
