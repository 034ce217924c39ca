import CLineEditor
import Glibc

/// Entries typed at a terminal, edited with libedit: several lines in one buffer, history, pastes as one piece.
///
/// Everything is drawn on standard error, so that `arr > file` still edits. Use it from one thread.
public final class EditlineSource: LineSource {
  /// Answers Tab: the text and the cursor, both in UTF-8 bytes.
  public var complete: (_ text: String, _ cursor: Int) -> Completions
  /// Spaces that a line begun at the cursor starts with.
  public var indent: (_ text: String, _ cursor: Int) -> Int = EditlineSource.indentOfBlock
  /// The entries that Up brings back; what is typed is added to them.
  public let history: History

  private var editor: OpaquePointer?
  private var status: ((String) -> InputStatus)?
  private var held: UnsafeMutableBufferPointer<CChar>?   // the history entry that the editor is looking at

  /// Whether standard input and standard error are a terminal that says it can do more than `dumb`.
  public static var isPossible: Bool {
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1, let term = getenv("TERM") else { return false }
    return term[0] != 0 && strcmp(term, "dumb") != 0
  }

  /// Nil when the terminal cannot edit after all.
  public init?(history: History) {
    self.history = history
    complete = { _, cursor in Completions(start: cursor, candidates: []) }
    let context = Unmanaged.passUnretained(self).toOpaque()
    guard let editor = arr_editor_new(Self.callbacks(context)) else { return nil }
    self.editor = editor
  }

  deinit {
    if let editor { arr_editor_free(editor) }
    held?.deallocate()
  }

  public func next(prompt: String, status: (String) -> InputStatus) -> LineEvent {
    guard let editor else { return .endOfInput }
    var length = 0
    var reason = ARR_END_OF_INPUT
    let text = withoutActuallyEscaping(status) { status in
      self.status = status
      defer { self.status = nil }
      return decode(arr_editor_read(editor, prompt, &length, &reason), length)
    }
    switch reason {
    case ARR_LINE:
      history.add(text)
      return .line(text)
    case ARR_INTERRUPTED: return .interrupted
    default: return .endOfInput
    }
  }

  /// The indentation of the cursor's line, and a step more behind an opening bracket.
  public static func indentOfBlock(_ text: String, _ cursor: Int) -> Int {
    let before = Array(text.utf8.prefix(cursor))
    let line = before[(before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)...]
    let spaces = line.prefix { $0 == 0x20 }.count
    guard let last = line.last(where: { $0 != 0x20 }) else { return spaces }
    return "{[(".utf8.contains(last) ? spaces + 4 : spaces
  }

  private static func callbacks(_ context: UnsafeMutableRawPointer) -> arr_editor_callbacks {
    arr_editor_callbacks(
      ctx: context,
      status: { context, text, count in
        switch source(context)?.status?(decode(text, count)) {
        case .incomplete: return ARR_INCOMPLETE
        case .error: return ARR_ERROR
        default: return ARR_COMPLETE
        }
      },
      indent: { context, text, count, cursor in max(0, source(context)?.indent(decode(text, count), cursor) ?? 0) },
      complete: { context, text, count, cursor, out in
        guard let found = source(context)?.complete(decode(text, count), cursor) else { return }
        arr_completions_begin(out, max(0, found.start))
        for candidate in found.candidates { add(candidate, to: out) }
      },
      recall: { context, back, count in source(context)?.recall(back, count) })
  }

  /// The entry `back` steps ago, kept in memory of ours while the editor copies it.
  private func recall(_ back: Int, _ count: UnsafeMutablePointer<Int>) -> UnsafePointer<CChar>? {
    guard let entry = history.entry(back: back) else { return nil }
    held?.deallocate()
    let bytes = Array(entry.utf8)
    let memory = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count + 1)
    for (i, byte) in bytes.enumerated() { memory[i] = CChar(bitPattern: byte) }
    memory[bytes.count] = 0
    held = memory
    count.pointee = bytes.count
    return UnsafePointer(memory.baseAddress)
  }
}

private func source(_ context: UnsafeMutableRawPointer?) -> EditlineSource? {
  context.map { Unmanaged<EditlineSource>.fromOpaque($0).takeUnretainedValue() }
}

private func decode(_ text: UnsafePointer<CChar>, _ count: Int) -> String {
  String(decoding: UnsafeRawBufferPointer(start: text, count: count), as: UTF8.self)
}

private func add(_ candidate: Candidate, to completions: OpaquePointer) {
  candidate.text.withCString { text in
    (candidate.display ?? "").withCString { display in
      (candidate.detail ?? "").withCString { detail in
        var raw = arr_candidate(
          text: text, display: candidate.display == nil ? nil : display, detail: candidate.detail == nil ? nil : detail,
          kind: candidate.kind.raw)
        arr_completions_add(completions, &raw)
      }
    }
  }
}
