/// What a long computation says of itself while it runs: its name, and how many of its steps are done. A display of progress
/// listens, and whoever wants to know what is still running.
public struct Activity {
  /// What is done, as a display of progress writes it: `the forward pass`, `generating`.
  public let name: StaticString
  /// What a step is called: `layer`, `token`; empty for parts of a whole.
  public let unit: StaticString
  /// The number of steps, when it is known.
  public let count: Int?

  /// An activity that `run` has yet to announce.
  public init(name: StaticString, unit: StaticString = "", count: Int? = nil) {
    (self.name, self.unit, self.count) = (name, unit, count)
  }

  /// Hears of everything that begins, goes on and ends, on the thread that computes.
  nonisolated(unsafe) public static var listener: (any ActivityListener)?

  /// Runs a computation under a name; it calls `step` before each of its steps.
  public static func run<T>(
    _ name: StaticString, unit: StaticString = "", count: Int? = nil, _ body: (Activity) throws -> T
  ) rethrows -> T {
    let activity = Activity(name: name, unit: unit, count: count)
    guard let listener else { return try body(activity) }
    let id = listener.begin(activity, title: nil)
    defer { listener.end(id) }
    return try body(activity)
  }

  /// So many steps are done.
  ///
  /// - Throws: `InterruptedError` on Ctrl-C.
  @inline(__always)
  public func step(_ done: Int) throws {
    try Interruption.check()
    Activity.listener?.step(done)
  }
}

/// Hears of long computations. They nest: `step` is of the last that began and did not end.
public protocol ActivityListener: AnyObject {
  /// - Parameter title: what a person called it, instead of the activity's name.
  /// - Returns: what `end` is called with.
  func begin(_ activity: Activity, title: String?) -> Int
  /// So many steps of the innermost activity are done; called before each step, so it must be quick.
  func step(_ done: Int)
  /// The same of one that others may have begun inside.
  func step(_ done: Int, of id: Int)
  /// The activity is over, finished or stopped.
  func end(_ id: Int)
}
