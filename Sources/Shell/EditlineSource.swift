import ArrLanguage
import CLineEditor
import Glibc

/// Entries typed at a terminal, edited with libedit: several lines in one buffer, history, pastes as one piece.
///
/// Everything is drawn on standard error, so that `arr > file` still edits. Use it from one thread.
public final class EditlineSource: LineSource {
  /// Answers Tab: the text and the cursor, both in UTF-8 bytes.
  public var complete: (_ text: String, _ cursor: Int) -> Completions
  /// The entries that Up brings back; what is typed is added to them.
  public let history: History

  /// Whether an entry belongs to the history: an answer to a question does not, and no earlier entry is suggested behind it.
  var isKept: (String) -> Bool = { _ in true }

  private var editor: OpaquePointer?
  private var foreignEntries: [String] = []
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
    history.onMove = { back in arr_editor_entry_moved(editor, back) }
  }

  deinit {
    history.onMove = { _ in }
    if let editor { arr_editor_free(editor) }
    held?.deallocate()
  }

  /// Lets the person edit an entry until Return submits it.
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
      if isKept(text) { history.add(text) }
      return .line(text)
    case ARR_INTERRUPTED: return .interrupted
    default: return .endOfInput
    }
  }

  /// Whether text, menus and marks are coloured.
  public var color = false {
    didSet { if let editor { arr_editor_set_color(editor, color) } }
  }

  /// Whether marks may be other than ASCII.
  public var unicode = false {
    didSet { if let editor { arr_editor_set_unicode(editor, unicode) } }
  }

  /// Whether the keys are vi's, with an insert and a command mode, instead of emacs'. At first `~/.editrc` decides.
  public var usesViKeys: Bool {
    get { editor.map(arr_editor_is_vi) ?? false }
    set { if let editor { arr_editor_set_vi(editor, newValue) } }
  }

  /// Puts a text into the next entry before anything is typed.
  func preload(_ text: String) {
    if let editor { arr_editor_preload(editor, text, text.utf8.count) }
  }

  /// Opens a text in `$VISUAL` or `$EDITOR` and puts what was saved into the next entry; the result says what went wrong.
  public func openEditor(on text: String) -> String? {
    guard let editor else { return "there is no editor here" }
    var count = 0
    var problem: UnsafePointer<CChar>?
    guard let edited = arr_editor_open(editor, text, text.utf8.count, &count, &problem) else {
      return problem.map { String(cString: $0) } ?? "the editor did not start"
    }
    arr_editor_preload(editor, edited, count)
    return nil
  }

  /// The table of keys: what part of editing they belong to, the keys, what they do.
  public static var keys: [(section: String, keys: String, meaning: String)] {
    var rows: [(section: String, keys: String, meaning: String)] = []
    var row = arr_key_help()
    while arr_key_help(rows.count, &row) {
      guard let section = row.section, let keys = row.keys, let meaning = row.meaning else { break }
      rows.append((String(cString: section), String(cString: keys), String(cString: meaning)))
    }
    return rows
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
      indent: { _, text, count, cursor in indentation(of: decode(text, count), at: cursor) },
      style: { _, text, count, classes in
        let bytes = text.withMemoryRebound(to: UInt8.self, capacity: count) { UnsafeBufferPointer(start: $0, count: count) }
        highlight(Array(bytes), into: UnsafeMutableBufferPointer(start: classes, count: count))
      },
      complete: { context, text, count, cursor, out in
        guard let found = source(context)?.complete(decode(text, count), cursor) else { return }
        arr_completions_begin(out, max(0, found.start))
        for candidate in found.candidates { add(candidate, to: out) }
      },
      entries: { source($0)?.history.count ?? 0 },
      recall: { context, back, count in source(context)?.recall(back, count) },
      elsewhere: { context, index, count in source(context)?.foreign(index, count) },
      suggests: { context, text, count in source(context)?.isKept(decode(text, count)) ?? false },
      idle: { _ in Leftovers.freeSome() })
  }

  /// An entry that only searches see, kept in memory of ours while the editor copies it.
  private func foreign(_ index: Int, _ count: UnsafeMutablePointer<Int>) -> UnsafePointer<CChar>? {
    if index == 0 { foreignEntries = history.elsewhere() }
    guard index < foreignEntries.count else {
      foreignEntries = []
      return nil
    }
    return hold(foreignEntries[index], count)
  }

  /// The entry `back` steps ago, kept in memory of ours while the editor copies it.
  private func recall(_ back: Int, _ count: UnsafeMutablePointer<Int>) -> UnsafePointer<CChar>? {
    history.entry(back: back).map { hold($0, count) } ?? nil
  }

  private func hold(_ entry: String, _ count: UnsafeMutablePointer<Int>) -> UnsafePointer<CChar>? {
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
