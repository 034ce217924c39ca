/// An f-string.
final class FormattedNode: Node {
  enum Piece {
    case text(String)
    case value(Child, conversion: Character?, format: Format?)
  }

  /// What follows the `:`, read once when it is plain text.
  enum Format {
    case fixed(FormatSpecification)
    case computed(Unmanaged<FormattedNode>)
  }

  /// A piece as plain data, so that looking at it counts no references.
  private enum Part {
    case text(UnsafeBufferPointer<UInt8>)
    case plain(Child)
    case value(Child, conversion: UInt8, format: Format?)
  }

  private let parts: UnsafeBufferPointer<Part>
  /// The text when there is nothing else.
  private let onlyText: String?

  init(_ location: Location, pieces: [Piece], _ arena: NodeArena) {
    parts = arena.array(
      pieces.map { piece in
        switch piece {
        case .text(let text): return .text(arena.array(Array(text.utf8)))
        case .value(let node, nil, nil): return .plain(node)
        case .value(let node, let conversion, let format): return .value(node, conversion: conversion?.asciiValue ?? 0, format: format)
        }
      })
    if pieces.count == 1, case .text(let text) = pieces[0] { onlyText = text } else { onlyText = nil }
    super.init(location)
  }

  override func evaluate(_ frame: Frame, _ vm: Interpreter) throws -> Value { .text(try text(frame, vm)) }

  /// The format as written, when it holds no values and is one; anything else is left to the run.
  static func format(_ node: FormattedNode) -> Format {
    if let text = node.onlyText, let specification = try? FormatSpecification(text) { return .fixed(specification) }
    return .computed(.passUnretained(node))
  }

  private func text(_ frame: Frame, _ vm: Interpreter) throws -> String {
    // The values are code: f-strings among them put their text behind what stands there and take it away again.
    let start = vm.state.pointee.text.count
    defer { vm.state.pointee.text.remove(from: start) }
    for part in parts {
      switch part {
      case .text(let bytes): vm.state.pointee.text.append(bytes)
      case .plain(let node):
        let value = try node.evaluate(frame, vm)
        switch value {
        case .int(let number): vm.state.pointee.text.append(number)
        default: do { try vm.state.pointee.text.appendWithinRoom(value.str()) } catch { throw vm.located(error, node.location) }
        }
      case .value(let node, let conversion, let format):
        var value = try node.evaluate(frame, vm)
        do {
          value = try converted(value, conversion)
          switch format {
          case nil: try vm.state.pointee.text.appendWithinRoom(value.str())
          case .fixed(let specification):
            if case .float(let number) = value, vm.state.pointee.text.append(number, specification) { continue }
            try vm.state.pointee.text.appendWithinRoom(formatted(value, specification))
          case .computed(let format):
            let specification = try format._withUnsafeGuaranteedRef { try $0.text(frame, vm) }
            try vm.state.pointee.text.appendWithinRoom(formatted(value, specification))
          }
        } catch { throw vm.located(error, node.location) }
      }
    }
    return vm.state.pointee.text.string(from: start)
  }

  private func converted(_ value: Value, _ conversion: UInt8) throws -> Value {
    switch conversion {
    case UInt8(ascii: "r"): return .text(try value.fullRepr())
    case UInt8(ascii: "a"): return .text(escapedToASCII(try value.fullRepr()))
    case UInt8(ascii: "s"): return try value.asText()
    default: return value
    }
  }
}
