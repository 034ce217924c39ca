import CLAPACK
import Glibc

/// Calls of LAPACK's routines: the library is opened when first needed, and a long call does not keep Ctrl-C waiting.
enum LAPACK {
  /// The report of a routine that takes about `operations` floating-point operations: 0, or what is wrong with the data.
  ///
  /// A routine cannot be stopped. A long one runs on a thread of its own, which is left to finish alone when the user asks
  /// to stop; so the body owns its memory.
  static func run(_ name: String, operations: Double, _ body: @escaping () -> Int32) throws -> Int32 {
    if let reason = arr_lapack_open() {
      throw TensorError("`\(name)` needs LAPACK: \(String(cString: reason))", help: ["install the package libopenblas0-openmp"])
    }
    Threads.applyToCurrentThread()
    let report = operations < 3e7 ? body() : try LongCall.result(of: body)
    switch Int(report) {
    case ARR_LAPACK_NO_MEMORY: throw TensorError("there is no memory left for the working space of `\(name)`")
    case ARR_LAPACK_TOO_LARGE: throw TensorError("the matrix is too large for `\(name)`")
    case ..<0: throw TensorError("LAPACK refuses argument \(-report) of `\(name)`")
    default: return report
    }
  }

  /// A size as LAPACK counts.
  static func size(_ count: Int) throws -> Int32 {
    guard let size = Int32(exactly: count) else { throw TensorError("a matrix with \(count) rows or columns is too large for LAPACK") }
    return size
  }
}

/// A call on another thread, which the caller may stop waiting for.
private final class LongCall {
  private let body: () -> Int32
  private var report: Int32 = 0
  private let done = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  /// Calls that nobody waits for any more. Only the interpreter's thread counts them up, only their own thread down.
  private static let abandoned = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  private static let preparedForExit: Void = {
    sem_init(abandoned, 0, 0)
    // The library's own memory goes away at exit, under a call that still runs.
    on_exit({ status, _ in
      var running: Int32 = 0
      sem_getvalue(LongCall.abandoned, &running)
      guard running > 0 else { return }
      fflush(nil)
      _exit(status)
    }, nil)
  }()

  private init(_ body: @escaping () -> Int32) {
    self.body = body
    sem_init(done, 0, 0)
  }

  deinit {
    sem_destroy(done)
    done.deallocate()
  }

  /// - Throws: `InterruptedError` when the user asks to stop before the result is there.
  static func result(of body: @escaping () -> Int32) throws -> Int32 {
    _ = preparedForExit
    let call = LongCall(body)
    let context = Unmanaged.passRetained(call)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let call = Unmanaged<LongCall>.fromOpaque(context).takeRetainedValue()
        Threads.applyToCurrentThread()
        call.report = call.body()
        sem_post(call.done)
        return nil
      }, context.toOpaque())
    guard status == 0 else {
      context.release()
      return body()
    }
    pthread_detach(thread)
    return try call.wait()
  }

  private func wait() throws -> Int32 {
    while true {
      var deadline = timespec()
      clock_gettime(CLOCK_REALTIME, &deadline)
      deadline.tv_nsec += 20_000_000
      if deadline.tv_nsec >= 1_000_000_000 {
        deadline.tv_sec += 1
        deadline.tv_nsec -= 1_000_000_000
      }
      if sem_timedwait(done, &deadline) == 0 { return report }
      do { try Interruption.check() } catch {
        // Not counted down again: at exit it may still run, and to leave without farewell costs nothing.
        sem_post(LongCall.abandoned)
        throw error
      }
    }
  }
}
