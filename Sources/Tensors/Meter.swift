import CThreads
import Glibc

/// What a model does at one place, as profiles and plans name it.
public enum Operation: String, CaseIterable, Sendable {
  case weightMaking = "make weights"
  case embedding = "embed"
  case norm
  case queriesKeysValues = "q, k, v"
  case rotation = "rotate"
  case attention
  case attentionOutput = "attn out"
  case hiddenInput = "mlp in"
  case activation
  case hiddenOutput = "mlp out"
  case experts
  case addition = "add"
  case unembedding = "unembed"
  case vocabularyStatistics = "statistics"
  case directions
}

/// The arithmetic and the memory traffic of an operation, as its shapes say.
public struct Cost: Equatable, Sendable {
  /// Floating-point operations; a multiplication with its addition is two.
  public var operations: Double
  /// Bytes that are read and written once: weights as they are stored, rows as float32.
  public var bytes: Double

  /// A cost; nothing when nothing is given.
  public init(operations: Double = 0, bytes: Double = 0) { (self.operations, self.bytes) = (operations, bytes) }

  /// A pass over numbers in float32: read, and written.
  public static func overNumbers(_ count: Int, operations: Double = 1) -> Cost {
    Cost(operations: Double(count) * operations, bytes: Double(count) * 8)
  }

  /// One after the other.
  public static func + (a: Cost, b: Cost) -> Cost { Cost(operations: a.operations + b.operations, bytes: a.bytes + b.bytes) }
}

/// Stands beside the operations of models that run on its thread: a profile takes their times, a plan leaves most of them out.
public class Meter {
  /// The block that runs, from 0; nil outside of blocks.
  public var layer: Int?
  private var isInside = false
  /// Bytes that tensors made under the meter take now, and took at most.
  public private(set) var bytes = 0
  public private(set) var peakBytes = 0
  /// Bytes of all tensors together that were made.
  private(set) var bytesTaken = 0

  /// Where one line of a profile or plan comes from.
  public struct Place: Hashable, Sendable {
    /// The block, from 0; nil outside of blocks.
    public var layer: Int?
    /// What was done there.
    public var operation: Operation
  }

  /// What was done at a place, all calls together.
  public struct Total: Sendable {
    /// Seconds that it took, or will take.
    public var seconds = 0.0
    /// Arithmetic and traffic.
    public var cost = Cost()
    /// How often.
    public var calls = 0

    /// So many seconds in nothing that has a cost.
    public init(seconds: Double = 0) { self.seconds = seconds }
  }

  /// By place.
  public private(set) var totals: [Place: Total] = [:]

  func add(_ operation: Operation, _ cost: Cost, seconds: Double) {
    let place = Place(layer: layer, operation: operation)
    totals[place, default: Total()].seconds += seconds
    totals[place, default: Total()].cost = (totals[place]?.cost ?? Cost()) + cost
    totals[place, default: Total()].calls += 1
  }

  func run(_ operation: Operation, _ cost: Cost, _ body: () throws -> Void) throws { try body() }

  func took(_ count: Int) {
    bytes += count
    bytesTaken += count
    peakBytes = max(peakBytes, bytes)
  }

  func gave(_ count: Int) { bytes -= count }

  // MARK: The thread's meter

  /// The meter of what runs on this thread; nil when nobody measures.
  public static var current: Meter? {
    arr_thread_note().map { Unmanaged<Meter>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Whether operations are only planned: what they would compute is not there.
  public static var isPlanning: Bool { current is Planner }

  /// - Throws: `TensorError` under a plan, whose results are no numbers that anybody wants to keep.
  public static func requireRun(_ refusal: String = "a plan writes no files") throws {
    if isPlanning { throw TensorError(refusal, help: ["plan the part that computes"]) }
  }

  /// Runs something beside which no meter stands.
  static func unmeasured<T>(_ body: () throws -> T) rethrows -> T {
    let outer = arr_thread_note()
    arr_set_thread_note(nil)
    defer { arr_set_thread_note(outer) }
    return try body()
  }

  /// Runs something with this meter beside it.
  public func measure<T>(_ body: () throws -> T) rethrows -> T {
    let outer = arr_thread_note()
    arr_set_thread_note(Unmanaged.passUnretained(self).toOpaque())
    defer { arr_set_thread_note(outer) }
    return try withExtendedLifetime(self) { try body() }
  }

  /// An operation of a model, before the eyes of the thread's meter where there is one.
  @inline(__always)
  public static func run(_ operation: Operation, _ cost: @autoclosure () -> Cost, _ body: () throws -> Void) throws {
    // What an operation is made of is a part of it.
    guard let meter = current, !meter.isInside else { return try body() }
    meter.isInside = true
    defer { meter.isInside = false }
    try meter.run(operation, cost(), body)
  }

  /// A block of a model: its operations belong to it.
  @inline(__always)
  public static func block<T>(_ layer: Int, _ body: () throws -> T) rethrows -> T {
    guard let meter = current else { return try body() }
    let outer = meter.layer
    meter.layer = layer
    defer { meter.layer = outer }
    return try body()
  }
}

/// The time of every operation as it runs.
public final class Profile: Meter {
  /// A profile of nothing yet.
  public override init() {}

  override func run(_ operation: Operation, _ cost: Cost, _ body: () throws -> Void) throws {
    let start = monotonicSeconds()
    try body()
    add(operation, cost, seconds: monotonicSeconds() - start)
  }
}

/// Seconds since some moment that stays: for spans of time.
func monotonicSeconds() -> Double {
  var moment = timespec()
  clock_gettime(CLOCK_MONOTONIC, &moment)
  return Double(moment.tv_sec) + Double(moment.tv_nsec) * 1e-9
}
