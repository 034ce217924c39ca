@testable import ArrLanguage

/// The tree of a text as S-expressions, one statement a line; the messages when it has errors.
func tree(_ text: String, startsFromLast: Bool = false) -> String {
  switch parse(Source(name: "test.arr", text: text), startsFromLast: startsFromLast) {
  case .complete(let block): return block.statements.map(SyntaxPrinter.text).joined(separator: "\n")
  case .incomplete(let errors): return "incomplete: " + errors.map(\.message).joined(separator: "; ")
  case .failed(let errors): return "failed: " + errors.map(\.message).joined(separator: "; ")
  }
}

enum SyntaxPrinter {
  static func text(_ block: Block) -> String { "{" + block.statements.map(text).joined(separator: " ") + "}" }

  static func text(_ statement: Statement) -> String {
    switch statement.kind {
    case .expression(let value, let quiet): return text(value) + (quiet ? ";" : "")
    case .assign(let target, let value): return "(= \(text(target)) \(text(value)))"
    case .augmented(let target, let op, _, let value): return "(\(op.rawValue)= \(text(target)) \(text(value)))"
    case .return(let value): return value.map { "(return \(text($0)))" } ?? "(return)"
    case .break: return "(break)"
    case .continue: return "(continue)"
    case .raise(let value): return "(raise \(text(value)))"
    case .assert(let value, let message): return "(assert \(text(value))" + (message.map { " " + text($0) } ?? "") + ")"
    case .importFile(let path, _, let alias): return "(import \"\(path)\"" + (alias.map { " " + $0 } ?? "") + ")"
    case .if(let branches, let otherwise):
      let all = branches.map { "(\(text($0.condition)) \(text($0.body)))" }.joined(separator: " ")
      return "(if \(all)" + (otherwise.map { " else \(text($0))" } ?? "") + ")"
    case .for(let target, let sequence, let body): return "(for \(text(target)) \(text(sequence)) \(text(body)))"
    case .while(let condition, let body): return "(while \(text(condition)) \(text(body)))"
    case .with(let value, let alias, _, let body): return "(with \(text(value)) \(alias ?? "-") \(text(body)))"
    case .try(let body, let name, _, let handler): return "(try \(text(body)) \(name ?? "-") \(text(handler)))"
    case .define(let function, let decorators):
      return decorators.map { "@\(text($0)) " }.joined() + "(def \(function.name) \(text(function)))"
    }
  }

  static func text(_ function: FunctionSyntax) -> String {
    let parameters = function.parameters.map { parameter in
      parameter.name + (parameter.annotation.map { ":" + $0 } ?? "")
        + (parameter.defaultValue.map { "=" + text($0) } ?? "")
    }
    let doc = function.docstring.map { " \"\($0)\"" } ?? ""
    switch function.body {
    case .block(let block): return "(\(parameters.joined(separator: " ")))\(doc) \(text(block))"
    case .expression(let value): return "(\(parameters.joined(separator: " ")))\(doc) \(text(value))"
    }
  }

  static func text(_ target: Target) -> String {
    switch target {
    case .name(let name, _): return name
    case .attribute(let base, let name, _): return "(. \(text(base)) \(name))"
    case .subscripted(let base, let entries, _): return "([] \(text(base)) \(entries.map(text).joined(separator: " ")))"
    case .tuple(let all, _): return "(tuple \(all.map(text).joined(separator: " ")))"
    case .starred(let inner, _): return "(* \(text(inner)))"
    }
  }

  static func text(_ value: Expression) -> String {
    func list(_ head: String, _ items: [Expression]) -> String { "(" + ([head] + items.map(text)).joined(separator: " ") + ")" }
    switch value.kind {
    case .none: return "none"
    case .bool(let value): return "\(value)"
    case .int(let value): return "\(value)"
    case .float(let value): return "\(value)"
    case .string(let value): return "\"\(value)\""
    case .formatted(let pieces): return "f" + text(pieces)
    case .name(let name): return name
    case .list(let items): return list("list", items)
    case .tuple(let items): return list("tuple", items)
    case .dict(let pairs): return "(dict" + pairs.map { " \($0.key.map(text) ?? "**"):\(text($0.value))" }.joined() + ")"
    case .spread(let items): return list("*", [items])
    case .listComprehension(let item, let clauses): return "(listcomp \(text(item)) \(text(clauses)))"
    case .dictComprehension(let key, let value, let clauses): return "(dictcomp \(text(key)):\(text(value)) \(text(clauses)))"
    case .unary(let op, let operand): return list(op.rawValue, [operand])
    case .binary(let op, _, let left, let right): return list(op.rawValue, [left, right])
    case .and(let left, let right): return list("and", [left, right])
    case .or(let left, let right): return list("or", [left, right])
    case .compare(let first, let rest):
      return "(compare \(text(first))" + rest.map { " \($0.op.rawValue) \(text($0.operand))" }.joined() + ")"
    case .conditional(let condition, let then, let otherwise): return list("if", [condition, then, otherwise])
    case .attribute(let base, let name, _): return "(. \(text(base)) \(name))"
    case .call(let callee, let arguments): return "(call \(text(callee))" + arguments.map { " " + text($0) }.joined() + ")"
    case .subscripted(let base, let entries): return "([] \(text(base)) \(entries.map(text).joined(separator: " ")))"
    case .lambda(let function): return "(=> \(text(function)))"
    }
  }

  private static func text(_ argument: Argument) -> String {
    switch argument.kind {
    case .positional: return text(argument.value)
    case .keyword(let name, _): return "\(name)=\(text(argument.value))"
    case .spreadList: return "*" + text(argument.value)
    case .spreadDict: return "**" + text(argument.value)
    }
  }

  private static func text(_ entry: Subscript) -> String {
    let axis = entry.axis.map { $0 + "=" } ?? ""
    switch entry.kind {
    case .ellipsis: return "..."
    case .index(let value): return axis + text(value)
    case .slice(let start, let stop, let step):
      return axis + [start, stop, step].map { $0.map(text) ?? "_" }.joined(separator: ":")
    }
  }

  private static func text(_ clauses: [ComprehensionClause]) -> String {
    clauses.map { clause in
      switch clause.kind {
      case .loop(let target, let sequence): return "for \(text(target)) \(text(sequence))"
      case .filter(let condition): return "if \(text(condition))"
      }
    }.joined(separator: " ")
  }

  private static func text(_ pieces: [FormattedPiece]) -> String {
    "<" + pieces.map { piece in
      switch piece {
      case .text(let text): return text
      case .value(let value, let conversion, let format):
        return "{" + text(value) + (conversion.map { "!\($0)" } ?? "") + (format.isEmpty ? "" : ":" + text(format)) + "}"
      }
    }.joined() + ">"
  }
}
