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
  /// The three forms of a subscript; slices keep what was left out as nil.
  public enum Kind {
    case ellipsis
    case index(Value)
    case slice(start: Int?, stop: Int?, step: Int?)
  }
  /// The name of the axis before `=`; nil for a subscript by place.
  public let axis: String?
  /// Which form it has, with its values.
  public let kind: Kind
  /// Where it stands, for errors that point at one index.
  public let span: Span

  /// A subscript as the evaluator hands it to objects.
  public init(axis: String?, _ kind: Kind, span: Span) {
    self.axis = axis
    self.kind = kind
    self.span = span
  }
}

/// The arguments of one call after the evaluator has evaluated them.
public struct Arguments {
  /// In the order of the call, spread lists taken apart.
  public var positional: ArraySlice<Value>
  /// In the order of the call, spread dicts taken apart; names may repeat.
  public var keyword: [(name: String, value: Value)]

  /// Arguments as a call passes them; they are checked when they are bound to a declaration.
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

  /// For subclasses that stand for library code.
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
  /// The code of the diagnostic that it becomes: `type`, `value`, `index` …
  public var code: String
  /// What is wrong, in one sentence without a capital and a full stop.
  public var message: String
  /// Facts that explain it, a line each.
  public var notes: [String]
  /// The nearest right thing to write, a line each.
  public var help: [String]
  /// The positional index or keyword that the message speaks of: the label goes under that argument.
  public var argument: ArgumentReference?
  /// Which subscript the message speaks of: the label goes under that one.
  public var subscriptIndex: Int?
  /// Words for the label under the span.
  public var label: String

  /// An argument of the call, by place from 0 or by name.
  public enum ArgumentReference: Equatable {
    case position(Int)
    case keyword(String)
  }

  /// An error without a place: the evaluator adds it.
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
