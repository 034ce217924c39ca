import ArrLanguage
import CPCRE2

/// A compiled pattern of a program, over UTF-8, with Python's rules for `.`, `$` and empty matches.
final class ProgramPattern {
  // Read-only once compiled; what a search changes is made anew by each.
  private let code: OpaquePointer
  let source: String
  let groupCount: Int
  /// Names of groups with their numbers.
  let groupNames: [(name: String, number: Int)]

  struct Options: Hashable {
    var ignoresCase = false
    var isMultiline = false
    var dotMatchesAll = false
  }

  init(_ source: String, _ options: Options) throws {
    let bytes = Self.perl(source)
    var status: Int32 = 0
    var offset = 0
    var flags = UInt32(PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C)
    if options.ignoresCase { flags |= UInt32(PCRE2_CASELESS) }
    if options.isMultiline { flags |= UInt32(PCRE2_MULTILINE) }
    if options.dotMatchesAll { flags |= UInt32(PCRE2_DOTALL) }
    let context = pcre2_compile_context_create_8(nil)
    defer { pcre2_compile_context_free_8(context) }
    pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
    guard let code = pcre2_compile_8(bytes, bytes.count, flags, &status, &offset, context) else {
      let place = String(decoding: bytes.prefix(offset), as: UTF8.self).unicodeScalars.count
      throw ValueError(
        "value", "this is no regular expression: \(Self.message(status)), at character \(place)", label: quoted(source),
        help: source.contains("\\") ? [] : ["write patterns as r\"…\", so that backslashes stay"], argument: .keyword("pattern"))
    }
    pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
    self.code = code
    self.source = source
    groupCount = Int(Self.information(code, PCRE2_INFO_CAPTURECOUNT))
    groupNames = Self.names(code)
  }

  deinit { pcre2_code_free_8(code) }

  /// The pattern as PCRE2 reads it: Python's `\Z` is the very end, which is `\z` there. No byte moves.
  private static func perl(_ source: String) -> [UInt8] {
    var bytes = Array(source.utf8)
    var i = 0
    while i + 1 < bytes.count {
      guard bytes[i] == UInt8(ascii: "\\") else {
        i += 1
        continue
      }
      if bytes[i + 1] == UInt8(ascii: "Z") { bytes[i + 1] = UInt8(ascii: "z") }
      i += 2
    }
    return bytes
  }

  private static func information(_ code: OpaquePointer, _ what: Int32) -> UInt32 {
    var number: UInt32 = 0
    pcre2_pattern_info_8(code, UInt32(what), &number)
    return number
  }

  private static func names(_ code: OpaquePointer) -> [(name: String, number: Int)] {
    var table: UnsafePointer<UInt8>?
    guard pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table) == 0, let table else { return [] }
    let size = Int(information(code, PCRE2_INFO_NAMEENTRYSIZE))
    let names = (0..<Int(information(code, PCRE2_INFO_NAMECOUNT))).map { i -> (name: String, number: Int) in
      let entry = table + i * size
      return (String(cString: entry + 2), Int(entry[0]) << 8 | Int(entry[1]))
    }
    return names.sorted { $0.number < $1.number }
  }

  private static func message(_ status: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = pcre2_get_error_message_8(status, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
  }

  enum Anchoring {
    case search, match, fullMatch
    var options: UInt32 {
      switch self {
      case .search: return 0
      case .match: return UInt32(PCRE2_ANCHORED)
      case .fullMatch: return UInt32(PCRE2_ANCHORED) | UInt32(PCRE2_ENDANCHORED)
      }
    }
  }

  /// The bytes of the whole match and of each group (nil: took no part), or nil when nothing matches.
  func firstMatch(
    in text: [UInt8], from position: Int = 0, _ anchoring: Anchoring = .search, notEmptyAtStart: Bool = false
  ) throws -> [Range<Int>?]? {
    guard position <= text.count, let match = pcre2_match_data_create_from_pattern_8(code, nil) else { return nil }
    defer { pcre2_match_data_free_8(match) }
    let options = anchoring.options | UInt32(PCRE2_NO_UTF_CHECK) | (notEmptyAtStart ? UInt32(PCRE2_NOTEMPTY_ATSTART) : 0)
    let status = text.withUnsafeBufferPointer { pcre2_match_8(code, $0.baseAddress, $0.count, position, options, match, nil) }
    if status == PCRE2_ERROR_NOMATCH { return nil }
    guard status >= 0, let vector = pcre2_get_ovector_pointer_8(match) else {
      throw ValueError(
        "value", "this regular expression gives up: \(Self.message(status))", help: ["nested repeats such as `(a+)+` try too many ways"],
        argument: .keyword("pattern"))
    }
    return (0...groupCount).map { group in
      let (start, end) = (vector[2 * group], vector[2 * group + 1])
      // Groups without a part are (−1, −1); `\K` in a look-ahead can put a start behind its end.
      return start >= 0 && start <= end && end <= text.count ? start..<end : nil
    }
  }

  /// Every match from left to right. After an empty one the next may not be empty at the same place.
  func forEachMatch(in text: [UInt8], _ body: ([Range<Int>?]) throws -> Bool) throws {
    var position = 0
    var wasEmpty = false
    while let groups = try firstMatch(in: text, from: position, notEmptyAtStart: wasEmpty), let whole = groups[0] {
      guard try body(groups) else { return }
      position = max(whole.upperBound, position)
      wasEmpty = whole.isEmpty
    }
  }
}

/// What a search found.
final class MatchObject: ArrObject {
  let pattern: ProgramPattern
  let search: TextSearch
  let groups: [Range<Int>?]

  init(_ pattern: ProgramPattern, _ search: TextSearch, _ groups: [Range<Int>?]) {
    self.pattern = pattern
    self.search = search
    self.groups = groups
  }

  override var typeName: String { "match" }
  override func shortDescription() -> String { "<match \(group(0).repr) at \(places(0).start)>" }

  func group(_ number: Int) -> Value { groups[number].map { .text(search.text($0)) } ?? .none }

  /// Characters before the group and to its end; −1 when it took no part.
  func places(_ number: Int) -> (start: Int, end: Int) {
    guard let range = groups[number] else { return (-1, -1) }
    return (search.characters(before: range.lowerBound), search.characters(before: range.upperBound))
  }

  /// A group by its number or name.
  func number(of group: Value) throws -> Int {
    if case .string(let box) = group {
      if let found = pattern.groupNames.first(where: { $0.name == box.text }) { return found.number }
      let near = suggestions(for: box.text, among: pattern.groupNames.map(\.name)).map { "did you mean \(quoted($0))?" }
      throw ValueError("index", "the pattern has no group \(quoted(box.text))", help: near)
    }
    guard let number = try group.asIndex() else { throw ValueError("type", "a group is a number or a name, not \(article(group.typeName))") }
    guard groups.indices.contains(number) else {
      throw ValueError("index", "the pattern has no group \(number)", label: "it has \(counted(pattern.groupCount, "group"))")
    }
    return number
  }

  override func subscripted(_ subscripts: [SubscriptValue], in interpreter: Interpreter) throws -> Value {
    guard subscripts.count == 1, case .index(let value) = subscripts[0].kind else {
      throw ValueError("type", "a match is indexed by the number or name of a group")
    }
    return group(try number(of: value))
  }
}
