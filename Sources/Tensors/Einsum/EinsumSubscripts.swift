/// The subscripts of `einsum`, such as `"...ij,jk->...ik"`, for operands of known shapes: a label for every axis.
struct EinsumSubscripts {
  /// A letter, or an axis of the ellipsis by its distance from the end.
  enum Label: Hashable {
    case letter(UInt8)
    case ellipsis(Int)
  }

  private(set) var operands: [[Label]] = []
  private(set) var output: [Label] = []
  /// The common size of all axes with a label.
  private(set) var sizes: [Label: Int] = [:]
  private let text: String

  init(_ text: String, _ tensors: [Tensor]) throws {
    self.text = text
    let bytes = text.utf8.filter { $0 != UInt8(ascii: " ") }
    let (left, right) = try EinsumSubscripts.sides(bytes, text)
    let terms = left.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map(Array.init)
    guard terms.count == tensors.count else {
      throw TensorError(
        "the subscripts \"\(text)\" are for \(terms.count) operand\(terms.count == 1 ? "" : "s"), but \(tensors.count) "
          + (tensors.count == 1 ? "is given" : "are given"))
    }
    for (i, (term, tensor)) in zip(terms, tensors).enumerated() { operands.append(try labels(term, tensor, operand: i)) }
    output = try right.map(outputLabels) ?? impliedOutput(terms)
  }

  /// The parts before and after the arrow.
  private static func sides(_ bytes: [UInt8], _ text: String) throws -> ([UInt8], [UInt8]?) {
    guard let arrow = bytes.indices.first(where: { bytes[$0] == UInt8(ascii: "-") || bytes[$0] == UInt8(ascii: ">") }) else { return (bytes, nil) }
    let rest = bytes[arrow...]
    guard rest.starts(with: "->".utf8) else { throw TensorError("the arrow of the subscripts \"\(text)\" is written `->`") }
    return (Array(bytes[..<arrow]), Array(rest.dropFirst(2)))
  }

  /// The letters of a term, `nil` for its ellipsis.
  private func letters(_ term: [UInt8]) throws -> [UInt8?] {
    var result: [UInt8?] = []
    var i = 0
    while i < term.count {
      let byte = term[i]
      if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) {
        result.append(byte)
        i += 1
      } else if term[i...].starts(with: "...".utf8), !result.contains(nil) {
        result.append(nil)
        i += 3
      } else {
        let what = byte == UInt8(ascii: ".") ? "an ellipsis is written `...`, once for an operand" : "an axis is a letter, not `\(String(decoding: [byte], as: UTF8.self))`"
        throw TensorError("the subscripts \"\(text)\" cannot be read", help: [what])
      }
    }
    return result
  }

  private mutating func labels(_ term: [UInt8], _ tensor: Tensor, operand: Int) throws -> [Label] {
    let letters = try letters(term)
    let named = letters.filter { $0 != nil }.count
    let hidden = tensor.rank - named
    guard letters.contains(nil) ? hidden >= 0 : hidden == 0 else {
      throw TensorError(
        "the subscripts `\(String(decoding: term, as: UTF8.self))` name \(named) axes, but operand \(operand) is \(tensor.typeDescription)",
        help: hidden > 0 ? ["`...` stands for the axes without a letter"] : [])
    }
    let labels = letters.flatMap { $0.map { [.letter($0)] } ?? stride(from: hidden, to: 0, by: -1).map { Label.ellipsis($0) } }
    for (label, size) in zip(labels, tensor.shape) { try add(label, size, operand) }
    return labels
  }

  private mutating func add(_ label: Label, _ size: Int, _ operand: Int) throws {
    guard let known = sizes[label] else {
      sizes[label] = size
      return
    }
    if known == size { return }
    switch label {
    case .letter(let letter):
      let name = String(decoding: [letter], as: UTF8.self)
      throw TensorError("the axis `\(name)` of \"\(text)\" has size \(size) in operand \(operand), but \(known) before it")
    case .ellipsis:
      guard known == 1 || size == 1 else {
        throw TensorError("the axes under `...` of \"\(text)\" do not broadcast: sizes \(known) and \(size) in operand \(operand)")
      }
      sizes[label] = max(known, size) == 1 ? 1 : known == 1 ? size : known
    }
  }

  /// All axes under ellipses, from the first.
  private var ellipsisLabels: [Label] {
    let longest = sizes.keys.reduce(0) { longest, label in if case .ellipsis(let place) = label { max(longest, place) } else { longest } }
    return stride(from: longest, to: 0, by: -1).map { .ellipsis($0) }
  }

  private func outputLabels(_ term: [UInt8]) throws -> [Label] {
    let letters = try letters(term)
    var seen = Set<UInt8>()
    for case let letter? in letters {
      let name = String(decoding: [letter], as: UTF8.self)
      guard sizes[.letter(letter)] != nil else { throw TensorError("the axis `\(name)` of the result of \"\(text)\" is not in any operand") }
      guard seen.insert(letter).inserted else { throw TensorError("the axis `\(name)` is twice in the result of \"\(text)\"") }
    }
    return letters.flatMap { $0.map { [.letter($0)] } ?? ellipsisLabels }
  }

  /// Without an arrow: the axes under the ellipsis, then the letters that stand once, in their order.
  private func impliedOutput(_ terms: [[UInt8]]) throws -> [Label] {
    var counts: [UInt8: Int] = [:]
    for term in terms { for case let letter? in try letters(term) { counts[letter, default: 0] += 1 } }
    return ellipsisLabels + counts.keys.filter { counts[$0] == 1 }.sorted().map { .letter($0) }
  }
}
