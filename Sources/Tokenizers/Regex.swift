import CPCRE2

/// A compiled regular expression over UTF-8, just-in-time compiled where PCRE2 can.
///
/// The source is in the dialect of `tokenizer.json` files, Oniguruma's Ruby syntax (see `translatedFromOniguruma`).
final class RegularExpression: @unchecked Sendable {
  // Unchecked: compiled code is read-only when matching; all that changes is made anew by every call of `forEachMatch`.
  private let code: OpaquePointer
  /// The bytes that a match can begin with; nil where that is not known, or where a match can be empty.
  private let firstBytes: [Bool]?

  init(_ source: String) throws {
    let pattern = Array(try translatedFromOniguruma(source).utf8)
    var status: Int32 = 0
    var offset = 0
    let options = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE
    guard let code = pcre2_compile_8(pattern, pattern.count, UInt32(options), &status, &offset, nil) else {
      throw TokenizerError("the regular expression “\(source)” is not valid: \(Self.message(status))")
    }
    pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
    self.code = code
    firstBytes = Self.firstBytes(code)
  }

  deinit { pcre2_code_free_8(code) }

  /// Calls `body` with every match from left to right. An empty match right behind the last match does not count.
  func forEachMatch(in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
    if let firstBytes, !text.contains(where: { firstBytes[Int($0)] }) { return }
    guard let match = pcre2_match_data_create_8(1, nil) else { return }
    defer { pcre2_match_data_free_8(match) }
    var position = 0
    var lastEnd = -1
    var stop = StopCheck()
    while position <= text.count, !stop.isDue(), let found = firstMatch(in: text, from: position, match) {
      if found.isEmpty, found.lowerBound == lastEnd {
        position += position < text.count ? scalar(at: position, in: text).width : 1
        continue
      }
      body(found)
      position = found.upperBound
      lastEnd = found.upperBound
    }
  }

  private static func firstBytes(_ code: OpaquePointer) -> [Bool]? {
    var canBeEmpty: UInt32 = 1
    guard pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_MATCHEMPTY), &canBeEmpty) == 0, canBeEmpty == 0 else { return nil }
    var bitmap: UnsafePointer<UInt8>?
    guard pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTBITMAP), &bitmap) == 0, let bitmap else { return nil }
    return (0..<256).map { bitmap[$0 / 8] >> UInt8($0 % 8) & 1 == 1 }
  }

  private func firstMatch(in text: UnsafeBufferPointer<UInt8>, from position: Int, _ match: OpaquePointer) -> Range<Int>? {
    var status = pcre2_match_8(code, text.baseAddress, text.count, position, UInt32(PCRE2_NO_UTF_CHECK), match, nil)
    if status < PCRE2_ERROR_NOMATCH { status = matchWithoutLimits(in: text, from: position, match) }
    guard status >= 0, let vector = pcre2_get_ovector_pointer_8(match) else { return nil }
    // `\K` in a look-ahead can put the start behind the end.
    let (start, end) = (vector[0], vector[1])
    return start <= end && start >= position && end <= text.count ? start..<end : nil
  }

  /// The compiled code's stack or PCRE2's default limits did not suffice: interpret, with memory the only limit.
  private func matchWithoutLimits(
    in text: UnsafeBufferPointer<UInt8>, from position: Int, _ match: OpaquePointer
  ) -> Int32 {
    let context = pcre2_match_context_create_8(nil)
    defer { pcre2_match_context_free_8(context) }
    pcre2_set_match_limit_8(context, .max)
    pcre2_set_depth_limit_8(context, .max)
    pcre2_set_heap_limit_8(context, .max)
    let options = UInt32(PCRE2_NO_UTF_CHECK) | UInt32(PCRE2_NO_JIT)
    return pcre2_match_8(code, text.baseAddress, text.count, position, options, match, context)
  }

  private static func message(_ status: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = pcre2_get_error_message_8(status, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
  }
}
