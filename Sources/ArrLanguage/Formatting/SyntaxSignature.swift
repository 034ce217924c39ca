/// A syntax tree as bytes, without its spans: two programs with the same signature mean the same.
struct SyntaxSignature {
  private var bytes: [UInt8] = []
  /// Inside blocks nothing is shown: a semicolon means nothing there.
  private var depth = 0

  static func of(_ block: Block) -> [UInt8] {
    var signature = SyntaxSignature()
    signature.add(block)
    return signature.bytes
  }

  // Every entry starts with a tag and has a length or a closing byte, so that no two trees run together.

  private mutating func tag(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(0)
  }

  private mutating func add(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    bytes.append(0xFF)
  }

  private mutating func add(_ number: Int) { add(String(number)) }

  private mutating func add(_ text: String?) {
    tag(text == nil ? "-" : "+")
    if let text { add(text) }
  }

  private mutating func add(_ block: Block) {
    tag("block")
    add(block.statements.count)
    depth += 1
    defer { depth -= 1 }
    for statement in block.statements { add(statement) }
  }

  private mutating func add(_ statement: Statement) {
    switch statement.kind {
    case .expression(let value, let quiet):
      tag(quiet && depth == 1 ? "quiet" : "show")
      add(value)
    case .assign(let target, let value):
      tag("assign")
      add(target)
      add(value)
    case .augmented(let target, let op, _, let value):
      tag("augmented")
      add(op.rawValue)
      add(target)
      add(value)
    case .return(let value):
      tag("return")
      add(value)
    case .break: tag("break")
    case .continue: tag("continue")
    case .raise(let value):
      tag("raise")
      add(value)
    case .assert(let value, let message):
      tag("assert")
      add(value)
      add(message)
    case .importFile(let path, _, let alias):
      tag("import")
      add(path)
      add(alias)
    default: addCompound(statement)
    }
  }

  private mutating func addCompound(_ statement: Statement) {
    switch statement.kind {
    case .if(let branches, let otherwise):
      tag("if")
      add(branches.count)
      for branch in branches {
        add(branch.condition)
        add(branch.body)
      }
      tag(otherwise == nil ? "-" : "else")
      if let otherwise { add(otherwise) }
    case .for(let target, let sequence, let body):
      tag("for")
      add(target)
      add(sequence)
      add(body)
    case .while(let condition, let body):
      tag("while")
      add(condition)
      add(body)
    case .with(let value, let alias, _, let body):
      tag("with")
      add(value)
      add(alias)
      add(body)
    case .try(let body, let name, _, let handler):
      tag("try")
      add(body)
      add(name)
      add(handler)
    case .define(let function, let decorators):
      tag("def")
      add(decorators)
      add(function)
    default: tag("?")
    }
  }

  private mutating func add(_ target: Target) {
    switch target {
    case .name(let name, _):
      tag("name")
      add(name)
    case .attribute(let base, let name, _):
      tag("attribute")
      add(base)
      add(name)
    case .subscripted(let base, let entries, _):
      tag("subscripted")
      add(base)
      add(entries)
    case .tuple(let all, _):
      tag("tuple")
      add(all.count)
      for target in all { add(target) }
    case .starred(let inner, _):
      tag("starred")
      add(inner)
    }
  }

  private mutating func add(_ function: FunctionSyntax) {
    tag("function")
    add(function.name)
    add(function.docstring)
    add(function.parameters.count)
    for parameter in function.parameters {
      add(parameter.name)
      add(parameter.annotation)
      add(parameter.defaultValue)
    }
    switch function.body {
    case .block(let block): add(block)
    case .expression(let value): add(value)
    }
  }

  private mutating func add(_ values: [Expression]) {
    add(values.count)
    for value in values { add(value) }
  }

  private mutating func add(_ value: Expression?) {
    tag(value == nil ? "-" : "+")
    if let value { add(value) }
  }

  private mutating func add(_ value: Expression) {
    switch value.kind {
    case .none: tag("none")
    case .bool(let value): tag(value ? "true" : "false")
    case .int(let value):
      tag("int")
      add(value)
    case .float(let value):
      tag("float")
      add(String(value.bitPattern))
    case .string(let text):
      tag("string")
      add(text)
    case .name(let name):
      tag("name")
      add(name)
    case .formatted(let pieces):
      tag("formatted")
      add(pieces)
    case .list(let items):
      tag("list")
      add(items)
    case .tuple(let items):
      tag("tuple")
      add(items)
    case .unary(let op, let operand):
      tag("unary")
      add(op.rawValue)
      add(operand)
    case .binary(let op, _, let left, let right):
      tag("binary")
      add(op.rawValue)
      add(left)
      add(right)
    default: addCompound(value)
    }
  }

  private mutating func addCompound(_ value: Expression) {
    switch value.kind {
    case .dict(let pairs):
      tag("dict")
      add(pairs.count)
      for pair in pairs {
        add(pair.key)
        add(pair.value)
      }
    case .spread(let items):
      tag("spread")
      add(items)
    case .listComprehension(let item, let clauses):
      tag("list for")
      add(item)
      add(clauses)
    case .dictComprehension(let key, let value, let clauses):
      tag("dict for")
      add(key)
      add(value)
      add(clauses)
    case .and(let left, let right):
      tag("and")
      add(left)
      add(right)
    case .or(let left, let right):
      tag("or")
      add(left)
      add(right)
    case .compare(let first, let rest):
      tag("compare")
      add(first)
      add(rest.count)
      for (op, _, operand) in rest {
        add(op.rawValue)
        add(operand)
      }
    case .conditional(let condition, let then, let otherwise):
      tag("conditional")
      add(condition)
      add(then)
      add(otherwise)
    case .attribute(let base, let name, _):
      tag("attribute")
      add(base)
      add(name)
    case .call(let callee, let arguments):
      tag("call")
      add(callee)
      add(arguments.count)
      for argument in arguments { add(argument) }
    case .subscripted(let base, let entries):
      tag("subscripted")
      add(base)
      add(entries)
    case .lambda(let function):
      tag("lambda")
      add(function)
    default: tag("?")
    }
  }

  private mutating func add(_ argument: Argument) {
    switch argument.kind {
    case .positional: tag("argument")
    case .keyword(let name, _):
      tag("keyword")
      add(name)
    case .spreadList: tag("*")
    case .spreadDict: tag("**")
    }
    add(argument.value)
  }

  private mutating func add(_ entries: [Subscript]) {
    add(entries.count)
    for entry in entries {
      add(entry.axis)
      switch entry.kind {
      case .ellipsis: tag("...")
      case .index(let value):
        tag("index")
        add(value)
      case .slice(let start, let stop, let step):
        tag("slice")
        add(start)
        add(stop)
        add(step)
      }
    }
  }

  private mutating func add(_ clauses: [ComprehensionClause]) {
    add(clauses.count)
    for clause in clauses {
      switch clause.kind {
      case .loop(let target, let sequence):
        tag("for")
        add(target)
        add(sequence)
      case .filter(let condition):
        tag("if")
        add(condition)
      }
    }
  }

  private mutating func add(_ pieces: [FormattedPiece]) {
    add(pieces.count)
    for piece in pieces {
      switch piece {
      case .text(let text):
        tag("text")
        add(text)
      case .value(let value, let conversion, let format):
        tag("value")
        add(conversion.map { String($0) })
        add(value)
        add(format)
      }
    }
  }
}
