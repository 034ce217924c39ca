/// What the program was asked to do.
struct Invocation {
  var code: [String] = []
  /// The script and its arguments, or the arguments of `code`.
  var rest: [String] = []
  var json = false
  var echo = false
  var interactive = false
  var demo: String?
  var auto: Double?
  var transcript: String?
  var check = false
  var format = false
  var threads: Int?
  var memoryLimit: Int?
  var noColor = false
  var noInit = false
  var quiet = false
  var reference = false
  var version = false

  /// The script, when there is one.
  var file: String? { code.isEmpty && demo == nil ? rest.first : nil }

  /// What `args` holds.
  var scriptArguments: [String] { code.isEmpty && demo == nil ? Array(rest.dropFirst()) : rest }

  init(_ options: Options) {
    code = options.code
    rest = options.rest
    json = options.json
    echo = options.echo
    interactive = options.interactive
    demo = options.demo
    auto = options.auto
    transcript = options.transcript
    check = options.check
    format = options.format
    threads = options.threads
    memoryLimit = options.memoryLimit
    noColor = options.noColor
    noInit = options.noInit
    quiet = options.quiet
    reference = options.reference
    version = options.version
  }

  /// Nothing, `FILE ARG …`, `-e CODE ARG …` and `--check FILE`, the forms of nearly every start: the table of options, which takes a
  /// quarter of the time of a start to set up, says the same of them. Nil for everything else.
  init?(plain arguments: [String]) {
    guard let first = arguments.first else { return }
    if first == "-e", arguments.count >= 2 {
      code = [arguments[1]]
      rest = Array(arguments.dropFirst(2))
    } else if first == "--check", arguments.count == 2 {
      check = true
      rest = [arguments[1]]
    } else {
      rest = arguments
    }
    if let next = rest.first, next.isEmpty || next.hasPrefix("-") { return nil }
  }
}
