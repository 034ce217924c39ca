import Testing

@testable import ArrLanguage

/// A reference object for `with`, attributes and calls.
private final class Recorder: ArrObject {
  var log: [String] = []
  var fields: [String: Value] = ["items": .list(of: [])]

  override var typeName: String { "recorder" }
  override var memberNames: [String] { Array(fields.keys) }
  override func attribute(_ name: String) throws -> Value? { fields[name] }
  override func setAttribute(_ name: String, to value: Value) throws -> Bool {
    fields[name] = value
    return true
  }
  override func enter(in interpreter: Interpreter) throws -> Value {
    log.append("enter")
    return .text("entered")
  }
  override func exit(in interpreter: Interpreter) throws { log.append("exit") }
}

/// Stands in for a tensor: a value with its own operators.
private final class Pair: ArrObject {
  var numbers: [Int]
  init(_ numbers: [Int]) { self.numbers = numbers }

  override var typeName: String { "pair" }
  override var isValueType: Bool { true }
  override var shortTypeDescription: String { "i64[\(numbers.count)]" }
  override func shortDescription() -> String { "pair\(numbers)" }
  override func copyForChange() -> ArrObject { Pair(numbers) }
  override func truth() throws -> Bool { throw ValueError("value", "a pair is no condition", help: ["use `.any()`"]) }
  override func scalar() throws -> Value? { numbers.count == 1 ? .int(numbers[0]) : nil }
  override func binary(_ op: BinaryOperator, _ other: Value, reversed: Bool) throws -> Value? {
    guard case .object(let object) = other, let other = object as? Pair else { return nil }
    guard numbers.count == other.numbers.count else {
      throw ValueError("shape", "shapes do not match for `\(op.rawValue)`", notes: ["sizes are \(numbers.count) and \(other.numbers.count)"])
    }
    return .object(Pair(zip(numbers, other.numbers).map { $0 &+ $1 }))
  }
  override func assigning(
    _ value: Value, at subscripts: [SubscriptValue], isUnique: Bool, in interpreter: Interpreter
  ) throws -> ArrObject {
    guard case .index(.int(let index))? = subscripts.first?.kind, case .int(let number) = value, numbers.indices.contains(index) else {
      throw ValueError("index", "no such item")
    }
    let changed = isUnique ? self : Pair(numbers)
    changed.numbers[index] = number
    return changed
  }
}

@Suite struct EvaluatorTests {
  @Test func laterEntriesSeeEarlierOnes() {
    let session = Transcript()
    session.enter("x = 1\ndef f() { return x + later }")
    session.enter("f()")
    session.enter("later = 10; x = 5")
    session.enter("f()")
    #expect(session.text.contains("`later` is not defined"))
    #expect(session.text.hasSuffix("15\n"))
    #expect(session.interpreter.globals.names.sorted() == ["f", "later", "x"])
    session.interpreter.globals.remove("later")
    session.enter("f()")
    #expect(session.text.hasSuffix("3 `later`\n  = in `f`, called at test.arr:1:1\n") || session.text.contains("`later` is not defined"))
  }

  @Test func quietLinesAndNoneAreNotShown() {
    #expect(transcript("1; 2\n3;\nnone\nprint(4)\n5") == "1\n2\n4\n5\n" || transcript("3;\nnone\n5") == "5\n")
  }

  @Test func lastValueIsAName() {
    let session = Transcript()
    session.interpreter.setLast(.int(41))
    session.enter("_ + 1")
    #expect(session.text == "42\n")
  }

  @Test func anErrorLeavesEverythingUsable() {
    let session = Transcript()
    session.enter("xs = [1, 2]\ndef bad(n) { ys = [n]; return ys[n] }")
    for _ in 0..<3 { session.enter("xs.append(bad(3))") }
    session.enter("xs.append(1, 2)")
    session.enter("print(xs)")
    #expect(session.text.hasSuffix("[1, 2]\n"))
  }

  @Test func withLeavesOnEveryWayOut() {
    let session = Transcript()
    let recorder = Recorder()
    session.interpreter.define("r", .object(recorder))
    session.enter("with r as x { print(x) }")
    session.enter("with r { raise \"out\" }")
    session.enter("def f() { with r { return 1 } }\nf()")
    session.enter("for i in range(3) { with r { break } }")
    #expect(recorder.log == Array(repeating: ["enter", "exit"], count: 4).flatMap { $0 })
    #expect(session.text.hasPrefix("entered\nerror: out"))
  }

  @Test func interruptsStopLoopsAndLeaveWith() {
    let session = Transcript()
    let recorder = Recorder()
    let flag = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    flag.initialize(to: 0)
    defer { flag.deallocate() }
    session.interpreter.interruptFlag = UnsafePointer(flag)
    session.interpreter.define("r", .object(recorder))
    session.interpreter.define(
      NativeFunction(Declaration("press", group: "test", prose: "")) { _, _ in
        flag.pointee = 1
        return .none
      })
    session.enter("n = 0\nwith r { try { while true { n += 1; if n == 5 { press() } } } catch e { print(\"caught\") } }")
    #expect(session.text.contains("[interrupt]"))
    #expect(!session.text.contains("caught"))
    #expect(recorder.log == ["enter", "exit"])
    flag.pointee = 0
    session.enter("print(n)")
    #expect(session.text.hasSuffix("5\n"))
  }

