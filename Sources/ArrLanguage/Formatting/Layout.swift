/// One line of code before it is known where it breaks: texts in order, and the places between them that can become line
/// breaks.
struct Layout {
  enum Step {
    case text(String)
    /// The start of a group, by its index.
    case open(Int)
    case close
    /// A line break when its group is broken; nothing, or a blank, when it is not. `outdents` stands before a closing bracket.
    case line(isBlank: Bool, outdents: Bool = false, blankLine: Bool = false)
    /// A blank, or a line break when what follows does not fit; `continued` needs a `\` before the break.
    case soft(continued: Bool)
    case hard
    /// A comma that only stands in a broken group.
    case comma
    /// A comment, which the line ends with; `own` has the line for itself.
    case comment(String, own: Bool)
  }

  /// Line breaks that happen together.
  struct Group {
    /// The author broke it, or a comment in it needs its line.
    var isBroken = false
    /// Something inside is broken.
    var cannotBeFlat = false
    /// The step that opens the group of the last argument, which can break alone: `f(x, [` … `])`.
    var lastDisplay: Int?
    /// It rather breaks before its only argument when that fits on a line then.
    var prefersOwnLine = false
    /// Columns that its lines stand to the right of the line where it begins.
    var indentation = 4
  }

  var steps: [Step] = []
  var groups: [Group] = []

  /// Everything on one line; nil when that is not possible.
  var flat: String? {
    var text = ""
    for step in steps {
      switch step {
      case .text(let piece):
        if piece.utf8.contains(0x0A) { return nil }
        text += piece
      case .open(let group): if groups[group].cannotBeFlat { return nil }
      case .line(let isBlank, _, _): if isBlank { text += " " }
      case .soft: text += " "
      case .hard, .comment: return nil
      case .close, .comma: break
      }
    }
    return text
  }
}
