/// The syntax tree as the parser builds it: one node for every production of the grammar, each with its span.
/// The resolver turns it into executable nodes; the formatter and the completion read it as it is.

/// Statements between braces, or a whole program.
public final class Block {
  /// In the order of the source.
  public let statements: [Statement]
  /// The braces with what is between them; the whole text of a program.
  public let span: Span

  /// A node as the parser builds it.
  public init(statements: [Statement], span: Span) {
    self.statements = statements
    self.span = span
  }
}

/// One statement.
public struct Statement {
  /// The productions of a statement with their parts.
  public indirect enum Kind {
    /// `endsWithSemicolon` keeps a bare expression quiet at the prompt.
    case expression(Expression, endsWithSemicolon: Bool)
    case assign(target: Target, value: Expression)
    case augmented(target: Target, op: BinaryOperator, opSpan: Span, value: Expression)
    case `return`(Expression?)
    case `break`
    case `continue`
    case raise(Expression)
    case assert(Expression, message: Expression?)
    /// `import "path" as name`; the path is a literal.
    case importFile(path: String, pathSpan: Span, alias: String?)
    case `if`(branches: [(condition: Expression, body: Block)], otherwise: Block?)
    case `for`(target: Target, sequence: Expression, body: Block)
    case `while`(condition: Expression, body: Block)
    case with(Expression, alias: String?, aliasSpan: Span?, body: Block)
    case `try`(body: Block, name: String?, nameSpan: Span?, handler: Block)
    case define(FunctionSyntax, decorators: [Expression])
  }

  /// Which production it is.
  public let kind: Kind
  /// The statement from its first to its last token.
  public let span: Span

  /// A node as the parser builds it.
  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

/// The left side of an assignment, or the variables of a `for` and a comprehension.
public indirect enum Target {
  case name(String, Span)
  case attribute(Expression, name: String, nameSpan: Span)
  case subscripted(Expression, [Subscript], Span)
  case tuple([Target], Span)
  /// `*rest` in a tuple: the items that the other targets leave, as a list.
  case starred(Target, Span)

  /// From the first to the last token.
  var span: Span {
    switch self {
    case .name(_, let span), .subscripted(_, _, let span), .tuple(_, let span), .starred(_, let span): return span
    case .attribute(let base, _, let nameSpan): return base.span.through(nameSpan)
    }
  }
}

/// A function or lambda as it is written.
public final class FunctionSyntax {
  /// Empty for a lambda.
  public let name: String
  /// The name; the arrow of a lambda.
  let nameSpan: Span
  /// In the order of the source.
  let parameters: [ParameterSyntax]
  /// The string that is the first statement of the body, which `help` shows.
  let docstring: String?
  /// A block, or the expression of a lambda.
  let body: FunctionBody
  /// The whole function.
  let span: Span

  /// A node as the parser builds it.
  public init(
    name: String, nameSpan: Span, parameters: [ParameterSyntax], docstring: String?, body: FunctionBody, span: Span
  ) {
    self.name = name
    self.nameSpan = nameSpan
    self.parameters = parameters
    self.docstring = docstring
    self.body = body
    self.span = span
  }
}

/// What a call evaluates: a block, or one expression whose value it returns.
public enum FunctionBody {
  case block(Block)
  case expression(Expression)
}

/// A parameter as it is written: `name: annotation = default`.
public struct ParameterSyntax {
  /// The variable that a call sets.
  let name: String
  /// The type behind the colon; it says something to readers and checks nothing.
  let annotation: String?
  /// Evaluated where a call gives no argument; nil for one that must be given.
  let defaultValue: Expression?
  /// From the name to the end of the default.
  let span: Span

