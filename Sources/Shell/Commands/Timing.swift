import ArrLanguage
import ArrLibrary
import Glibc
import Tensors

extension Command {
  static let measuringCommands = [
    Command(
      "time", section: .measuring, argument: .expression, usage: "CODE", help: "run code once: time, processor time, memory",
      details: "The value is shown, then what it took. Processor time beyond the time that passed means that several threads worked."
    ) { shell, text in shell.time(text) },
    Command(
      "bench", section: .measuring, argument: .expression, usage: "CODE", help: "run code again and again for a second: median time and spread",
      details: "Short code runs in loops of many turns; the times are for one turn. The spread is that of the middle half of all loops."
    ) { shell, text in shell.bench(text) },
    Command(
      "profile", section: .measuring, argument: .expression, usage: "CODE", help: "run code once: where the time of models went, by operation and layer",
      details: "As `profile(() => CODE)`: see `?profile`. Statements may assign names."
    ) { shell, text in shell.measure("profile", text) },
    Command(
      "plan", section: .measuring, argument: .expression, usage: "CODE", help: "what code would take in time, memory and arithmetic, without running it",
      details: "As `plan(() => CODE)`: see `?plan`. Every variable is afterwards as it was."
    ) { shell, text in shell.measure("plan", text) },
  ]
}

extension Shell {
  // MARK: Once

