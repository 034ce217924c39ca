import Foundation
import Testing

/// The program itself, as a caller sees it: `arr` beside the test bundle, or `$ARR_BINARY`.
private let binary: URL? = {
  let environment = ProcessInfo.processInfo.environment["ARR_BINARY"].map { URL(fileURLWithPath: $0) }
  let folders = [Bundle.main.bundleURL] + CommandLine.arguments.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
  let found = [environment].compactMap { $0 } + folders.map { $0.appendingPathComponent("arr") }
  return found.first { FileManager.default.isExecutableFile(atPath: $0.path) }
}()

private struct Result {
  var output: String
  var errors: String
  var code: Int32
}

/// Runs `arr` and takes everything it writes; `while` looks at the running process.
private func arr(
  _ arguments: [String], input: Data? = nil, output: FileHandle? = nil, while look: (Process) -> Void = { _ in }
) throws -> Result {
  let process = Process()
  process.executableURL = try #require(binary, "the program is not built")
  process.arguments = arguments
  process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"]
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let files = try ["in", "out", "err"].map { name in
    let file = folder.appendingPathComponent(name)
    try (name == "in" ? input ?? Data() : Data()).write(to: file)
    return file
  }
  process.standardInput = try FileHandle(forReadingFrom: files[0])
  process.standardOutput = try output ?? FileHandle(forWritingTo: files[1])
  process.standardError = try FileHandle(forWritingTo: files[2])
  try process.run()
  look(process)
  process.waitUntilExit()
  let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
  return Result(output: texts[1], errors: texts[2], code: process.terminationStatus)
}

private func withScript<T>(_ text: String, _ body: (String) throws -> T) throws -> T {
  let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + ".arr")
  try Data(text.utf8).write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  return try body(file.path)
}

@Suite("Command line", .serialized)
struct CommandLineTests {
  @Test("-e shows the value of the last expression")
  func code() throws {
    let result = try arr(["-e", "x = 2\n40\nx + 1"])
    #expect(result.output == "3\n" && result.errors == "" && result.code == 0)
    try #expect(arr(["-c", "-1"]).output == "-1\n")
    try #expect(arr(["-e", "x = 1"]).output == "")
    try #expect(arr(["-e", "args", "a", "--b"]).output == "['a', '--b']\n")
  }

  @Test("several -e run in order, as one program: each shows its last expression")
  func codes() throws {
    try #expect(arr(["-e", "1", "-e", "2"]).output == "1\n2\n")
    try #expect(arr(["-e", "x = 3", "-e", "9; x * 2", "-e", "y = 1"]).output == "6\n")
    try #expect(arr(["-e", "for i in [4] {", "-e", "print(i)", "-e", "}", "-e", "5"]).output == "4\n5\n")
    try #expect(arr(["--json", "-e", "1", "-e", "2"]).output == "2\n")
    #expect(try arr(["--bogus"]).errors.hasPrefix("error: unknown option '--bogus'\n"))
  }

  @Test("a device without an end is no program")
  func endlessProgram() throws {
    let result = try arr(["/dev/zero"])
    #expect(result.errors == "error: '/dev/zero' is no program: it is longer than 512 MB\n" && result.code == 1)
  }

  @Test("--json shows the last value as one line")
  func json() throws {
    try #expect(arr(["--json", "-e", "{\"a\": (1, 2.5, none, true)}"]).output == "{\"a\":[1,2.5,null,true]}\n")
    try #expect(arr(["--json", "-e", "x = 1"]).output == "null\n")
  }

  @Test("a script gets everything behind its name")
  func script() throws {
    try withScript("1 + 1\nprint(args)\n") { path in
      try #expect(arr([path, "--json", "-e", "x"]).output == "['--json', '-e', 'x']\n")
      try #expect(arr(["--echo", path]).output == "arr> 1 + 1\n2\narr> print(args)\n[]\n")
    }
  }

  @Test("a script imports the files beside it")
  func imports() throws {
    try withScript("double = x => 2 * x\n") { helper in
      let name = helper.split(separator: "/").last.map(String.init) ?? ""
      try withScript("import \"\(name)\" as h\nprint(h.double(21))\n") { path in
        try #expect(arr([path]).output == "42\n")
      }
    }
  }

