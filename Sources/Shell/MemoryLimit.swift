import ArrLanguage
import CLineEditor
import Glibc

/// Glibc's `malloc_trim`, which its Swift module leaves out: gives freed memory back to the kernel.
@_silgen_name("malloc_trim")
@discardableResult
private func trimMemory(_ kept: Int) -> Int32

/// Keeps a program from taking all the machine's memory: one that grows beyond the limit stops with an error, as if Ctrl-C
/// had been pressed, and one that goes on growing ends the process before the kernel does.
///
/// A thread looks at what the process holds, the more seldom the further away the limit is, so that the evaluator pays
/// nothing. Mapped files do not count: the kernel takes their pages back when it needs them.
public enum MemoryLimit {
  nonisolated(unsafe) private static var limit = Int.max

  /// The limit; nil when nobody watches.
  public static var bytes: Int? { limit == Int.max ? nil : limit }

  /// Sets another limit for a process that is watched already.
  static func change(to bytes: Int) {
    let available = available() + (used() ?? 0)
    limit = bytes
    lastResort = max(limit, min(limit + max(limit / 4, 64 << 20), available / 100 * 97))
  }

  /// Bytes that may be taken before `limit`.
  public static func room() -> Int { limit - (used() ?? 0) }

  /// Begins to watch. Without `bytes` the limit is most of what is free now.
  public static func start(bytes: Int? = nil) {
    let available = available()
    limit = bytes ?? available / 100 * 92
    // What the error costs, and the copy that a growing list makes, must still fit.
    let last = max(limit, min(limit + max(limit / 4, 64 << 20), available / 100 * 97))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, 256 << 10)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    lastResort = last
    pthread_create(
      &thread, &attributes,
      { _ in
        MemoryLimit.watch()
        return nil
      }, nil)
  }

  /// The error of a program that was stopped for its memory; nil when it was not.
  public static func takeError() -> ValueError? {
    guard arr_interrupt_take_memory() else { return nil }
    return ValueError(
      "memory", "this needs more memory than there is", notes: ["the limit is \(limit / 1_000_000) MB"],
      help: ["`arr --memory-limit MB` sets another limit"])
  }

  nonisolated(unsafe) private static var lastResort = Int.max

  private static func watch() {
    // Only the program's own thread takes signals: theirs is the blocking call that Ctrl-C ends.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    var stopped = 0
    while let held = used() {
      if held > lastResort { arr_leave("error: there is no memory left\n") }
      if held <= limit {
        stopped = 0
      } else if held > stopped + limit / 16 {
        // Memory that was freed in small pieces may still be held.
        trimMemory(0)
        if let held = used(), held > limit {
          stopped = held
          arr_interrupt_for_memory()
        }
      }
      // Nothing grows by more than 8 bytes in a nanosecond.
      let distance = held <= limit ? limit - held : max(0, lastResort - held)
      usleep(UInt32(max(1_000, min(250_000, distance / 8_000))))
    }
  }

  /// Bytes of memory that the process holds for itself.
  private static func used() -> Int? {
    let fields = smallFile("/proc/self/statm").split(separator: " ").prefix(3).compactMap { Int($0) }
    guard fields.count == 3 else { return nil }
    return (fields[1] - fields[2]) * sysconf(Int32(_SC_PAGESIZE))
  }

  /// Bytes that this process can have: what the machine has left, what its control group allows, and its own limit.
  private static func available() -> Int {
    var bytes = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    for line in smallFile("/proc/meminfo").split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      if let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) { bytes = min(bytes, kilobytes << 10) }
    }
    for path in controlGroups {
      guard let most = number(path + "/memory.max") else { continue }
      bytes = min(bytes, most - (number(path + "/memory.current") ?? 0))
    }
    if let most = number("/sys/fs/cgroup/memory/memory.limit_in_bytes"), most < bytes { bytes = most }
    var own = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &own) == 0, own.rlim_cur < UInt(Int.max) {
      // The stacks are address space too, though most of it is never touched.
      let pages = smallFile("/proc/self/statm").split(separator: " ").first.flatMap { Int($0) } ?? 0
      bytes = min(bytes, Int(own.rlim_cur) - pages * sysconf(Int32(_SC_PAGESIZE)) - (512 << 20))
    }
    return max(bytes, 64 << 20)
  }

  /// This process's control group and those above it.
  private static var controlGroups: [String] {
    guard let line = smallFile("/proc/self/cgroup").split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else { return [] }
    var parts = line.dropFirst(4).split(separator: "/")
    var paths = ["/sys/fs/cgroup"]
    while !parts.isEmpty {
      paths.append("/sys/fs/cgroup/" + parts.joined(separator: "/"))
      parts.removeLast()
    }
    return paths
  }

  private static func number(_ path: String) -> Int? { Int(smallFile(path).filter { !$0.isWhitespace }) }
}
