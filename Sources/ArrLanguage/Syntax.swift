/// The syntax tree as the parser builds it: one node for every production of the grammar, each with its span.
/// The resolver turns it into executable nodes; the formatter and the completion read it as it is.

public final class Block {
  public let statements: [Statement]
  public let span: Span

  public init(statements: [Statement], span: Span) {
    self.statements = statements
    self.span = span
  }
}

public struct Statement {
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

  public let kind: Kind
  public let span: Span

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

  public var span: Span {
    switch self {
    case .name(_, let span), .subscripted(_, _, let span), .tuple(_, let span): return span
    case .attribute(let base, _, let nameSpan): return base.span.through(nameSpan)
    }
  }
}

public final class FunctionSyntax {
  /// Empty for a lambda.
  public let name: String
  public let nameSpan: Span
  public let parameters: [ParameterSyntax]
  public let docstring: String?
  public let body: FunctionBody
  public let span: Span

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

public enum FunctionBody {
  case block(Block)
  case expression(Expression)
}

public struct ParameterSyntax {
  public let name: String
  public let annotation: String?
  public let defaultValue: Expression?
  public let span: Span

  public init(name: String, annotation: String?, defaultValue: Expression?, span: Span) {
    self.name = name
    self.annotation = annotation
    self.defaultValue = defaultValue
    self.span = span
  }
}

public enum BinaryOperator: String, Sendable {
  case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//", modulo = "%", power = "**", matmul = "@"
}

public enum UnaryOperator: String, Sendable { case minus = "-", plus = "+", not = "not" }

public enum Comparison: String, Sendable {
  case equal = "==", notEqual = "!=", less = "<", lessEqual = "<=", greater = ">", greaterEqual = ">=", contains = "in",
    notContains = "not in"
}

public final class Expression {
  public indirect enum Kind {
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    case formatted([FormattedPiece])
    case name(String)
    case list([Expression])
    case tuple([Expression])
    case dict([(key: Expression, value: Expression)])
    case listComprehension(Expression, [ComprehensionClause])
    case dictComprehension(key: Expression, value: Expression, [ComprehensionClause])
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, opSpan: Span, Expression, Expression)
    case and(Expression, Expression)
    case or(Expression, Expression)
    /// `a < b <= c`: first operand, then each operator with its right operand.
    case compare(Expression, [(op: Comparison, opSpan: Span, operand: Expression)])
    case conditional(condition: Expression, then: Expression, otherwise: Expression)
    case attribute(Expression, name: String, nameSpan: Span)
    case call(Expression, [Argument])
    case subscripted(Expression, [Subscript])
    case lambda(FunctionSyntax)
  }

  public let kind: Kind
  public let span: Span
  /// Levels of expressions below this one, itself included. The parser bounds it (`Parser.heightLimit`), so that walking
  /// or freeing a tree cannot exhaust a stack.
  public let height: Int

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

public struct ComprehensionClause {
  public enum Kind {
    case loop(Target, Expression)
    case filter(Expression)
  }
  public let kind: Kind
  public let span: Span

  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

public struct Argument {
  public enum Kind {
    case positional
    case keyword(String, Span)
    case spreadList
    case spreadDict
  }
  public let kind: Kind
  public let value: Expression

  public init(_ kind: Kind, _ value: Expression) {
    self.kind = kind
    self.value = value
  }
}

/// One entry between brackets: `...`, `expr`, `a:b:c`, each possibly with an axis name (`head=3`).
public struct Subscript {
  public enum Kind {
    case ellipsis
    case index(Expression)
    case slice(start: Expression?, stop: Expression?, step: Expression?)
  }
  public let axis: String?
  public let kind: Kind
  public let span: Span

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
