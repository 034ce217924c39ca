import ArrLanguage
import Tensors

/// `for x in progress(xs) { … }`: the items of something that can be walked, with their share of the whole told on the way.
/// `with progress(total) as p { … p.update() … }` tells it of steps that are no loop over one thing.
final class ProgressObject: ArrObject {
  /// Nil when only steps are counted.
  private let items: Value?
  private let count: Int?
  private let title: String
  /// What an entered one tells, until it is left.
  private var entered: Walk?

  init(_ items: Value, title: String) throws {
    self.title = title
    self.items = if case .int = items { nil } else { items }
    switch items {
    case .int(let steps): count = max(0, steps)
    case .list(let box): count = box.items.count
    case .tuple(let box): count = box.items.count
    case .dict(let box): count = box.entries.count
    case .string(let box): count = box.scalarCount
    case .object(let object): count = try object.length()
    default: count = nil
    }
  }

  override var typeName: String { "progress" }
  override func shortDescription() -> String { "<progress of \(items?.shortTypeDescription ?? counted(count ?? 0, "step"))>" }
  override func length() throws -> Int? { count }
  override func countMemory(_ memory: inout MemoryCount) { if let items { memory.hold(items) } }

  override func iterator(in interpreter: Interpreter) throws -> (() throws -> Value?)? {
    let next = try interpreter.iterator(over: items ?? .int(count ?? 0))
    let walk = entered ?? Walk(count: count, title: title)
    return {
      guard let item = try next() else {
        walk.end()
        return nil
      }
      walk.step()
      return item
    }
  }

  override func enter(in interpreter: Interpreter) throws -> Value {
    entered?.end()
    entered = Walk(count: count, title: title)
    return .object(self)
  }

  override func exit(in interpreter: Interpreter) throws {
    entered?.end()
    entered = nil
  }

  /// So many more steps are done.
  func update(_ steps: Int) throws {
    guard let entered else {
      throw ValueError("value", "this progress counts no steps here", help: ["enter it: `with progress(total) as p { … p.update() … }`"])
    }
    entered.add(steps)
  }

  /// Ends with its iterator, however the loop is left.
  private final class Walk {
    private var id: Int?
    private var done = -1

    init(count: Int?, title: String) {
      id = Activity.listener?.begin(Activity(name: "the loop", unit: "turn", count: count), title: title)
    }

    deinit { end() }

    /// The next item begins: those before it are done.
    func step() {
      done += 1
      if let id { Activity.listener?.step(done, of: id) }
    }

    func add(_ steps: Int) {
      let next = max(0, done).addingReportingOverflow(steps)
      if !next.overflow { done = max(0, next.partialValue) }
      if let id { Activity.listener?.step(done, of: id) }
    }

    func end() {
      if let id { Activity.listener?.end(id) }
      id = nil
    }
  }
}

extension Library {
  static func installProgress(in interpreter: Interpreter) {
    interpreter.function(
      "progress", "session",
      [
        .init("iterable", .either([.iterable, .int]), "what the loop walks, or how many steps there are"),
        .init("title", .string, default: .text("progress"), "what the line says before the share that is done"),
      ], result: "progress",
      "The same items for a loop that may take long: beyond two seconds a line at the terminal says how much is done and how long the rest will take. "
        + "Steps that are no loop are told in a block: `with progress(total) as p { … p.update() … }`.",
      example: "total = 0\nfor n in progress(range(1000), \"adding\") { total += n }\ntotal"
    ) { arguments, _ in .object(try ProgressObject(arguments[0], title: try arguments.string("title"))) }
    interpreter.define(
      Declaration(
        "update", group: "session", parameters: [.init("steps", .int, default: .int(1), "how many more are done")], result: "none",
        prose: "Tells an entered progress that steps are done.",
        example: "with progress(3, \"three steps\") as p {\n  for n in [1, 2] { p.update() }\n}"), for: "progress", of: ProgressObject.self
    ) { own, arguments, _ in
      try own.update(try arguments.int("steps"))
      return .none
    }
  }
}