  @Test("--format changes files in place and says which")
  func format() throws {
    try withScript("x=1 # one\n") { path in
      try withScript("y = 2\n") { other in
        try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: path)
        let listed = try arr(["--format", "--check", path, other])
        #expect(listed.output == "\(path)\n" && listed.errors == "" && listed.code == 1)
        let changed = try arr(["--format", path, other])
        #expect(changed.output == "" && changed.errors == "formatted \(path)\n" && changed.code == 0)
        try #expect(String(contentsOfFile: path, encoding: .utf8) == "x = 1  # one\n")
        try #expect(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o750)
        let again = try arr(["--format", path, other, "--check"])
        #expect(again.output == "" && again.errors == "" && again.code == 0)
      }
    }
    try #expect(arr(["--format", "-"], input: Data("f( 1 )".utf8)).output == "f(1)\n")
  }

  @Test("--format leaves alone what it cannot read")
  func formatErrors() throws {
    try withScript("x = (1\n") { path in
      let result = try arr(["--format", path])
      #expect(result.errors.contains("`(` is not closed") && result.code == 1)
      try #expect(String(contentsOfFile: path, encoding: .utf8) == "x = (1\n")
      try FileHandle(forWritingTo: URL(fileURLWithPath: path)).truncate(atOffset: 100_000_000)
      try #expect(arr(["--format", path]).errors.contains("larger than 16 MB"))
      let link = path + ".link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
      defer { try? FileManager.default.removeItem(atPath: link) }
      try Data("x=1".utf8).write(to: URL(fileURLWithPath: path))
      try #expect(arr(["--format", "--quiet", link]).errors == "")
      try #expect(FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
      try #expect(String(contentsOfFile: path, encoding: .utf8) == "x = 1\n")
    }
    try #expect(arr(["--format", "/nonexistent.arr"]).code == 1)
    try #expect(arr(["--format", "/tmp"]).errors.contains("it is a folder"))
    try #expect(arr(["--format"]).code == 2)
    try #expect(arr(["--format", "-e", "1"]).code == 2)
    try #expect(arr(["--format", "--other", "a.arr"]).code == 2)
  }

  @Test("standard input is a program, with and without `-`")
  func input() throws {
    let program = Data("x = 20\nprint(x + 1)\n".utf8)
    try #expect(arr([], input: program).output == "21\n")
    try #expect(arr(["-", "a"], input: program).output == "21\n")
    try #expect(arr([]).code == 0)
  }

  @Test("errors end with 1, wrong usage with 2, exit with its code")
  func exitCodes() throws {
    let wrong = try arr(["-e", "1 +"])
    #expect(wrong.code == 1 && wrong.output == "" && wrong.errors.hasPrefix("error: "))
    try #expect(arr(["-e", "raise \"no\""]).code == 1)
    try #expect(arr(["/nonexistent/file.arr"]).code == 1)
    try #expect(arr(["-e", "exit(7)"]).code == 7)
    for arguments in [["--bogus"], ["--threads", "x"], ["--threads", "0"], ["-e"]] {
      let result = try arr(arguments)
      #expect(result.code == 2 && result.output == "" && !result.errors.isEmpty, "\(arguments)")
    }
    for arguments in [["--help"], ["--version"]] {
      let result = try arr(arguments)
      #expect(result.code == 0 && result.errors == "" && !result.output.isEmpty, "\(arguments)")
    }
  }

  @Test("--threads is how many threads a model's run computes with")
  func threads() throws {
    let program = """
      model = HookedAutoModel(HookedAutoConfig("gpt2", n_layer=2, n_embd=256, n_head=4, vocab_size=1000), seed=0)
      logits = model(list(range(256))).logits
      lines = read_text("/proc/self/status").splitlines()
      print([line.split()[1] for line in lines if line.startswith("Threads:")][0])
      """
    func count(_ threads: Int) throws -> Int {
      let result = try arr(["--threads", "\(threads)", "-e", program])
      return try #require(Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines)), "\(result)")
    }
    // The thread that asks computes too; others watch.
    let alone = try count(1)
    try #expect(count(2) == alone + 1)
    try #expect(count(5) == alone + 4)
  }

  @Test("--check says everything that is wrong and runs nothing")
  func check() throws {
    let result = try arr(["--check", "-e", "print(1)\nx = first + second"])
    #expect(result.code == 1 && result.output == "")
    #expect(result.errors.contains("`first`") && result.errors.contains("`second`"))
    try #expect(arr(["--check", "-e", "print(1)"]).code == 0)
  }

  @Test("output that cannot be written is an error; a reader that left is none")
  func output() throws {
    let full = try arr(["-e", "print(1)"], output: FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full")))
    #expect(full.code == 1 && full.errors.contains("No space left"))
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let closed = try arr(["-e", "print(1)"], output: pipe.fileHandleForWriting)
    #expect(closed.code == 0 && closed.errors == "")
  }

  /// Presses Ctrl-C once the program has begun the work that `preparation` prepares, and says how long the end took.
  private func interrupted(_ work: String, after preparation: String = "") throws -> (result: Result, latency: Duration) {
    let mark = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { unlink(mark) }
    var pressed = ContinuousClock.now
    let result = try arr(["-e", "\(preparation)\nwrite_text(\"\(mark)\", \"\")\n\(work)"]) { process in
      while process.isRunning, access(mark, F_OK) != 0 { usleep(1_000) }
      usleep(20_000)
      pressed = .now
      process.interrupt()
    }
    return (result, pressed.duration(to: .now))
  }

  // The work would take minutes or for ever; the bounds leave room for a busy machine. `scripts/bench/interrupts` measures.
  @Test(
    "Ctrl-C ends a program soon, with 130, also inside what the library does on its own",
    arguments: [
      ("", "while true { }"), ("", "all(range(1, 10 ** 12))"), ("", "sum(range(10 ** 12))"),
      ("x = [1]; for i in range(50) { x = [x, x] }", "len(str(x))"),
      ("x = [1]; y = [1]; for i in range(50) { x = [x, x]; y = [y, y] }", "x == y"),
      ("x = ones([2000, 2000])", "while true { x = (x @ x) * 0.0 }"),
      ("x = \"ab\" * 5000000", "while true { x.replace(\"a\", \"b\").count(\"b\") }"),
    ])
  func interrupt(_ preparation: String, _ work: String) throws {
    let (result, latency) = try interrupted(work, after: preparation)
    #expect(latency < .seconds(3))
    #expect(result.code == 130 && result.output == "" && result.errors.contains("interrupted"), "\(result.errors)")
  }

  @Test("Ctrl-C ends the wait for a pipe that nobody writes to")
  func interruptOfPipe() throws {
    let pipe = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    #expect(mkfifo(pipe, 0o600) == 0)
    defer { unlink(pipe) }
    let (result, latency) = try interrupted("read_text(\"\(pipe)\")")
    #expect(latency < .seconds(3))
    #expect(result.code == 130 && result.output == "" && result.errors.contains("interrupted"), "\(result.errors)")
  }

  @Test("a device is written to, not replaced; a full one is an error")
  func devices() throws {
    try #expect(arr(["-e", "write_text(\"/dev/null\", \"a\"); 1"]).output == "1\n")
    let full = try arr(["-e", "write_text(\"/dev/full\", \"a\")"])
    #expect(full.code == 1 && full.errors.contains("no space left"), "\(full.errors)")
    for device in ["/dev/null", "/dev/full"] {
      let type = try FileManager.default.attributesOfItem(atPath: device)[.type] as? FileAttributeType
      #expect(type == .typeCharacterSpecial)
    }
  }

  @Test("a program from a pipe without a writer waits until Ctrl-C; a folder and a device without an end are refused")
  func oddPrograms() throws {
    let pipe = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    #expect(mkfifo(pipe, 0o600) == 0)
    defer { unlink(pipe) }
    let waiting = try arr([pipe]) { process in
      // A writer finds a reader when the program waits for its text, which it does after it listens to Ctrl-C.
      for _ in 0..<2_000 {
        let writer = open(pipe, O_WRONLY | O_NONBLOCK)
        if writer >= 0 {
          process.interrupt()
          usleep(50_000)
          close(writer)
          return
        }
        usleep(5_000)
      }
      process.interrupt()
    }
    #expect(waiting.code == 130 && waiting.errors.contains("interrupted"), "\(waiting.errors)")
    let endless = try arr(["--memory-limit", "100", "/dev/zero"])
    #expect(endless.code == 1 && endless.errors.contains("memory"), "\(endless.errors)")
    let folder = try arr(["/"])
    #expect(folder.code == 1 && folder.errors.contains("Is a directory"), "\(folder.errors)")
  }

  @Test("text that is none is refused with its place")
  func bytes() throws {
    let wrong = try arr([], input: Data("x = \"".utf8) + [0xFF] + Data("\"\n".utf8))
    #expect(wrong.code == 1 && wrong.errors.contains("0xFF"))
    let zero = try arr([], input: Data("x = 1\0\n".utf8))
    #expect(zero.code == 1 && zero.errors.contains("zero byte"))
  }

  @Test("one line of many megabytes")
  func longLine() throws {
    #if DEBUG
      let length = 4_000_000
    #else
      let length = 100_000_000
    #endif
    let program = Data("x = \"".utf8) + Data(repeating: 0x61, count: length) + Data("\"\nprint(len(x))\n".utf8)
    let result = try arr([], input: program)
    #expect(result.output == "\(length)\n" && result.code == 0)
  }
}

