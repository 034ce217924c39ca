import Testing

@testable import ArrLanguage

/// Functions hold the nodes of their program, nodes the globals that they read, and globals functions: none of them may hold
/// the others for ever.
@Suite struct LifetimeTests {
  private static let program = "def f(n) { return g(n - 1) if n > 0 else 0 }\ndef g(n) { return f(n) }\nh = x => f(x)\nf(3)"

  private func run(_ text: String, _ interpreter: Interpreter) throws {
    let source = Source(name: "test", text: text)
    guard case .complete(let block) = parse(source) else { return #expect(Bool(false), "\(text)") }
    try interpreter.run(block, source: source)
  }

  private func function(_ name: String, _ interpreter: Interpreter) throws -> UserFunction {
    guard case .function(let function)? = interpreter.globals.lookup(name) else { throw ValueError("name", "there is no \(name)") }
    return try #require(function as? UserFunction)
  }

  @Test func anInterpreterTakesItsProgramsAlong() throws {
    weak var arena: NodeArena?
    weak var global: UserFunction?
    do {
      let interpreter = Interpreter()
      try run(Self.program, interpreter)
      arena = try function("h", interpreter).code.arena
      global = try function("f", interpreter)
      #expect(arena != nil && global != nil)
    }
    #expect(arena == nil && global == nil)
  }

  @Test func namesThatAreBoundAnewLetProgramsGo() throws {
    let interpreter = Interpreter()
    try run(Self.program, interpreter)
    weak var arena: NodeArena? = try function("f", interpreter).code.arena
    // The program that ran last is kept until the next has run.
    try run("f = 1\ng = 1", interpreter)
    #expect(arena != nil, "`h` still holds it")
    try run("h = 1", interpreter)
    #expect(arena == nil)
  }
}
