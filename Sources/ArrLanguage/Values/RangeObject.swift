/// `range(a, b, step)`: its numbers are computed, never stored.
public final class RangeObject: ArrObject {
  /// The first number.
  public let start: Int
  /// The number that is not reached any more.
  public let stop: Int
  /// From one number to the next; never 0.
  public let step: Int
  /// How many numbers there are.
  public let count: Int

  /// The numbers from `start` up to (or down to) but without `stop`. Throws `ValueError` for a step of 0.
  public init(start: Int, stop: Int, step: Int = 1) throws {
    guard step != 0 else { throw ValueError("value", "the step of a range cannot be zero", argument: .keyword("step")) }
    self.start = start
    self.stop = stop
    self.step = step
    if step > 0 ? start >= stop : start <= stop {
      count = 0
    } else {
      let distance = step > 0 ? UInt(bitPattern: stop) &- UInt(bitPattern: start) : UInt(bitPattern: start) &- UInt(bitPattern: stop)
      guard let count = Int(exactly: (distance - 1) / step.magnitude + 1) else {
        throw ValueError("value", "a range cannot hold more than \(Int.max) numbers")
      }
      self.count = count
    }
  }

  public override var typeName: String { "range" }
  public override var shortTypeDescription: String { "range of \(counted(count, "item"))" }
  public override func shortDescription() -> String { "range(\(start), \(stop)\(step == 1 ? "" : ", \(step)"))" }
  public override func truth() throws -> Bool { count > 0 }
  public override func length() throws -> Int? { count }

  /// The number at a position below `count`; wrapping is harmless because every member fits.
  public func number(at position: Int) -> Int { start &+ position &* step }

  public override func subscripted(_ subscripts: [SubscriptValue], in interpreter: Interpreter) throws -> Value {
    switch try singleSubscript(subscripts, of: "range") {
    case .index(let value):
      return .int(number(at: try checkedIndex(value, count: count, of: "range")))
    case .slice(let start, let stop, let step):
      let bounds = try SliceBounds(start: start, stop: stop, step: step, count: count)
      let (newStep, isTooLarge) = self.step.multipliedReportingOverflow(by: bounds.step)
      // As in Python the ends are those of the slice, which may lie beyond the range, where there is no int left.
      guard !isTooLarge, let first = end(at: bounds.start), let stop = end(at: bounds.stop) else {
        return .list(of: bounds.positions.map { .int(number(at: $0)) })
      }
      return .object(try RangeObject(start: first, stop: stop, step: newStep))
    case .ellipsis:
      return .object(self)
    }
  }

  /// The number at a position from −1 to `count`; nil when an int does not hold it.
  private func end(at position: Int) -> Int? {
    let (distance, isTooFar) = step.multipliedReportingOverflow(by: position)
    let (number, isBeyond) = start.addingReportingOverflow(distance)
    return isTooFar || isBeyond ? nil : number
  }

  public override func iterator(in interpreter: Interpreter) throws -> (() throws -> Value?)? {
    var position = 0
    return { [self] in
      guard position < count else { return nil }
      defer { position += 1 }
      return .int(number(at: position))
    }
  }

  public override func contains(_ value: Value, in interpreter: Interpreter) throws -> Bool? {
    guard let number = Number(value) else { return false }
    let whole: Int
    switch number {
    case .int(let i): whole = i
    case .float(let d):
      guard let exact = Int(exactly: d) else { return false }
      whole = exact
    }
    guard step > 0 ? whole >= start && whole < stop : whole <= start && whole > stop else { return false }
    let distance = step > 0 ? UInt(bitPattern: whole) &- UInt(bitPattern: start) : UInt(bitPattern: start) &- UInt(bitPattern: whole)
    return distance % step.magnitude == 0
  }

  public override func isEqual(to other: ArrObject) -> Bool {
    guard let other = other as? RangeObject, count == other.count else { return false }
    return count == 0 || (start == other.start && (count == 1 || step == other.step))
  }
}