@Suite("Memory limit", .serialized)
struct MemoryLimitTests {
  @Test(
    "a program that takes ever more memory ends with an error",
    arguments: [
      "xs = []; while true { xs.append(\"a\" * 10000) }", "s = \"a\"; while true { s = s + s }", "s = \"a\"; while true { s += s }",
      "x = []; while true { x = [x, \"a\" * 10000] }", "xs = [ones([100000]) for i in range(10 ** 9)]", "list(range(10 ** 12))",
      "x = [1]; while true { x += x }", "print(\"-\".join([\"a\" * 10 ** 7] * 10 ** 4))", "(\"a\" * 10 ** 4).replace(\"a\", \"a\" * 10 ** 6)",
      "\"{0}{0}{0}{0}{0}{0}\".format(\"a\" * 10 ** 7)", "re.sub(\"\", \"y\" * 10 ** 6, \"z\" * 10 ** 6)", "(\"\\t\" * 10 ** 6).expandtabs(10 ** 6)",
      // Texts of values: large ones, and of small values that hold the same part many times over.
      "str(list(range(10 ** 6)) * 4)", "repr(\"\\x01\" * 10 ** 7)", "s = \"a\" * 2 * 10 ** 7; f\"{s}{s}{s}{s}\"", "to_json([\"a\" * 10 ** 6] * 10 ** 6)",
      "to_json(\"\\x01\" * 10 ** 7)", "to_json(range(10 ** 8))", "to_json(zeros([10 ** 7]))", "\"1\".zfill(9 * 10 ** 7)", "(\"é\" * 15 * 10 ** 6)[::-1]",
      "a = [1]; for i in range(60) { a = [a, a] }; str(a)", "a = [1]; for i in range(60) { a = (a, a) }; print(a)",
      "a = [1]; for i in range(60) { a = {\"x\": a, \"y\": a} }; f\"{a}\"", "a = [1]; for i in range(60) { a = [a, a] }; \"{!r}\".format(a)",
      "a = [1]; for i in range(60) { a = {\"x\": a, \"y\": a} }; to_json(a)", "a = [1]; for i in range(60) { a = [a, a] }; [1].index(a)",
      "\"a\" * 10 ** 15", "[0] * 10 ** 12", "zeros([10 ** 9, 10 ** 9])", "zeros([10 ** 5, 10 ** 4])",
    ])
  func growth(_ program: String) throws {
    let result = try arr(["--memory-limit", "100", "-e", program])
    #expect(result.code == 1 && result.output.isEmpty)
    #expect(result.errors.hasPrefix("error: ") && result.errors.contains("-e:1:"), "\(result.errors)")
  }

