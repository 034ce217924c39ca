import ArrLanguage
import Tensors

/// `for x in progress(xs) { … }`: the items of something that can be walked, with their share of the whole told on the way.
final class ProgressObject: ArrObject {
  private let items: Value
  private let count: Int?
  private let title: String

  init(_ items: Value, title: String) throws {
    self.items = items
    self.title = title
    switch items {
    case .list(let box): count = box.items.count
    case .tuple(let box): count = box.items.count
    case .dict(let box): count = box.entries.count
    case .string(let box): count = box.scalarCount
    case .object(let object): count = try object.length()
    default: count = nil
    }
  }

  override var typeName: String { "progress" }
  override func shortDescription() -> String { "<progress of \(items.shortTypeDescription)>" }
  override func length() throws -> Int? { count }
  override func countMemory(_ memory: inout MemoryCount) { memory.hold(items) }

  override func iterator(in interpreter: Interpreter) throws -> (() throws -> Value?)? {
    let next = try interpreter.iterator(over: items)
    let walk = Walk(count: count, title: title)
    return {
      guard let item = try next() else {
        walk.end()
        return nil
      }
      walk.step()
      return item
    }
  }

  /// Ends with its iterator, however the loop is left.
  private final class Walk {
    private var id: Int?
    private var done = -1

    init(count: Int?, title: String) {
      id = Activity.listener?.begin(Activity(name: "the loop", unit: "turn", count: count), title: title)
    }

    deinit { end() }

    func step() {
      done += 1
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
        .init("iterable", .iterable, "what the loop walks"),
        .init("title", .string, default: .text("progress"), "what the line says before the share that is done"),
      ], result: "progress",
      "The same items for a loop that may take long: beyond two seconds a line at the terminal says how much is done and how long the rest will take.",
      example: "total = 0\nfor n in progress(range(1000), \"adding\") { total += n }\ntotal"
    ) { arguments, _ in .object(try ProgressObject(arguments[0], title: try arguments.string("title"))) }
  }
}
