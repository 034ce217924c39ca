import Glibc

/// What the shell knows of the place where its text appears.
public struct Terminal {
  /// Columns that values are fitted to.
  public var width: Int
  /// Columns that errors and remarks on standard error are fitted to.
  var messageWidth: Int
  /// Whether values, and messages, may be coloured.
  public var color: Bool
  /// Whether errors and remarks on standard error may be coloured.
  var colorsMessages: Bool
  /// Whether more than ASCII can be shown.
  public var unicode: Bool

  /// A terminal that is said, not asked: plain, 100 columns wide.
  public init(width: Int = 100, color: Bool = false, colorsMessages: Bool = false, unicode: Bool = true) {
    self.width = width
    messageWidth = width
    self.color = color
    self.colorsMessages = colorsMessages
    self.unicode = unicode
  }

  /// This process's terminal. `allowsColor` is false for `--no-color`.
  public static func current(allowsColor: Bool) -> Terminal {
    var terminal = Terminal(
      color: allowsColor && wantsColor(isTerminal: isatty(STDOUT_FILENO) == 1),
      colorsMessages: allowsColor && wantsColor(isTerminal: isatty(STDERR_FILENO) == 1),
      unicode: isUnicode())
    terminal.measure()
    return terminal
  }

  /// Looks how wide the window is now. What goes into a file or a pipe does not depend on the window that it is started from.
  mutating func measure() {
    width = columns(STDOUT_FILENO)
    messageWidth = columns(STDERR_FILENO)
  }

  /// Columns of the window behind a descriptor, else `$COLUMNS`, else 100.
  private func columns(_ descriptor: Int32) -> Int {
    max(20, Terminal.window(descriptor) ?? environmentText("COLUMNS").flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil } ?? 100)
  }

  /// Columns of the window behind a descriptor, however few; 80 when there is none.
  static func windowWidth(_ descriptor: Int32) -> Int { window(descriptor) ?? 80 }

  private static func window(_ descriptor: Int32) -> Int? {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
  }

  /// `NO_COLOR` wins over `FORCE_COLOR` and `CLICOLOR_FORCE`, these over what the other end is.
  static func wantsColor(isTerminal: Bool, environment: (String) -> String? = environmentText) -> Bool {
    if environment("NO_COLOR") != nil { return false }
    for name in ["FORCE_COLOR", "CLICOLOR_FORCE"] {
      if let value = environment(name) { return value != "0" }
    }
    return isTerminal && environment("TERM").map { $0 != "dumb" } ?? false
  }

  /// Whether a Ctrl-C that stops a computation appears as `^C` where messages go.
  static func showsControlKeys() -> Bool {
    var settings = termios()
    guard isatty(STDERR_FILENO) == 1, tcgetattr(STDIN_FILENO, &settings) == 0 else { return false }
    let shows = tcflag_t(ECHO | ECHOCTL)
    return settings.c_lflag & shows == shows
  }

  static func isUnicode(environment: (String) -> String? = environmentText) -> Bool {
    guard let locale = environment("LC_ALL") ?? environment("LC_CTYPE") ?? environment("LANG") else { return false }
    let folded = locale.lowercased()
    return folded.contains("utf-8") || folded.contains("utf8")
  }
}

/// The value of an environment variable; an empty one counts as unset.
func environmentText(_ name: String) -> String? {
  guard let value = getenv(name), value[0] != 0 else { return nil }
  return String(cString: value)
}
