import ArrLanguage
import ArrLibrary
import CLineEditor
import Glibc
import Tensors
import TextWidth

/// One line on standard error about a computation that takes longer than two seconds: what it is, how much is done, the time
/// that is left. It is gone when the computation ends, and steps aside for everything else that is shown.
///
/// Only a terminal gets it. A thread draws it; a step costs a computation an uncontended lock, and never waits for the terminal.
public final class Progress: ActivityListener {
  private struct Running {
    let id: Int
    let activity: Activity
    let title: String?
    let start: Double
    var done = 0
  }

  /// Seconds without a word.
  static let patience = 2.0

  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let wake: UnsafeMutablePointer<pthread_cond_t>
  private var running: [Running] = []
  private var nextID = 0
  private var isDrawn = false
  private var hasThread = false
  private var isAtLineStart = true
  private let draws: Bool
  private let unicode: Bool
  private let color: Bool

  /// The listener of this process; nil before `start`.
  nonisolated(unsafe) public private(set) static var shared: Progress?

  /// Begins to listen to computations; what they do is shown only where standard error is a capable terminal.
  public static func start(terminal: Terminal) {
    let isCapable = isatty(STDERR_FILENO) == 1 && (environmentText("TERM").map { $0 != "dumb" } ?? false)
    let progress = Progress(draws: isCapable, unicode: terminal.unicode, color: terminal.colorsMessages)
    shared = progress
    Activity.listener = progress
  }

  private init(draws: Bool, unicode: Bool, color: Bool) {
    (self.draws, self.unicode, self.color) = (draws, unicode, color)
    lock = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    wake = .allocate(capacity: 1)
    pthread_cond_init(wake, nil)
  }

  // MARK: Listening

  /// Begins an activity inside those that run; the outermost is shown once it has taken two seconds.
  public func begin(_ activity: Activity, title: String?) -> Int {
    // A text of its own: the interpreter counts its references without locks, and the drawing thread reads this one.
    let title = title.map { String(decoding: Array($0.utf8), as: UTF8.self) }
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    nextID += 1
    running.append(Running(id: nextID, activity: activity, title: title, start: seconds(CLOCK_MONOTONIC)))
    tellHandler()
    if draws, running.count == 1 {
      if !hasThread { startThread() }
      pthread_cond_signal(wake)
    }
    return nextID
  }

  /// Notes how far the innermost activity is; the line is drawn by a thread of its own.
  public func step(_ done: Int) {
    pthread_mutex_lock(lock)
    if !running.isEmpty {
      running[running.count - 1].done = done
      arr_activity_step(done)
    }
    pthread_mutex_unlock(lock)
  }

  /// Steps of an activity that others may have begun inside.
  public func step(_ done: Int, of id: Int) {
    pthread_mutex_lock(lock)
    if let place = running.lastIndex(where: { $0.id == id }) {
      running[place].done = done
      if place == running.count - 1 { arr_activity_step(done) }
    }
    pthread_mutex_unlock(lock)
  }

  /// Takes the activity off the list, and the line away when none is left.
  public func end(_ id: Int) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    running.removeAll { $0.id == id }
    tellHandler()
    if running.isEmpty { erase() }
  }

  /// The signal handler says what is still running.
  private func tellHandler() {
    guard let last = running.last else { return arr_activity_set(nil, nil, 0, 0) }
    arr_activity_set(last.activity.name.pointer, last.activity.unit.pointer, last.done, last.activity.count ?? 0)
  }

  // MARK: Drawing

  /// Takes the line away before something else is written to the terminal; `text` is that.
  func makeRoom(for text: [UInt8]) {
    pthread_mutex_lock(lock)
    erase()
    isAtLineStart = text.last == 0x0A
    pthread_mutex_unlock(lock)
  }

  private func erase() {
    guard isDrawn else { return }
    isDrawn = false
    writeAll(Array("\r\u{1B}[K".utf8)[...], to: STDERR_FILENO)
  }

  private func startThread() {
    hasThread = true
    startWatcher { _ in
      blockAllSignals()
      Progress.shared?.watch()
      return nil
    }
  }

  private func watch() {
    pthread_mutex_lock(lock)
    while true {
      while running.isEmpty { pthread_cond_wait(wake, lock) }
      draw()
      pthread_mutex_unlock(lock)
      usleep(100_000)
      pthread_mutex_lock(lock)
    }
  }

  private func draw() {
    guard let outer = running.first, isAtLineStart, !Interrupts.isPending else { return }
    let elapsed = seconds(CLOCK_MONOTONIC) - outer.start
    guard elapsed >= Self.patience else { return }
    let shown = outer.activity.count == nil ? running.first { $0.activity.count != nil } ?? outer : outer
    let line = progressLine(
      title: shown.title ?? shown.activity.name.text, unit: shown.activity.unit.text, done: shown.done, count: shown.activity.count,
      elapsed: seconds(CLOCK_MONOTONIC) - shown.start, width: Terminal.windowWidth(STDERR_FILENO) - 1, unicode: unicode)
    isDrawn = true
    writeAll(Array(("\r" + (color ? "\u{1B}[2m\(line)\u{1B}[0m" : line) + "\u{1B}[K").utf8)[...], to: STDERR_FILENO)
  }
}

/// `the forward pass  ███████▌      42%  layer 13 of 32  31 s left`, as much of it as fits.
func progressLine(title: String, unit: String, done: Int, count: Int?, elapsed: Double, width: Int, unicode: Bool) -> String {
  guard let count, count > 0 else {
    let steps = done > 0 ? "  \(unit.isEmpty ? "" : unit + " ")\(done)" : ""
    return fitted(title + steps + "  " + wholeSeconds(elapsed), width, unicode: unicode)
  }
  let done = min(max(done, 0), count)
  let part = Double(done) / Double(count)
  let percent = "\(Int(part * 100))%"
  // Before a part is done nobody knows.
  let left = done > 0 ? wholeSeconds(elapsed / part * (1 - part)) + " left" : ""
  let step = unit.isEmpty ? "" : "\(unit) \(min(done + 1, count)) of \(count)"
  var parts = [title, percent, step, left].filter { !$0.isEmpty }
  func total() -> Int { parts.reduce(0) { $0 + displayWidth($1) } + 2 * (parts.count - 1) }
  if total() > width { parts.removeAll { $0 == step } }
  if total() > width {
    let others = parts.dropFirst().reduce(0) { $0 + displayWidth($1) + 2 }
    if width - others >= 4 { parts[0] = fitted(title, width - others, unicode: unicode) } else { parts.removeFirst() }
  }
  if total() > width { return fitted(parts.joined(separator: " "), width, unicode: unicode) }
  let room = min(30, width - total() - 2)
  if room >= 8 { parts.insert(bar(part, room, unicode: unicode), at: 1) }
  return parts.joined(separator: "  ")
}

private func bar(_ part: Double, _ width: Int, unicode: Bool) -> String {
  let filled = Int(part * Double(width))
  return String(repeating: unicode ? "█" : "#", count: filled) + String(repeating: unicode ? "░" : ".", count: width - filled)
}

/// `8 s`, `2 min 05 s`.
private func wholeSeconds(_ seconds: Double) -> String {
  seconds < 59.5 ? "\(max(0, Int(seconds.rounded()))) s" : duration(min(seconds.rounded(), 1e9))
}

extension StaticString {
  fileprivate var pointer: UnsafePointer<CChar>? {
    guard hasPointerRepresentation else { return nil }
    return UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }

  fileprivate var text: String { withUTF8Buffer { String(decoding: $0, as: UTF8.self) } }
}
