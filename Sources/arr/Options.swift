import ArgumentParser
import ArrLibrary

/// The command line. Everything behind FILE belongs to the script.
struct Options: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "arr", abstract: "An interactive microscope for transformers.",
    usage: """
      arr [OPTIONS] [FILE [ARG …]]
      arr [OPTIONS] -e CODE [ARG …]
      arr --format [--check] FILE …
      """,
    discussion: "Without FILE and CODE it reads entries at a prompt, or runs what comes through a pipe on standard input.")

  @Option(name: [.customShort("e"), .customShort("c")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Run CODE and show the value of its last expression; several run in order.", valueName: "CODE"))
  var code: [String] = []

  @Flag(help: "Show the last value as one line of JSON.")
  var json = false

  @Flag(help: "Echo each statement and its value, as a transcript.")
  var echo = false

  @Flag(name: .customShort("i"), help: "Go on at the prompt when the script has run.")
  var interactive = false

  @Option(help: ArgumentHelp("Play a script as a lesson, cell by cell.", valueName: "FILE"))
  var demo: String?

  @Option(help: ArgumentHelp("Let the lesson go on by itself, a cell every so many seconds.", valueName: "SECONDS"))
  var auto: Double?

  @Option(help: ArgumentHelp("Write the lesson as it went to a Markdown file.", valueName: "OUT.md"))
  var transcript: String?

  @Flag(help: "Parse and resolve only; print what is wrong. With --format: change nothing, list the files that would change.")
  var check = false

  @Flag(help: "Format the files in place; `-` formats standard input to standard output.")
  var format = false

  @Option(help: ArgumentHelp("Compute with N threads; default: one for every core.", valueName: "N"))
  var threads: Int?

  @Option(help: ArgumentHelp("Stop programs that need more than MB megabytes; default: most of what is free.", valueName: "MB"))
  var memoryLimit: Int?

  @Flag(help: "No colours; NO_COLOR in the environment does the same.")
  var noColor = false

  @Flag(help: "Do not read the init file (~/.config/arr/init.arr); scripts never do.")
  var noInit = false

  @Flag(help: "No banner.")
  var quiet = false

  @Flag(help: "Print the reference of the library as Markdown.")
  var reference = false

  @Flag(help: "Print the version.")
  var version = false

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("A script and its arguments (`args` in the script); `-` is standard input.", valueName: "FILE"))
  var rest: [String] = []

  mutating func validate() throws {
    if format {
      try takeFormatOptions()
    } else if rest.first == "--" {
      rest.removeFirst()
    } else if rest.first == "--help" || rest.first == "-h" {
      throw CleanExit.helpRequest(self)
    } else if let first = rest.first, first.hasPrefix("-"), first != "-" {
      throw ValidationError("unknown option '\(first)'")
    }
    if let threads, !Library.threadCounts.contains(threads) {
      throw ValidationError("--threads needs a number from \(Library.threadCounts.lowerBound) to \(Library.threadCounts.upperBound)")
    }
    if let memoryLimit, !(64...1 << 40).contains(memoryLimit) { throw ValidationError("--memory-limit needs megabytes, from 64 on") }
    if let auto, !(0...86_400).contains(auto) { throw ValidationError("--auto needs seconds, from 0 on") }
    if demo == nil, auto != nil || transcript != nil { throw ValidationError("--auto and --transcript go with --demo FILE") }
    if demo != nil, format || check || json || echo || interactive || !code.isEmpty {
      throw ValidationError("--demo goes with no -e, -i, --json, --echo, --check or --format")
    }
    if json && echo { throw ValidationError("--json and --echo exclude each other") }
    if check && (interactive || json || echo) { throw ValidationError("--check runs nothing: it goes with no -i, --json or --echo") }
    if format && (interactive || json || echo || !code.isEmpty) {
      throw ValidationError("--format runs nothing: it goes with no -e, -i, --json or --echo")
    }
    if format && rest.isEmpty { throw ValidationError("--format needs a FILE; `-` is standard input") }
  }

  /// Behind `--format` stand files only, so that options may follow them.
  private mutating func takeFormatOptions() throws {
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    for option in rest[..<end] where option.hasPrefix("-") && option != "-" {
      switch option {
      case "--check": check = true
      case "--quiet": quiet = true
      case "--help", "-h": throw CleanExit.helpRequest(self)
      default: throw ValidationError("unknown option '\(option)'")
      }
    }
    rest = rest[..<end].filter { !$0.hasPrefix("-") || $0 == "-" } + rest[end...].dropFirst()
  }
}
