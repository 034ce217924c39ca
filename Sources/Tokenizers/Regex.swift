import CPCRE2
import Synchronization

/// A compiled regular expression over UTF-8, just-in-time compiled where PCRE2 can.
///
/// The source is in the dialect of `tokenizer.json` files, Oniguruma's Ruby syntax (see `translatedFromOniguruma`).
final class RegularExpression: @unchecked Sendable {
  // Unchecked: compiled code is read-only when matching; all that changes belongs to one call of `forEachMatch` at a time.
  private let code: OpaquePointer
  private let source: String
  /// The bytes that a match can begin with; nil where that is not known, or where a match can be empty.
  private let firstBytes: [Bool]?
  /// Searches that are over, to be used again: one begins for every stretch of a text, and they take long to make.
  private let idle = Mutex<[Search]>([])
  /// So many places are tried for a match before a stop is asked about.
  private static let stretch = 32

  init(_ source: String) throws {
    let pattern = Array(try translatedFromOniguruma(source).utf8)
    var status: Int32 = 0
    var offset = 0
    let options = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_USE_OFFSET_LIMIT
    guard let code = pcre2_compile_8(pattern, pattern.count, UInt32(options), &status, &offset, nil) else {
      throw TokenizerError("the regular expression “\(source)” is not valid: \(Self.message(status))")
    }
    pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
    self.code = code
    self.source = source
    firstBytes = Self.firstBytes(code)
  }

  deinit { pcre2_code_free_8(code) }

  /// Calls `body` with every match from left to right. An empty match right behind the last match does not count.
  /// - Throws: `TokenizerError` when a match takes more steps or memory than any sensible expression needs.
  func forEachMatch(in text: Bytes, _ body: (Range<Int>) throws -> Void) throws {
    guard mayMatch(in: text) else { return }
    let search = try idle.withLock { $0.popLast() } ?? Search()
    search.begin(text)
    defer { if !search.holdsMuch { idle.withLock { $0.append(search) } } }
    var position = 0
    var lastEnd = -1
    // Every turn asks: a single one may take a while.
    while position <= text.count, !TokenizerStop.isRequested() {
      let reach = min(position + Self.stretch, text.count)
      guard let found = try firstMatch(search, from: position, to: reach) else {
        position = reach + 1
        while position < text.count, text[position] & 0xC0 == 0x80 { position += 1 }
        continue
      }
      if found.isEmpty, found.lowerBound == lastEnd {
        position += position < text.count ? scalar(at: position, in: text).width : 1
        continue
      }
      try body(found)
      position = found.upperBound
      lastEnd = found.upperBound
    }
  }

  /// False when no byte of the text can begin a match.
  func mayMatch(in text: Bytes) -> Bool {
    guard let firstBytes else { return true }
    return firstBytes.withUnsafeBufferPointer { first in text.contains { first[Int($0)] } }
  }

  private static func firstBytes(_ code: OpaquePointer) -> [Bool]? {
    var canBeEmpty: UInt32 = 1
    guard pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_MATCHEMPTY), &canBeEmpty) == 0, canBeEmpty == 0 else { return nil }
    var bitmap: UnsafePointer<UInt8>?
    guard pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTBITMAP), &bitmap) == 0, let bitmap else { return nil }
    return (0..<256).map { bitmap[$0 / 8] >> UInt8($0 % 8) & 1 == 1 }
  }

  /// The first match that begins in `position...reach`.
  private func firstMatch(_ search: Search, from position: Int, to reach: Int) throws -> Range<Int>? {
    let status = search.match(code, from: position, to: reach)
    if status == PCRE2_ERROR_NOMATCH { return nil }
    guard status >= 0, let vector = pcre2_get_ovector_pointer_8(search.data) else { throw failure(status) }
    // `\K` in a look-ahead can put the start behind the end.
    let (start, end) = (vector[0], vector[1])
    return start <= end && start >= position && end <= search.text.count ? start..<end : nil
  }

  private func failure(_ status: Int32) -> TokenizerError {
    let shown = source.count > 120 ? source.prefix(120) + "…" : source[...]
    switch status {
    case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT:
      return TokenizerError(
        "the tokenizer's regular expression “\(shown)” takes too many steps on this text",
        help: "it can match the same characters in very many ways; the file needs a simpler one")
    default:
      return TokenizerError("the tokenizer's regular expression “\(shown)” failed on this text: \(Self.message(status))")
    }
  }

  private static func message(_ status: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = pcre2_get_error_message_8(status, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
  }
}

/// PCRE2's memory for the search of a text, and the text.
private final class Search {
  private(set) var text = Bytes(start: nil, count: 0)
  /// Whether the memory may have grown so much that it should not be kept.
  private(set) var holdsMuch = false
  let data: OpaquePointer
  private let context: OpaquePointer

  /// For one place where a match may begin: as many as Oniguruma allows, and some for every byte of a long text.
  private static let stepLimit = 10_000_000
  private static let stepsPerByte = 16
  /// In KiB, for the interpreter.
  private static let memoryLimit: UInt32 = 1 << 20

  init() throws {
    guard let context = pcre2_match_context_create_8(nil) else { throw Self.outOfMemory }
    guard let data = pcre2_match_data_create_8(1, nil) else {
      pcre2_match_context_free_8(context)
      throw Self.outOfMemory
    }
    self.context = context
    self.data = data
    pcre2_set_heap_limit_8(context, Self.memoryLimit)
  }

  deinit {
    pcre2_match_data_free_8(data)
    pcre2_match_context_free_8(context)
  }

  private static var outOfMemory: TokenizerError { TokenizerError("there is no memory to search the text") }

  func begin(_ text: Bytes) {
    self.text = text
    let steps = UInt32(clamping: Self.stepLimit + Self.stepsPerByte * text.count)
    pcre2_set_match_limit_8(context, steps)
    pcre2_set_depth_limit_8(context, steps)
  }

  /// The first match that begins in `position...reach`; its place is in `data`.
  func match(_ code: OpaquePointer, from position: Int, to reach: Int) -> Int32 {
    pcre2_set_offset_limit_8(context, reach)
    let status = pcre2_jit_match_8(code, text.baseAddress, text.count, position, 0, data, context)
    // There is no compiled code where PCRE2 cannot make any. It has a small stack; the interpreter takes its memory from the heap.
    guard status == PCRE2_ERROR_JIT_BADOPTION || status == PCRE2_ERROR_JIT_STACKLIMIT else { return status }
    holdsMuch = true
    return pcre2_match_8(code, text.baseAddress, text.count, position, UInt32(PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT), data, context)
  }
}
