#if canImport(Glibc)
  import Glibc
#endif
import Synchronization

/// The slots of one function call: parameters, captured variables, locals.
typealias Frame = UnsafeMutablePointer<Value>

/// What the evaluator touches at every call and loop turn. It lives behind a plain pointer: class properties would pay
/// for exclusivity checks.
struct MachineState {
  /// First free slot of the value stack.
  var top: Frame
  var limit: Frame
  /// Calls stop at this address of the thread's own stack, well before it ends.
  var stackLimit: UInt
  var thread: pthread_t?
  var interrupt: InterruptFlag
  /// How many variables are being changed by a method right now (their slots are empty meanwhile).
  var changing = 0
  /// Where f-strings are put together.
  var text = TextBuffer()
}

/// The flag that a signal handler sets: read relaxed, which costs no more than a plain load.
struct InterruptFlag {
  private let flag: UnsafePointer<Atomic<Int32>>

  init(_ flag: UnsafePointer<Int32>) {
    // An atomic is stored as its value is.
    self.flag = UnsafeRawPointer(flag).assumingMemoryBound(to: Atomic<Int32>.self)
  }

  @inline(__always)
  var isSet: Bool { flag.pointee.load(ordering: .relaxed) != 0 }
}

/// One contiguous stack of values for all frames; pages are only committed when touched.
final class ValueStack {
  let base: Frame
  let capacity: Int
  private let bytes: Int

  init() {
    var count = 1 << 24
    while true {
      let size = count * MemoryLayout<Value>.stride
      let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
      if let memory, memory != MAP_FAILED {
        base = memory.bindMemory(to: Value.self, capacity: count)
        bytes = size
        break
      }
      guard count > 1 << 16 else {
        base = Frame.allocate(capacity: count)
        bytes = 0
        break
      }
      count /= 2
    }
    capacity = count
  }

  deinit {
    if bytes > 0 { munmap(base, bytes) } else { base.deallocate() }
  }
}

/// Glibc hides this one behind a macro that Swift cannot set.
@_silgen_name("pthread_getattr_np")
private func stackAttributes(of thread: pthread_t, _ attributes: UnsafeMutablePointer<pthread_attr_t>) -> Int32

/// Room that native code (a product of matrices, a parser) may still use when the evaluator refuses another call.
private let stackMargin: UInt = 2 << 20

extension Interpreter {
  /// Measures the stack of the thread that runs now; cheap when it is the same as before.
  func enterThread() {
    let current = pthread_self()
    if state.pointee.thread == current { return }
    state.pointee.thread = current
    var attributes = pthread_attr_t()
    var address: UnsafeMutableRawPointer?
    var size = 0
    if stackAttributes(of: current, &attributes) == 0 {
      pthread_attr_getstack(&attributes, &address, &size)
      pthread_attr_destroy(&attributes)
    }
    if let address, UInt(size) > stackMargin * 2 {
      state.pointee.stackLimit = UInt(bitPattern: address) + stackMargin
    } else {
      var here: UInt8 = 0
      state.pointee.stackLimit = withUnsafeMutablePointer(to: &here) { UInt(bitPattern: $0) } - (256 << 10)
    }
  }

  /// Checks at every call: Ctrl-C, and room on both stacks.
  @inline(__always)
  func checkCall(_ needed: Frame) throws {
    var here: UInt8 = 0
    let address = withUnsafeMutablePointer(to: &here) { UInt(bitPattern: $0) }
    if state.pointee.interrupt.isSet || address < state.pointee.stackLimit || needed > state.pointee.limit {
      try refuseCall(interrupted: state.pointee.interrupt.isSet)
    }
  }

  @inline(never)
  private func refuseCall(interrupted: Bool) throws {
    if interrupted { throw Interpreter.interrupted }
    throw ValueError("depth", "too many nested calls", help: ["does this function call itself without end?"])
  }

  /// Long loops of library code call this now and then.
  @inline(__always)
  public func checkInterrupt() throws {
    if state.pointee.interrupt.isSet { throw Interpreter.interrupted }
  }

  static let interrupted = ValueError("interrupt", "interrupted")
}

private final class ThreadJob {
  let body: () -> Void
  init(_ body: @escaping () -> Void) { self.body = body }
}

/// Runs `body` on a thread with a stack of 512 MB (committed as it is touched) and waits for it.
public func onEvaluationThread<T, Failure: Error>(_ body: () throws(Failure) -> T) throws(Failure) -> T {
  var outcome: Result<T, Failure>?
  withoutActuallyEscaping(body) { body in
    let work = {
      do { outcome = .success(try body()) } catch let failure as Failure { outcome = .failure(failure) } catch {}
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, 512 << 20)
    defer { pthread_attr_destroy(&attributes) }
    let job = Unmanaged.passRetained(ThreadJob(work))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, &attributes,
      { raw in
        if let raw { Unmanaged<ThreadJob>.fromOpaque(raw).takeRetainedValue().body() }
        return nil
      }, job.toOpaque())
    if status == 0 {
      pthread_join(thread, nil)
    } else {
      // No room for the big stack: the depth limit adapts to the stack that is there.
      job.takeRetainedValue().body()
    }
  }
  if let outcome { return try outcome.get() }
  return try body()
}