  func time(_ text: String) -> Session.Outcome {
    if text.isEmpty { return refuse("`:time` needs code to run", help: ["as in `:time model(ids)`"]) }
    return onEvaluationThread {
      ProcessMemory.resetPeak()
      let (memory, wall, cpu) = (ProcessMemory.now(), seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
      let outcome = session.run(Source(name: ":time", text: text), showing: .every, startsFromLast: true)
      let (passed, used) = (seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu)
      guard outcome == .fine else { return outcome }
      let after = ProcessMemory.now()
      let (kept, most) = (after.resident - memory.resident, max(0, after.peak - memory.resident))
      let growth = (kept < 0 ? "-" : "+") + formattedBytes(abs(kept))
      session.output.send("time \(duration(passed)), processor \(duration(used)), memory \(growth), at most +\(formattedBytes(most))\n")
      session.output.flush()
      return .fine
    }
  }

  // MARK: By operation

  /// `:profile CODE` and `:plan CODE`: the library's function on the code as a function.
  func measure(_ name: String, _ text: String) -> Session.Outcome {
    if text.isEmpty { return refuse("`:\(name)` needs code to run", help: ["as in `:\(name) model(ids)`"]) }
    return onEvaluationThread {
      switch session.parsed(Source(name: ":\(name)", text: text), startsFromLast: true) {
      case .failure(let outcome): return outcome
      case .success(let (block, source)):
        return session.attempt {
          let function = try function(of: block, source)
          guard let measure = session.interpreter.builtins.lookup(name) else { return }
          // What ran only in a plan has no numbers that a name should keep.
          let result = try keepingNames(name == "plan") { try session.interpreter.call(measure, function) }
          session.present(display(result, width: session.terminal.width, color: session.terminal.color))
        }
      }
    }
  }

  private func keepingNames<T>(_ keeps: Bool, _ body: () throws -> T) rethrows -> T {
    guard keeps else { return try body() }
    let globals = session.interpreter.globals
    let before = globals.names.compactMap { name in globals.lookup(name).map { (name, $0) } }
    defer {
      globals.names.forEach(globals.remove)
      for (name, value) in before { globals.set(name, value) }
    }
    return try body()
  }

  /// Code as a function without parameters. Statements assign the session's names, as if they were typed.
  private func function(of block: Block, _ source: Source) throws -> Value {
    if block.statements.count == 1, case .expression(let expression, _) = block.statements[0].kind { return try lambda(expression, source) }
    let interpreter = session.interpreter
    return .function(
      NativeFunction(Declaration("code", group: "", parameters: [], result: "any", prose: "")) { _, _ in
        try interpreter.run(block, source: source)
      })
  }

  /// An expression as a function without parameters.
  private func lambda(_ expression: Expression, _ source: Source) throws -> Value {
    let syntax = FunctionSyntax(
      name: "", nameSpan: expression.span, parameters: [], docstring: nil, body: .expression(expression), span: expression.span)
    let statement = Statement(.expression(Expression(.lambda(syntax), expression.span), endsWithSemicolon: true), expression.span)
    return try session.interpreter.run(Block(statements: [statement], span: expression.span), source: source)
  }

  // MARK: Again and again

  func bench(_ text: String) -> Session.Outcome {
    if text.isEmpty { return refuse("`:bench` needs code to run", help: ["as in `:bench x @ y`"]) }
    return onEvaluationThread {
      switch session.parsed(Source(name: ":bench", text: text), startsFromLast: true) {
      case .failure(let outcome): return outcome
      case .success(let (block, source)):
        return session.attempt {
          let turn = try repeatable(block, source)
          // Every turn does the whole work.
          Library.reusesPrefixes = false
          defer { Library.reusesPrefixes = true }
          let samples = try sampled(turn, forAbout: benchSeconds)
          session.present(samples.text(unicode: session.terminal.unicode))
        }
      }
    }
  }

  private func repeatable(_ block: Block, _ source: Source) throws -> () throws -> Void {
    let interpreter = session.interpreter
    let function = try function(of: block, source)
    return { _ = try interpreter.call(function, Arguments([])) }
  }

  /// Times of loops whose length is chosen so that the clock does not matter.
  private func sampled(_ turn: () throws -> Void, forAbout budget: Double) throws -> BenchSamples {
    let end = seconds(CLOCK_MONOTONIC) + budget
    func loop(_ turns: Int) throws -> Double {
      let start = seconds(CLOCK_MONOTONIC)
      for _ in 0..<turns {
        if Interrupts.isPending { throw ValueError("interrupt", "interrupted") }
        try turn()
      }
      return seconds(CLOCK_MONOTONIC) - start
    }
    // The first turn finds cold caches and makes what is made once.
    var turns = 1
    var taken = try loop(turns)
    if taken < budget / 4 { taken = try loop(turns) }
    while taken < 1e-3, seconds(CLOCK_MONOTONIC) < end {
      turns = min(turns * 10, taken > 0 ? max(turns * 2, Int(Double(turns) * 2e-3 / taken)) : turns * 10)
      taken = try loop(turns)
    }
    var samples = BenchSamples(turns: turns, times: [taken / Double(turns)])
    while samples.times.count < 3 && taken < 2 || seconds(CLOCK_MONOTONIC) < end {
      taken = try loop(turns)
      samples.times.append(taken / Double(turns))
    }
    return samples
  }
}

/// Seconds for one turn, loop by loop.
struct BenchSamples {
  var turns: Int
  var times: [Double]

  /// `12.3 µs ± 0.4 µs, best 11.9 µs (81 loops of 1,000)`: median, half the spread of the middle half.
  func text(unicode: Bool) -> String {
    let sorted = times.sorted()
    guard let best = sorted.first else { return "" }
    func at(_ part: Double) -> Double { sorted[min(sorted.count - 1, Int(Double(sorted.count - 1) * part + 0.5))] }
    let spread = (at(0.75) - at(0.25)) / 2
    let loops = "\(sorted.count) loop\(sorted.count == 1 ? "" : "s") of \(turns)"
    return "\(duration(at(0.5), unicode: unicode)) \(unicode ? "±" : "+-") \(duration(spread, unicode: unicode)), best \(duration(best, unicode: unicode)) (\(loops))"
  }
}

/// The time of a clock, in seconds.
func seconds(_ clock: clockid_t) -> Double {
  var moment = timespec()
  clock_gettime(clock, &moment)
  return Double(moment.tv_sec) + Double(moment.tv_nsec) * 1e-9
}
