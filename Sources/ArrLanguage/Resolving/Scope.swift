/// Where a name lives.
enum Variable {
  /// A slot of the frame.
  case local(Int)
  /// A slot of the frame that holds a box, shared with inner functions.
  case boxed(Int)
}

/// The frame of one function (or of a module, whose names are globals and whose frame only holds loop variables of
/// comprehensions) while its body is resolved.
final class FunctionScope {
  let parent: FunctionScope?
  var variables = NameTable<Variable>()
  /// Loop variables of the comprehensions being resolved, innermost last.
  var comprehensionVariables: [(name: String, variable: Variable)] = [] { didSet { knownVisibleNames = nil } }
  /// The names that can be read here, with those of the scopes around it, until a comprehension begins or ends.
  var knownVisibleNames: [String]?
  /// For did-you-mean.
  let names: [String]
  var frameSize = 0
  /// Loops around the statement being resolved.
  var loops = 0
  let isFunction: Bool

  init(parent: FunctionScope?, names: [String] = [], isFunction: Bool) {
    self.parent = parent
    self.names = names
    self.isFunction = isFunction
  }

  func lookup(_ name: String) -> Variable? {
    if !comprehensionVariables.isEmpty, let bound = comprehensionVariables.last(where: { $0.name == name }) { return bound.variable }
    return variables[name]
  }

  func newSlot() -> Int {
    frameSize += 1
    return frameSize - 1
  }
}
