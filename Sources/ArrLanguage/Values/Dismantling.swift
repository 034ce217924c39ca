import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Gives up the contents of a value that is freed, without recursion: freeing a million nested levels one inside the other
/// would run out of stack.
///
/// The outermost call frees what waits, a piece at a time; what ends meanwhile leaves its own content to it. Once the user
/// asks to stop, the rest becomes `Leftovers`.
func dismantle(_ items: inout [Value]) {
  guard items.count > pieceSize || items.contains(where: \.holdsValues) else { return }
  Dismantling.current.free { swap(&$0.items, &items) }
}

/// The same for the entries of a dict.
func dismantle(_ entries: inout ValueDictionary) {
  guard entries.count > pieceSize || entries.holdsValues else { return }
  Dismantling.current.free { swap(&$0.entries, &entries) }
}

/// What a computation that the user stopped left to be freed: millions of texts take seconds, and the prompt comes first.
public enum Leftovers {
  private static let contents = Mutex(Contents())

  private struct Contents: @unchecked Sendable {
    var list: [Content] = []
  }

  fileprivate static func add(_ more: [Content]) { contents.withLock { $0.list += more } }

  /// Takes items over that are no values, such as what a file was read into, when Ctrl-C is the reason to give them up.
  public static func take<T>(_ items: inout [T]) {
    guard items.count > pieceSize, Stopping.isPressed() else { return }
    var content: [T] = []
    swap(&content, &items)
    let free = {
      content.removeLast(min(pieceSize, content.count))
      return !content.isEmpty
    }
    add([Content(others: free)])
  }

  /// Frees a part of it, which takes a few milliseconds. For the thread that runs programs, while none runs.
  ///
  /// - Returns: Whether there was anything.
  @discardableResult
  public static func freeSome() -> Bool {
    var taken: [Content] = []
    contents.withLock { swap(&taken, &$0.list) }
    if taken.isEmpty { return false }
    let rest = Dismantling.current.freeSome(&taken)
    if !rest.isEmpty { contents.withLock { $0.list = rest + $0.list } }
    return true
  }

  /// Frees all of it, where the memory is needed.
  static func freeAll() { while freeSome() {} }
}

extension [Value] {
  /// Items that are collected one by one; when that ends in an error, those that are there are freed as a list's are.
  public static func collecting(_ body: (inout [Value]) throws -> Void) throws -> [Value] {
    var items: [Value] = []
    do { try body(&items) } catch {
      dismantle(&items)
      throw error
    }
    return items
  }
}

extension [Value] {
  /// Adds items piece by piece: each counts a reference more, and many keep Ctrl-C waiting.
  mutating func append(inPieces items: [Value]) throws {
    var start = 0
    while start < items.count {
      try Stopping.check()
      let end = Swift.min(start + (1 << 20), items.count)
      append(contentsOf: items[start..<end])
      start = end
    }
  }

  /// A copy of its own, for whoever changes it next.
  @usableFromInline
  func copiedInPieces() throws -> [Value] {
    try .collecting { copy in
      copy.reserveCapacity(count + 1)
      try copy.append(inPieces: self)
    }
  }
}

extension ValueDictionary {
  fileprivate var holdsValues: Bool {
    var holdsValues = false
    forEachEntry { if $0.value.holdsValues { holdsValues = true } }
    return holdsValues
  }
}

extension Value {
  /// Whether other values may end with this one.
  var holdsValues: Bool {
    switch self {
    case .list, .tuple, .dict, .function: return true
    case .object(let object): return object is Cell
    default: return false
    }
  }
}

/// So many values are freed between two looks at Ctrl-C.
private let pieceSize = 4096

/// What a value held, or somebody else's items.
private struct Content {
  var items: [Value] = []
  var entries = ValueDictionary()
  /// Frees a piece of something; whether there is more.
  var others: (() -> Bool)?

  /// Frees the last piece, or all when others hold it too; whether there is more.
  mutating func freePiece() -> Bool {
    if let others { return others() }
    if items.count > pieceSize, isHeldAlone(&items) {
      items.removeLast(pieceSize)
      return true
    }
    items = []
    if entries.discardLast(pieceSize) { return true }
    entries = ValueDictionary()
    return false
  }
}

/// An array is one reference, to what holds its items.
private func isHeldAlone(_ items: inout [Value]) -> Bool {
  withUnsafeMutablePointer(to: &items) { array in
    array.withMemoryRebound(to: AnyObject.self, capacity: 1) { isKnownUniquelyReferenced(&$0.pointee) }
  }
}

/// What waits to be freed on one thread.
private final class Dismantling {
  private var waiting: [Content] = []
  private var isRunning = false

  /// Frees a content, or leaves it to the call that is freeing already.
  ///
  /// - Parameter move: puts it into an empty one. Swapped and not copied: nobody else may hold it when its turn comes.
  func free(_ move: (inout Content) -> Void) {
    waiting.append(Content())
    move(&waiting[waiting.count - 1])
    guard !isRunning else { return }
    run { Stopping.isPressed() }
    guard !waiting.isEmpty else { return }
    Leftovers.add(waiting)
    waiting = []
  }

  /// Frees some of the contents; the result is what is left.
  func freeSome(_ contents: inout [Content]) -> [Content] {
    guard !isRunning else { return contents }
    swap(&waiting, &contents)
    var pieces = 0
    run {
      pieces += 1
      return pieces == 16
    }
    defer { waiting = [] }
    return waiting
  }

  private func run(until isEnough: () -> Bool) {
    isRunning = true
    defer { isRunning = false }
    while var content = waiting.popLast() {
      let place = waiting.count
      // What was inside goes first, so that it does not pile up.
      if content.freePiece() { waiting.insert(content, at: place) }
      if isEnough() { return }
    }
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { if let last = $0 { Unmanaged<Dismantling>.fromOpaque(last).release() } }
    return key
  }()

  static var current: Dismantling {
    if let known = pthread_getspecific(key) { return Unmanaged<Dismantling>.fromOpaque(known).takeUnretainedValue() }
    let new = Dismantling()
    pthread_setspecific(key, Unmanaged.passRetained(new).toOpaque())
    return new
  }
}
