import ArrLanguage
import TextWidth

/// More items than this are shown from both ends only.
private let mostItems = 1_000
private let edgeItems = 50
private let deepestLayout = 40
/// Texts of more bytes than this are shown from both ends only, with so many code points of each.
private let mostBytes = 50_000
private let edgeScalars = 2_000
/// Pieces that a display has at most, over all its levels: a small value may hold itself many times over.
private let mostPieces = 5_000
/// What lies deeper than the layout goes is shown as it is up to this many characters.
private let longestFlat = 200

/// A value as the prompt shows it: text in quotes, lists and dicts broken into lines where one does not hold them, objects
/// as they show themselves.
public func display(_ value: Value, width: Int, color: Bool) -> String {
  if case .object(let object) = value { return object.display(width: width, color: color) }
  if case .function(let function) = value, let declaration = function.declaration { return "<function \(declaration.signature)>" }
  if case .dict(let box) = value, isShownAsTable(value) {
    // Results are what was asked for: each shows itself under its key, not as a line inside braces.
    return box.entries.pairs.map { "\($0.key.repr):\n" + display($0.value, width: width, color: color) }.joined(separator: "\n\n")
  }
  return Layout(width: max(width, 20)).lines(value, indent: 0, reserved: 0, depth: 0).joined(separator: "\n")
}

/// Whether a value is a result of a tool, or a dict that holds one: `print` writes those as the prompt shows them.
func isShownAsTable(_ value: Value) -> Bool {
  switch value {
  case .object(let object): return object is RecordObject
  case .dict(let box):
    return box.entries.values.contains { if case .object(let object) = $0 { object is RecordObject } else { false } }
  default: return false
  }
}

private struct Layout {
  let width: Int
  private let budget = Budget()

  private final class Budget { var left = mostPieces }

  init(width: Int) { self.width = width }

  /// The lines of a value whose first one starts at column `indent`; the others are indented already. `reserved` columns
  /// stay free at the end, for commas and brackets.
  func lines(_ value: Value, indent: Int, reserved: Int, depth: Int) -> [String] {
    budget.left -= 1
    if isContainer(value), depth >= deepestLayout { return [leastLength(value, upTo: longestFlat) <= longestFlat ? whole(value) : "…"] }
    if leastLength(value, upTo: width) <= width {
      let text = whole(value)
      if indent + displayWidth(text) + reserved <= width { return [text] }
    }
    switch value {
    case .list(let box) where !box.items.isEmpty: return sequence(box.items, "[", "]", indent, depth)
    case .tuple(let box) where !box.items.isEmpty: return sequence(box.items, "(", ")", indent, depth)
    case .dict(let box) where !box.entries.isEmpty: return entries(box.entries, indent, depth)
    case .string(let box) where box.text.utf8.count > mostBytes: return ends(of: box.text, indent)
    default: return [whole(value)]
    }
  }

  /// The beginning and the end of a long text, which nobody reads at a prompt; `print` writes all of it.
  private func ends(of text: String, _ indent: Int) -> [String] {
    let scalars = text.unicodeScalars
    let left = scalars.count - 2 * edgeScalars
    let (head, tail) = (String(scalars.prefix(edgeScalars)), String(scalars.suffix(edgeScalars)))
    let margin = String(repeating: " ", count: indent)
    return [Value.text(head).repr, margin + "… \(left) more characters …", margin + Value.text(tail).repr]
  }

  /// All of a text; its beginning, where there is no room for all.
  private func whole(_ value: Value) -> String { (try? value.fullRepr()) ?? value.repr }

  /// The least that a value's text can be long, without making it; more than `limit` is not counted to its end.
  private func leastLength(_ value: Value, upTo limit: Int) -> Int {
    func total(_ items: [Value], separator: Int) -> Int {
      var sum = 2
      for item in items {
        if sum - 2 > limit { return limit + 1 }
        sum += leastLength(item, upTo: limit - sum) + separator
      }
      return items.isEmpty ? 2 : sum - 2
    }
    switch value {
    case .list(let box): return total(box.items, separator: 2)
    case .tuple(let box): return total(box.items, separator: 2)
    case .dict(let box): return total(box.entries.values, separator: 5)
    default: return 1
    }
  }

  private func isContainer(_ value: Value) -> Bool {
    switch value {
    case .list, .tuple, .dict: return true
    default: return false
    }
  }

  private func sequence(_ items: [Value], _ open: String, _ close: String, _ indent: Int, _ depth: Int) -> [String] {
    var parts: [[String]] = []
    for (position, item) in items.enumerated() where isShown(position, of: items.count) {
      if position > 0, !isShown(position - 1, of: items.count) { parts.append(["… \(items.count - 2 * edgeItems) more …"]) }
      if position > 0, budget.left <= 0 {
        parts.append(["… \(items.count - position) more …"])
        break
      }
      parts.append(lines(item, indent: indent + 1, reserved: 1, depth: depth + 1))
    }
    let isFlat = !items.contains(where: isContainer) && parts.allSatisfy { $0.count == 1 }
    return bracketed(isFlat ? filled(parts.compactMap(\.first), indent + 1) : parts, open, close, indent)
  }

  private func entries(_ entries: ValueDictionary, _ indent: Int, _ depth: Int) -> [String] {
    var parts: [[String]] = []
    let pairs = entries.pairs
    for (position, pair) in pairs.enumerated() where isShown(position, of: pairs.count) {
      if position > 0, !isShown(position - 1, of: pairs.count) { parts.append(["… \(pairs.count - 2 * edgeItems) more …"]) }
      if position > 0, budget.left <= 0 {
        parts.append(["… \(pairs.count - position) more …"])
        break
      }
      let key = whole(pair.key) + ": "
      let keyWidth = displayWidth(key)
      if indent + 1 + keyWidth > width / 2, isContainer(pair.value) {
        var below = lines(pair.value, indent: indent + 3, reserved: 1, depth: depth + 1)
        if !below.isEmpty { below[0] = spaces(indent + 3) + below[0] }
        parts.append([key] + below)
      } else {
        var value = lines(pair.value, indent: indent + 1 + keyWidth, reserved: 1, depth: depth + 1)
        if !value.isEmpty { value[0] = key + value[0] }
        parts.append(value)
      }
    }
    return bracketed(parts, "{", "}", indent)
  }

  private func isShown(_ position: Int, of count: Int) -> Bool {
    count <= mostItems || position < edgeItems || position >= count - edgeItems
  }

  /// Short items, as many as a line holds.
  private func filled(_ items: [String], _ indent: Int) -> [[String]] {
    var lines: [[String]] = []
    var line = ""
    var used = 0
    for item in items {
      let size = displayWidth(item)
      if !line.isEmpty, indent + used + 2 + size + 1 > width {
        lines.append([line])
        line = ""
        used = 0
      }
      if !line.isEmpty {
        line += ", "
        used += 2
      }
      line += item
      used += size
    }
    lines.append([line])
    return lines
  }

  private func bracketed(_ parts: [[String]], _ open: String, _ close: String, _ indent: Int) -> [String] {
    var out: [String] = []
    for (number, part) in parts.enumerated() {
      for (row, text) in part.enumerated() {
        var line = text
        if row == 0 { line = (number == 0 ? open : spaces(indent + 1)) + line }
        if row == part.count - 1 { line += number == parts.count - 1 ? close : "," }
        out.append(line)
      }
    }
    return out
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
