import Glibc

/// What a run would take, without running it: an operation of each kind and size is done and timed, and those like it are left
/// out. Memory for their results is asked for as ever, but not touched.
public final class Planner: Meter {
  private struct Size: Hashable {
    var operation: Operation
    var operations: Int
    var bytes: Int
  }

  private var known: [Size: (seconds: Double, weight: Double)] = [:]
  /// Of each operation the largest that was done.
  private var largest: [Operation: (seconds: Double, weight: Double)] = [:]
  private var isCalibrating = false
  /// Seconds in which operations were done, to time them.
  public private(set) var secondsSpent = 0.0

  /// What planned runs leave for those behind them, by who ran, who must live as long for the address to mean it.
  private var left: [ObjectIdentifier: (owner: AnyObject, thing: AnyObject)] = [:]

  /// What was left by an owner within this plan.
  public func left(by owner: AnyObject) -> AnyObject? { left[ObjectIdentifier(owner)]?.thing }

  /// Leaves something for later operations of the same owner, until the plan is made.
  public func leave(_ thing: AnyObject, by owner: AnyObject) { left[ObjectIdentifier(owner)] = (owner, thing) }

  /// As `Meter.measure`. What planned runs left goes then: its tensors hold this meter.
  public override func measure<T>(_ body: () throws -> T) rethrows -> T {
    defer { left = [:] }
    return try super.measure(body)
  }

  /// A plan of nothing yet.
  public override init() {}

  /// Seconds that the first write to the pages of all planned tensors will take, as a piece of fresh memory says.
  public var secondsOfMemory: Double {
    let count = 1 << 24
    guard bytesTaken > count, let piece = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), piece != MAP_FAILED else { return 0 }
    let start = monotonicSeconds()
    memset(piece, 1, count)
    let seconds = monotonicSeconds() - start
    munmap(piece, count)
    return seconds * Double(bytesTaken) / Double(count)
  }

  override func run(_ operation: Operation, _ cost: Cost, _ body: () throws -> Void) throws {
    // Sizes within an eighth of an octave are alike; their times are as their sizes.
    func step(_ x: Double) -> Int { Int((log2(max(x, 1)) * 8).rounded()) }
    let size = Size(operation: operation, operations: step(cost.operations), bytes: step(cost.bytes))
    let weight = cost.operations + cost.bytes
    // One that would itself be long, or write to much memory, goes by a smaller one.
    let isTooLarge = cost.operations > 1e11 || cost.bytes > 2.5e8
    if let known = known[size] ?? (isTooLarge ? largest[operation] : nil) {
      try Interruption.check()
      if isCalibrating { return }
      return add(operation, cost, seconds: known.weight > 0 ? known.seconds * weight / known.weight : known.seconds)
    }
    var seconds = try timed(body)
    // The first turn loads libraries, makes kernels and finds cold caches and unread files.
    if seconds < 1 { seconds = try min(seconds, timed(body)) }
    known[size] = (seconds, weight)
    if weight > largest[operation]?.weight ?? -1 { largest[operation] = (seconds, weight) }
    if !isCalibrating { add(operation, cost, seconds: seconds) }
  }

  /// Does and times operations on a few rows that stand for those on many; they are no part of the plan.
  public func calibrate(_ body: () throws -> Void) rethrows {
    let layer = self.layer
    isCalibrating = true
    defer { (isCalibrating, self.layer) = (false, layer) }
    try body()
  }

  /// More rows than these are planned by way of this many.
  public static let calibrationRows = 512

  private func timed(_ body: () throws -> Void) rethrows -> Double {
    let start = monotonicSeconds()
    try body()
    let seconds = monotonicSeconds() - start
    secondsSpent += seconds
    return seconds
  }
}
