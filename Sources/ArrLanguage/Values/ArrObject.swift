/// A value whose behaviour lives outside the language: tensors, models, runs, tools, figures, ranges, modules.
/// Every hook has a default that says what is not supported.
open class ArrObject {
  /// For subclasses: an object itself has no state.
  public init() {}

  /// As `type(x)` names it: `tensor`, `model`, `run` …
  open var typeName: String { "object" }
  /// True when assignment through an index or attribute must not be seen by other variables (tensors).
  open var isValueType: Bool { false }

  /// The object to change when others still hold this one; objects with `isValueType` return a copy.
  open func copyForChange() -> ArrObject { self }
  /// The bool, int or float that a scalar object (a tensor without axes) stands for as an index, argument or in a format.
  open func scalar() throws -> Value? { nil }

  /// One line, as inside lists and `print`; `repr` in Python's words.
  open func shortDescription() -> String { "<\(typeName)>" }
  /// As `print`, `str` and f-strings write it.
  open var text: String { shortDescription() }
  /// What error labels say of the value: `f32[9, 768]`, `model`.
  open var shortTypeDescription: String { typeName }
  /// As shown at the prompt: may be many lines, fitted to `width` columns; colours only when `color`.
  open func display(width: Int, color: Bool) -> String { shortDescription() }
  /// Plain JSON text of the value (`--json`), or nil when it has none.
  open func json() throws -> String? { nil }
  /// Adds the memory that the object keeps alive beyond itself.
  open func countMemory(_ count: inout MemoryCount) {}

  open func truth() throws -> Bool { true }
  open func length() throws -> Int? { nil }
  /// Names that completion and did-you-mean offer after a dot.
  open var memberNames: [String] { [] }
  open func attribute(_ name: String) throws -> Value? { nil }
  /// An attribute that is there without computing or loading anything; nil says nothing about whether it exists. For completion.
  open func storedAttribute(_ name: String) -> Value? { nil }
  /// Strings that completion offers between the brackets of an index.
  open var keyNames: [String] { [] }
  open func setAttribute(_ name: String, to value: Value) throws -> Bool { false }
  open func subscripted(_ subscripts: [SubscriptValue], in interpreter: Interpreter) throws -> Value {
    throw ValueError("type", "a \(typeName) cannot be indexed")
  }
  /// Returns the object after assignment: `self` when `isUnique` allowed changing in place, else a changed copy.
  open func assigning(
    _ value: Value, at subscripts: [SubscriptValue], isUnique: Bool, in interpreter: Interpreter
  ) throws -> ArrObject {
    throw ValueError("type", "a \(typeName) does not allow assignment to its items")
  }
  open func iterator(in interpreter: Interpreter) throws -> (() throws -> Value?)? { nil }
  open func contains(_ value: Value, in interpreter: Interpreter) throws -> Bool? { nil }
  open var isCallable: Bool { false }
  open var callDeclaration: Declaration? { nil }
  open func call(_ arguments: Arguments, in interpreter: Interpreter) throws -> Value {
    throw ValueError("type", "a \(typeName) cannot be called")
  }
  /// `self op other`, or `other op self` when `reversed`; nil when the pair is not supported.
  open func binary(_ op: BinaryOperator, _ other: Value, reversed: Bool) throws -> Value? { nil }
  open func compare(_ op: Comparison, _ other: Value, reversed: Bool) throws -> Value? { nil }
  open func unary(_ op: UnaryOperator) throws -> Value? { nil }
  open func isEqual(to other: ArrObject) -> Bool { self === other }
  /// `with object as x`: the value that `x` is bound to.
  open func enter(in interpreter: Interpreter) throws -> Value {
    throw ValueError("type", "a \(typeName) cannot be used with `with`")
  }
  open func exit(in interpreter: Interpreter) throws {}
}

/// An object whose items may not become everything.
public protocol ItemChecking: ArrObject {
  /// Refuses, with an error, what an item became under `op=`, before it is assigned.
  func checkChangedItem(_ value: Value) throws
}
