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

  /// As a condition sees it; throws `ValueError` where the object is neither true nor false.
  open func truth() throws -> Bool { true }
  /// The number of items that `len` and negative indices count; nil for an object without items.
  open func length() throws -> Int? { nil }
  /// Names that completion and did-you-mean offer after a dot.
  open var memberNames: [String] { [] }
  /// What stands behind a dot, computed when it must be; nil when there is no such attribute (methods are looked up apart).
  open func attribute(_ name: String) throws -> Value? { nil }
  /// An attribute that is there without computing or loading anything; nil says nothing about whether it exists. For completion.
  open func storedAttribute(_ name: String) -> Value? { nil }
  /// Strings that completion offers between the brackets of an index.
  open var keyNames: [String] { [] }
  /// Sets what stands behind a dot; false when there is no such attribute that can be set.
  open func setAttribute(_ name: String, to value: Value) throws -> Bool { false }
  /// What an index gives, one subscript for each entry between the brackets.
  open func subscripted(_ subscripts: [SubscriptValue], in interpreter: Interpreter) throws -> Value {
    throw ValueError("type", "\(article(typeName)) cannot be indexed")
  }
  /// Returns the object after assignment: `self` when `isUnique` allowed changing in place, else a changed copy.
  open func assigning(
    _ value: Value, at subscripts: [SubscriptValue], isUnique: Bool, in interpreter: Interpreter
  ) throws -> ArrObject {
    throw ValueError("type", "\(article(typeName)) does not allow assignment to its items")
  }
  /// What a loop gets its items from, one a call and nil at the end; nil for an object that cannot be looped over.
  open func iterator(in interpreter: Interpreter) throws -> (() throws -> Value?)? { nil }
  /// `value in self`; nil leaves the question to the iterator.
  open func contains(_ value: Value, in interpreter: Interpreter) throws -> Bool? { nil }
  /// Whether `call` works, and the object may be passed where a function is asked for.
  open var isCallable: Bool { false }
  /// What `help`, completion and error messages say of a call.
  open var callDeclaration: Declaration? { nil }
  /// `self(…)` with arguments that nobody has checked yet.
  open func call(_ arguments: Arguments, in interpreter: Interpreter) throws -> Value {
    throw ValueError("type", "\(article(typeName)) cannot be called")
  }
  /// `self op other`, or `other op self` when `reversed`; nil when the pair is not supported.
  open func binary(_ op: BinaryOperator, _ other: Value, reversed: Bool) throws -> Value? { nil }
  /// `self op other`, or `other op self` when `reversed`; nil when the pair cannot be compared. The result need not be a bool.
  open func compare(_ op: Comparison, _ other: Value, reversed: Bool) throws -> Value? { nil }
  /// `-self`, `+self`; nil when it is not supported.
  open func unary(_ op: UnaryOperator) throws -> Value? { nil }
  /// Whether both stand for the same value, asked where they are not the same object.
  open func isEqual(to other: ArrObject) -> Bool { self === other }
  /// `with object as x`: the value that `x` is bound to.
  open func enter(in interpreter: Interpreter) throws -> Value {
    throw ValueError("type", "\(article(typeName)) cannot be used with `with`")
  }
  /// Called when the block of a `with` is left, by its end or by an error.
  open func exit(in interpreter: Interpreter) throws {}
}

/// An object whose items may not become everything.
public protocol ItemChecking: ArrObject {
  /// Refuses, with an error, what an item became under `op=`, before it is assigned.
  func checkChangedItem(_ value: Value) throws
}
