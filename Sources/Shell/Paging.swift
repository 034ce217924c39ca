import Glibc
import TextWidth

/// Shows a text that is longer than the window: in `$PAGER`, else `less -RFX`, else a screen at a time by itself.
///
/// Only for a person who sees and types: standard input and output must both be terminals.
struct Pager {
  /// Whether there is a person at both ends.
  static var isPossible: Bool {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return false }
    return environmentText("TERM").map { $0 != "dumb" } ?? false
  }

  /// Rows and columns of the window.
  private static func window() -> (rows: Int, columns: Int) {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else { return (24, 80) }
    return (Int(size.ws_row), Int(size.ws_col))
  }

  /// Whether a text has more rows than the window beside the next prompt.
  static func wants(_ text: String) -> Bool {
    let (rows, columns) = window()
    guard text.utf8.count >= rows else { return false }
    var used = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      used += max(1, (shownWidth(line) + columns - 1) / columns)
      if used >= rows { return true }
    }
    return false
  }

  private static func shownWidth(_ line: Substring) -> Int {
    line.utf8.count <= 1 ? line.utf8.count : displayWidth(withoutEscapes(String(line)))
  }

  /// Shows the text until it was read or left.
  ///
  /// - Returns: The pager, when Ctrl-Z stopped it.
  static func show(_ text: String, unicode: Bool) -> Shell.StoppedCommand? {
    let chosen = environmentText("PAGER")
    if let chosen, trimmed(chosen[...]) == "cat" {
      writeAll(Array(text.utf8)[...], to: STDOUT_FILENO)
      return nil
    }
    let command = chosen ?? "less -RFX"
    switch run(command, text) {
    case .some((.stopped, let child)): return Shell.StoppedCommand(text: command, child: child)
    // The shell did not find the command.
    case nil, .some((.exited(126), _)), .some((.exited(127), _)): showByScreens(text, unicode: unicode)
    default: break
    }
    return nil
  }

  /// The text lies in a file without a name rather than in a pipe: a pager that stops or reads slowly keeps nobody waiting.
  private static func run(_ command: String, _ text: String) -> (ChildProcess.End, ChildProcess)? {
    guard let file = tmpfile() else { return nil }
    defer { fclose(file) }
    let descriptor = fileno(file)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    writeAll(Array(text.utf8)[...], to: descriptor)
    guard lseek(descriptor, 0, SEEK_SET) == 0, case .success(let child) = ChildProcess.start(command, input: descriptor) else { return nil }
    return (child.wait(), child)
  }

  // MARK: By ourselves

  private static func showByScreens(_ text: String, unicode: Bool) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var next = 0
    var rows = window().rows - 1
    let question = unicode ? "— more: Space, Enter, q —" : "-- more: Space, Enter, q --"
    while next < lines.count {
      var used = 0
      var screen = ""
      let columns = window().columns
      while next < lines.count {
        let needed = max(1, (shownWidth(lines[next]) + columns - 1) / columns)
        if used > 0, used + needed > rows { break }
        screen += lines[next] + "\n"
        used += needed
        next += 1
      }
      writeAll(Array(screen.utf8)[...], to: STDOUT_FILENO)
      if next == lines.count { return }
      writeAll(Array(question.utf8)[...], to: STDERR_FILENO)
      let key = readKey()
      writeAll(Array("\r\u{1B}[K".utf8)[...], to: STDERR_FILENO)
      switch key {
      case 0x20, 0x66: rows = window().rows - 1
      case 0x0A, 0x0D, 0x6A: rows = 1
      case nil, 0x71, 0x51, 0x1B, 0x04, 0x03: return
      default: rows = window().rows - 1
      }
    }
  }

  /// One key, read without Return; nil at Ctrl-C and at the end of the input.
  private static func readKey() -> UInt8? {
    var saved = termios()
    guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return nil }
    var raw = saved
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
    defer { tcsetattr(STDIN_FILENO, TCSADRAIN, &saved) }
    guard Interrupts.wait(for: STDIN_FILENO) else {
      Interrupts.clear()
      return nil
    }
    var byte: UInt8 = 0
    return read(STDIN_FILENO, &byte, 1) == 1 ? byte : nil
  }
}
