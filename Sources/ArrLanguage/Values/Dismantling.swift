#if canImport(Glibc)
  import Glibc
#endif

/// Gives up the contents of a value that is freed, without recursion: freeing a million nested levels one inside the other
/// would run out of stack.
///
/// The outermost call frees what waits, one content after the other; what ends meanwhile leaves its own content to it.
func dismantle(_ items: inout [Value]) {
  guard items.contains(where: \.holdsValues) else { return }
  let dismantling = Dismantling.current
  // Swapped and not copied: nobody else may hold the contents when their turn comes.
  dismantling.waiting.append([])
  swap(&dismantling.waiting[dismantling.waiting.count - 1], &items)
  guard !dismantling.isRunning else { return }
  dismantling.isRunning = true
  while !dismantling.waiting.isEmpty { _ = dismantling.waiting.popLast() }
  dismantling.isRunning = false
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

/// What waits to be freed on one thread.
private final class Dismantling {
  var waiting: [[Value]] = []
  var isRunning = false

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