  @Test("running out of memory can be caught")
  func caught() throws {
    let program = "try { xs = []; while true { xs.append(\"a\" * 10000) } } catch e { print(e.code); xs = none; print(len([0] * 100)) }"
    let result = try arr(["--memory-limit", "100", "-e", program])
    #expect(result.output == "memory\n100\n" && result.code == 0, "\(result.errors)")
  }

  @Test("the error of a text that is too large says its size, and the program goes on")
  func caughtText() throws {
    let program = "a = [1]; for i in range(60) { a = [a, a] }; for f in [str, repr, to_json] { try { f(a) } catch e { print(e.code, \"would need\" in e.message) } }; print(to_json([1]))"
    let result = try arr(["--memory-limit", "100", "-e", program])
    #expect(result.output == "memory true\nmemory true\nmemory true\n[1]\n" && result.code == 0, "\(result.errors)")
    let json = try arr(["--memory-limit", "100", "--json", "-e", "print(\"first\"); a = [1]; for i in range(60) { a = [a, a] }; a"])
    #expect(json.output == "first\n" && json.code == 1 && json.errors.contains("memory"), "\(json.errors)")
  }

  @Test("values nested very deep are made and freed")
  func deepValues() throws {
    // The text is whole, however deep: what CPython writes for the first levels, 100,000 times over.
    let nestings = [
      ("[]", "[x]", 2 + 200_000), ("()", "(x,)", 2 + 300_000), ("{}", "{1: x}", 2 + 500_000), ("0", "{1: [(x,)]}", 1 + 1_000_000),
      ("(q => q)", "(g => (q => g(q)))(x)", "<function>".count),
    ]
    for (start, step, length) in nestings {
      let result = try arr(["-e", "x = \(start); for i in range(100000) { x = \(step) }; n = len(str(x)); x = none; n"])
      #expect(result.output == "\(length)\n" && result.code == 0, "\(step) \(result.output) \(result.errors)")
    }
  }
}