  /// A node as the parser builds it.
  public init(name: String, annotation: String?, defaultValue: Expression?, span: Span) {
    self.name = name
    self.annotation = annotation
    self.defaultValue = defaultValue
    self.span = span
  }
}

/// An operator between two operands, by its spelling.
public enum BinaryOperator: String, Sendable {
  case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//", modulo = "%", power = "**", matmul = "@"
}

/// An operator before its operand, by its spelling.
public enum UnaryOperator: String, Sendable { case minus = "-", plus = "+", not = "not" }

/// A comparison of a chain, by its spelling.
public enum Comparison: String, Sendable {
  case equal = "==", notEqual = "!=", less = "<", lessEqual = "<=", greater = ">", greaterEqual = ">=", contains = "in",
    notContains = "not in"
}

/// An expression; a class, so that a tree of them is not copied.
public final class Expression {
  /// The productions of an expression with their parts. Leaves, which most expressions are, lie in the expression itself;
  /// the others behind a reference, or a parser of nested text would take more stack for each level.
  public enum Kind {
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    case formatted([FormattedPiece])
    case name(String)
    case list([Expression])
    case tuple([Expression])
    /// A pair without a key is `**dict`, whose pairs stand in its place.
    case dict([(key: Expression?, value: Expression)])
    /// `*items` in a list or tuple: its items stand in its place.
    case spread(Expression)
    indirect case listComprehension(Expression, [ComprehensionClause])
    indirect case dictComprehension(key: Expression, value: Expression, [ComprehensionClause])
    indirect case unary(UnaryOperator, Expression)
    indirect case binary(BinaryOperator, opSpan: Span, Expression, Expression)
    indirect case and(Expression, Expression)
    indirect case or(Expression, Expression)
    /// `a < b <= c`: first operand, then each operator with its right operand.
    indirect case compare(Expression, [(op: Comparison, opSpan: Span, operand: Expression)])
    indirect case conditional(condition: Expression, then: Expression, otherwise: Expression)
    indirect case attribute(Expression, name: String, nameSpan: Span)
    indirect case call(Expression, [Argument])
    indirect case subscripted(Expression, [Subscript])
    case lambda(FunctionSyntax)
  }

  /// Which production it is.
  public let kind: Kind
  /// The expression from its first to its last token.
  public let span: Span
  /// Levels of expressions below this one, itself included. The parser bounds it (`Parser.heightLimit`), so that walking
  /// or freeing a tree cannot exhaust a stack.
  public let height: Int

  /// A node as the parser builds it.
  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
    height = kind.childHeight + 1
  }
}

/// A piece of an f-string: literal text, or `{value!conversion:format}` where the format may hold pieces itself.
public enum FormattedPiece {
  case text(String)
  case value(Expression, conversion: Character?, format: [FormattedPiece])
}

/// A `for … in …` or an `if …` of a comprehension.
public struct ComprehensionClause {
  /// A loop over a sequence, or a condition.
  public enum Kind {
    case loop(Target, Expression)
    case filter(Expression)
  }
  /// Which production it is.
  let kind: Kind
  /// The clause from its keyword on.
  let span: Span

  /// A node as the parser builds it.
  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

/// An argument of a call.
public struct Argument {
  /// By place, by `name=`, or spread with `*` or `**`.
  public enum Kind {
    case positional
    case keyword(String, Span)
    case spreadList
    case spreadDict
  }
  /// How it is passed.
  let kind: Kind
  /// What is passed, or spread.
  let value: Expression

  /// A node as the parser builds it.
  public init(_ kind: Kind, _ value: Expression) {
    self.kind = kind
    self.value = value
  }
}

/// One entry between brackets: `...`, `expr`, `a:b:c`, each possibly with an axis name (`head=3`).
public struct Subscript {
  /// The three forms of an entry.
  public enum Kind {
    case ellipsis
    case index(Expression)
    case slice(start: Expression?, stop: Expression?, step: Expression?)
  }
  /// The name before `=`; nil for an entry by place.
  let axis: String?
  /// Which form it has.
  let kind: Kind
  /// The entry with its axis name.
  let span: Span

  /// A node as the parser builds it.
  public init(axis: String?, _ kind: Kind, _ span: Span) {
    self.axis = axis
    self.kind = kind
    self.span = span
  }
}

/// What a parse ends with.
public enum ParseOutcome {
  case complete(Block)
  /// An error whose place is the end of the input: more text could make it right. The diagnostics say what is missing.
  case incomplete([Diagnostic])
  case failed([Diagnostic])
}
