import TextWidth

/// Decides which lines of a layout break, from left to right: a group stays on its line when it fits there, up to the next
/// place that can break.
struct LayoutPrinter {
  /// Columns of a line.
  static let limit = 100

  private enum Mode { case flat, lastBroken, broken }

  private struct Frame {
    var mode: Mode
    /// Where its closing bracket stands.
    var base: Int
    /// Where its lines start.
    var content: Int
  }

  private let layout: Layout
  private var frames: [Frame]
  private var lineIndentation: Int
  private var column: Int
  /// A comment was written: nothing can follow on its line.
  private var lineIsFull = false
  private var output = ""

  private init(_ layout: Layout, indentation: Int, column: Int, continuation: Int) {
    self.layout = layout
    lineIndentation = indentation
    self.column = column
    frames = [Frame(mode: .lastBroken, base: indentation, content: indentation + continuation - 4)]
  }

  /// The text of a layout that starts at `column` of a line with `indentation`; a line that goes on without a bracket stands
  /// `continuation` columns to the right of it. No line end at its end.
  static func text(_ layout: Layout, indentation: Int, column: Int, continuation: Int = 4) -> String {
    var printer = LayoutPrinter(layout, indentation: indentation, column: column, continuation: continuation)
    printer.run()
    return printer.output
  }

  private var frame: Frame { frames[frames.count - 1] }

  private mutating func run() {
    for (i, step) in layout.steps.enumerated() {
      switch step {
      case .text(let text): write(text)
      case .open(let group): frames.append(self.frame(of: layout.groups[group], at: i))
      case .close: if frames.count > 1 { frames.removeLast() }
      case .line(let isBlank, let outdents, let blankLine):
        if frame.mode == .broken {
          if blankLine { output += "\n" }
          newLine(outdents ? frame.base : frame.content)
        } else if lineIsFull {
          newLine(frame.content + 4)
        } else if isBlank {
          write(" ")
        }
      case .soft(let continued):
        if frame.mode != .flat, !lineIsFull, breaks(at: i) {
          if continued { output += " \\" }
          newLine(frame.content + 4)
        } else {
          write(" ")
        }
      case .hard: newLine(frame.content + 4)
      case .comma: if frame.mode == .broken { write(",") }
      case .comment(let text, let own):
        output += own ? text : "  " + text
        lineIsFull = true
      }
    }
  }

  private mutating func write(_ text: String) {
    if lineIsFull { newLine(frame.content + 4) }
    output += text
    if let last = text.utf8.lastIndex(of: 0x0A) {
      column = displayWidth(String(text[text.utf8.index(after: last)...]))
    } else {
      column += displayWidth(text)
    }
  }

  private mutating func newLine(_ indentation: Int) {
    output += "\n" + String(repeating: " ", count: indentation)
    lineIndentation = indentation
    column = indentation
    lineIsFull = false
  }

  // MARK: Decisions

  private func frame(of group: Layout.Group, at index: Int) -> Frame {
    let outer = frame
    if outer.mode == .flat { return outer }
    var mode = Mode.broken
    if !group.isBroken {
      if !group.cannotBeFlat, fits(at: index) {
        mode = .flat
      } else if let last = group.lastDisplay, headFits(from: index, to: last),
        !(group.prefersOwnLine && fitsAlone(from: index))
      {
        mode = .lastBroken
      }
    }
    let content = mode == .lastBroken ? outer.content : lineIndentation + group.indentation
    return Frame(mode: mode, base: lineIndentation, content: content)
  }

  /// Columns up to a line end inside a text.
  private func firstWidth(_ text: String) -> (width: Int, hasMore: Bool) {
    guard let end = text.utf8.firstIndex(of: 0x0A) else { return (displayWidth(text), false) }
    return (displayWidth(String(text[..<end])), true)
  }

  /// The group that opens at a step fits on the line, with what follows it up to the next possible break.
  private func fits(at index: Int) -> Bool {
    var column = self.column
    var outer = frames.count - 1
    var depth = 0
    var isInside = true
    for step in layout.steps[index...] {
      switch step {
      case .text(let text):
        let (width, hasMore) = firstWidth(text)
        column += width
        if hasMore { return column <= Self.limit }
      case .open: depth += 1
      case .close:
        if depth > 0 { depth -= 1 } else { outer = max(0, outer - 1) }
        if depth == 0 { isInside = false }
      case .line(let isBlank, _, _):
        if !isInside, depth > 0 || frames[outer].mode == .broken { return column <= Self.limit }
        if isBlank { column += 1 }
      case .soft(let continued):
        if !isInside { return column + (continued ? 2 : 0) <= Self.limit }
        column += 1
      case .comma: if !isInside, depth == 0, frames[outer].mode == .broken { column += 1 }
      case .hard, .comment: return column <= Self.limit
      }
      if column > Self.limit { return false }
    }
    return true
  }

  /// What stands before the last argument's items fits on the line.
  private func headFits(from index: Int, to last: Int) -> Bool {
    var column = self.column
    for step in layout.steps[index..<last] {
      switch step {
      case .text(let text): column += firstWidth(text).width
      case .line(let isBlank, _, _): if isBlank { column += 1 }
      case .soft: column += 1
      case .open(let group): if group != groupIndex(at: index), layout.groups[group].cannotBeFlat { return false }
      case .hard, .comment: return false
      case .close, .comma: break
      }
    }
    return column <= Self.limit
  }

  /// The items of a group fit on one line below it.
  private func fitsAlone(from index: Int) -> Bool {
    var column = lineIndentation + 4
    var depth = 0
    for step in layout.steps[index...] {
      switch step {
      case .text(let text): column += firstWidth(text).width
      case .line(let isBlank, _, _): if isBlank { column += 1 }
      case .soft, .comma: column += 1
      case .open(let group):
        if depth > 0, layout.groups[group].cannotBeFlat { return false }
        depth += 1
      case .close:
        depth -= 1
        if depth == 0 { return column <= Self.limit }
      case .hard, .comment: return false
      }
      if column > Self.limit { return false }
    }
    return true
  }

  private func groupIndex(at index: Int) -> Int {
    if case .open(let group) = layout.steps[index] { return group }
    return -1
  }

  /// The operand behind a soft break does not fit on this line; and either it fits on a line of its own, or not even its
  /// start, up to a bracket that can break, fits here.
  private func breaks(at index: Int) -> Bool {
    if operandFits(after: index, column: column + 1, whole: true) { return false }
    return operandFits(after: index, column: frame.content + 4, whole: true)
      || !operandFits(after: index, column: column + 1, whole: false)
  }

  private func operandFits(after index: Int, column: Int, whole: Bool) -> Bool {
    var column = column
    var outer = frames.count - 1
    var depth = 0
    for step in layout.steps[(index + 1)...] {
      switch step {
      case .text(let text):
        let (width, hasMore) = firstWidth(text)
        column += width
        if hasMore { return column <= Self.limit }
      case .open(let group):
        if !whole { return column <= Self.limit }
        if layout.groups[group].cannotBeFlat { return false }
        depth += 1
      case .close: if depth > 0 { depth -= 1 } else { outer = max(0, outer - 1) }
      case .line(let isBlank, _, _):
        if depth == 0, frames[outer].mode == .broken { return column <= Self.limit }
        if isBlank { column += 1 }
      case .soft(let continued):
        if depth == 0 { return column + (continued ? 2 : 0) <= Self.limit }
        column += 1
      case .comma: if depth == 0, frames[outer].mode == .broken { column += 1 }
      case .hard, .comment: return column <= Self.limit
      }
      if column > Self.limit { return false }
    }
    return true
  }
}