  @Test func objectsThatAreValuesAreCopiedBeforeTheyChange() {
    let session = Transcript()
    session.interpreter.define("make", .function(NativeFunction(Declaration("make", group: "test", prose: "")) { _, _ in .object(Pair([1, 2])) }))
    session.interpreter.methods.register(
      Method(Declaration("clear", group: "test", prose: ""), mutates: true) { receiver, _, _ in
        guard case .object(let object) = receiver, let pair = object as? Pair else { return .none }
        pair.numbers = []
        return .none
      }, for: "pair")
    session.enter("a = make(); b = a\nb[0] = 9\nprint(a, b)\nb.clear()\nd = {\"p\": a}\nd[\"p\"].clear()\nd[\"q\"] = a\nd[\"q\"][1] = 7\nprint(a, b, d)")
    #expect(session.text == "pair[1, 2] pair[9, 2]\npair[1, 2] pair[] {'p': pair[], 'q': pair[1, 7]}\n")
  }

  @Test func shapeErrorsLabelOperatorAndOperands() {
    let session = Transcript()
    session.interpreter.define("a", .object(Pair([1, 2])))
    session.interpreter.define("b", .object(Pair([1])))
    session.enter("c = a @ b")
    #expect(
      session.text == """
        error: shapes do not match for `@` [shape]
          test.arr:1:7 `@`
          test.arr:1:5 `a` | i64[2]
          test.arr:1:9 `b` | i64[1]
          = sizes are 2 and 1

        """)
    session.text = ""
    session.enter("if a { }")
    #expect(session.text.hasPrefix("error: a pair is no condition [value]\n  test.arr:1:4 `a`\n  help: use `.any()`"))
    session.text = ""
    session.enter("print([10, 20][b], f\"{b:03}\", range(9)[b])")
    #expect(session.text == "20 001 1\n")
  }

  @Test func attributesOfObjectsChangeInPlace() {
    let session = Transcript()
    let recorder = Recorder()
    session.interpreter.define("r", .object(recorder))
    session.enter("s = r\ns.items.append(1)\ns.items[0] += 4\ns.name = \"new\"\nprint(r.items, r.name)\nr.itens")
    #expect(session.text.hasPrefix("[5] new\nerror: a recorder has no `itens`"))
    #expect(session.text.contains("did you mean `items`?"))
  }

  @Test func aVariableBeingChangedCannotBeRead() {
    let session = Transcript()
    session.interpreter.methods.register(
      Method(Declaration("each", group: "test", parameters: [.init("f")], prose: ""), mutates: true) { receiver, arguments, interpreter in
        for item in try interpreter.items(of: receiver) { _ = try interpreter.call(arguments[0], item) }
        return .none
      }, for: "list")
    session.enter("xs = [1]\nxs.each(x => xs)")
    #expect(session.text.contains("`xs` has no value here"))
    session.text = ""
    session.enter("print(xs)")
    #expect(session.text == "[1]\n")
  }

  @Test func argumentErrorsPointAtTheArgument() {
    #expect(
      transcript("range(1, \"a\")") == """
        error: `stop` of `range` must be an int or none, not a string [type]
          test.arr:1:10 `"a"` | string
          = range(start: int, stop: int or none = none, step: int = 1)

        """)
    let misspelled = transcript("print(1, sepp=2)")
    #expect(misspelled.contains("test.arr:1:10 `sepp`"))
    #expect(misspelled.contains("did you mean `sep`?"))
    #expect(transcript("len(5)").contains("1:5 `5`"))
  }

  @Test func checkFindsUnknownNamesBeforeARun() {
    let interpreter = Interpreter()
    installTestBuiltins(interpreter)
    let source = Source(name: "c.arr", text: "def f(a) { return a + b + c }\nb = 1\nprint(f, d, [q for q in _])\nlen = 5")
    guard case .complete(let block) = parse(source) else {
      Issue.record("does not parse")
      return
    }
    let messages = interpreter.check(block, source: source).map(\.message)
    #expect(messages.contains("`c` is not defined"))
    #expect(messages.contains("`d` is not defined"))
    #expect(messages.count == 2)
  }

  @Test func libraryCallbacksRunFunctions() {
    #expect(transcript("n = 3\nprint(apply(x => x + n, 4))\napply(x => x + none, 1)").hasPrefix("7\nerror: `+` does not work"))
  }

  @Test func theDepthLimitKnowsSmallStacks() {
    // Without the evaluation thread: whatever stack the test has.
    let session = Transcript()
    session.enter("def f(n) { return f(n + 1) }\nf(0)\nprint(\"alive\")")
    session.enter("print(\"alive\")")
    #expect(session.text.contains("too many nested calls"))
    #expect(session.text.hasSuffix("alive\n"))
  }

  @Test func appendingStaysLinear() {
    let clock = ContinuousClock()
    let program = { (n: Int) in "xs = []\nd = {\"k\": []}\ns = \"\"\nfor i in range(\(n)) { xs.append(i); d[\"k\"].append(i); d[\"k\"][i] = 0; s += \"x\" }\nprint(len(xs))" }
    let time = clock.measure { #expect(transcript(program(100_000)) == "100000\n") }
    // Copying would need 10^10 moves; the bound leaves room for a debug build on a busy machine.
    #expect(time < .seconds(20))
  }
}
