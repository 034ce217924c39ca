import ArrLibrary
import Foundation
import Shell

/// `arr-fuzz SECONDS SEED FOLDER`: runs random programs in a process of their own and, when one dies of a program, writes the
/// smallest program that does the same to FOLDER. `arr-fuzz one FILE …` runs texts; their end is the process's.
///
/// `$ARR_FUZZ_CORPUS` names a folder with more programs to spoil.

private func corpus() -> [[UInt8]] {
  guard let path = ProcessInfo.processInfo.environment["ARR_FUZZ_CORPUS"], let all = FileManager.default.enumerator(atPath: path) else { return [] }
  let names = all.compactMap { $0 as? String }.filter { $0.hasSuffix(".arr") && !$0.contains(".build/") }.sorted()
  return names.compactMap { FileManager.default.contents(atPath: path + "/" + $0).map { Array($0) } }.filter { $0.count < 20_000 }
}

/// Runs programs from a seed on, until the time is over; the one that runs is always in `current`.
private func work(seconds: Int, seed: UInt64, current: String) {
  let library = LibraryNames(Library.makeInterpreter())
  let texts = corpus() + library.examples.map { Array($0.utf8) }
  let descriptor = open(current, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
  Worker.prepare()
  let end = Worker.milliseconds() + seconds * 1000
  var count = 0
  while Worker.milliseconds() < end {
    var random = FuzzRandom(seed: seed &+ UInt64(count) &* 0x9E37_79B9)
    let kind = random.below(10)
    var bytes: [UInt8]
    if kind < 6 {
      var generator = ProgramGenerator(random: random, library: library)
      bytes = Array(generator.program().utf8)
      if kind == 0 {
        var mutator = ProgramMutator(random: random, corpus: [bytes])
        bytes = mutator.text()
      }
    } else {
      var mutator = ProgramMutator(random: random, corpus: texts)
      bytes = mutator.text()
    }
    ftruncate(descriptor, 0)
    _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    Worker.run(bytes)
    count += 1
  }
  print("\(count) programs")
}

/// Runs this program again; what it wrote to standard error, and how it ended (negative for a signal).
private func child(_ arguments: [String]) -> (code: Int32, messages: String, output: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
  process.arguments = arguments
  let (output, messages) = (Pipe(), Pipe())
  process.standardOutput = output
  process.standardError = messages
  var environment = ProcessInfo.processInfo.environment
  environment["SWIFT_BACKTRACE"] = "enable=no"
  process.environment = environment
  do { try process.run() } catch { return (127, "\(error)", "") }
  let text = String(decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  let out = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return (process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus, text, out)
}

private func minimized(_ bytes: [UInt8], endsWith code: Int32, seconds: Int) -> [UInt8] {
  let file = NSTemporaryDirectory() + "arr-fuzz-\(UUID().uuidString).arr"
  defer { unlink(file) }
  let end = Date() + Double(min(60, 3 * seconds))
  let minimizer = Minimizer(
    fails: { text in
      FileManager.default.createFile(atPath: file, contents: Data(text))
      return child(["one", file]).code == code
    }, isOutOfTime: { Date() > end })
  return minimizer.smallest(bytes)
}

private func fuzz(seconds: Int, seed: UInt64, folder: String) -> Int32 {
  let current = NSTemporaryDirectory() + "arr-fuzz-current-\(getpid()).arr"
  defer { unlink(current) }
  let end = Date() + Double(seconds)
  var round: UInt64 = 0
  var failures = 0
  while Date() < end || round == 0 {
    let left = max(1, Int(end.timeIntervalSinceNow.rounded(.up)))
    let (code, messages, output) = child(["work", "\(left)", "\(seed &+ round &* 1_000_003)", current])
    round += 1
    if code == 0 {
      print(output, terminator: "")
      continue
    }
    failures += 1
    let text = Array(FileManager.default.contents(atPath: current) ?? Data())
    let small = minimized(text, endsWith: code, seconds: seconds)
    let file = "\(folder)/\(code < 0 ? "signal\(-code)" : code == Worker.hung ? "hang" : "wrong")-\(seed)-\(round).arr"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    FileManager.default.createFile(atPath: file, contents: Data(small))
    print("\(file): ended with \(code)\n\(messages.suffix(600))\n\(String(decoding: small.prefix(600), as: UTF8.self))\n")
  }
  return failures == 0 ? 0 : 1
}

private let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "one":
  let texts = arguments.dropFirst().map { Array(FileManager.default.contents(atPath: $0) ?? Data()) }
  Worker.prepare()
  for (file, text) in zip(arguments.dropFirst(), texts) {
    Worker.say(file)
    Worker.run(text)
  }
case "work" where arguments.count == 4:
  work(seconds: Int(arguments[1]) ?? 1, seed: UInt64(arguments[2]) ?? 0, current: arguments[3])
default:
  setvbuf(stdout, nil, _IOLBF, 0)
  let seconds = arguments.first.flatMap { Int($0) } ?? 60
  let seed = arguments.dropFirst().first.flatMap { UInt64($0) } ?? UInt64(Date().timeIntervalSince1970)
  print("\(seconds) seconds from seed \(seed)")
  exit(fuzz(seconds: seconds, seed: seed, folder: arguments.count > 2 ? arguments[2] : "."))
}
