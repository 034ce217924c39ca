import ArrLanguage
import CLineEditor
import Glibc
import Synchronization

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
  private static let storedLimit = Atomic<Int>(.max)
  private static let storedLastResort = Atomic<Int>(.max)
  private static var limit: Int { storedLimit.load(ordering: .relaxed) }
  private static var lastResort: Int { storedLastResort.load(ordering: .relaxed) }

  /// The limit; nil when nobody watches.
  public static var bytes: Int? { limit == Int.max ? nil : limit }

  /// Sets another limit for a process that is watched already.
  ///
  /// - Returns: nil; or, when the process takes that much as it is, what it takes. The limit stays as it was then, for nothing
  ///   that runs could give the memory back: variables hold it.
  static func change(to bytes: Int) -> Int? {
    trimMemory(0)
    let held = used() ?? 0
    guard bytes > held else { return held }
    set(bytes, available: available() + held)
    return nil
  }

  private static func set(_ bytes: Int, available: Int) {
    storedLimit.store(bytes, ordering: .relaxed)
    // What the error costs, and the copy that a growing list makes, must still fit.
    storedLastResort.store(max(bytes, min(bytes + max(bytes / 4, 64 << 20), available / 100 * 97)), ordering: .relaxed)
  }

  /// Bytes that may be taken before `limit`.
  public static func room() -> Int { limit - (used() ?? 0) }

  /// Begins to watch. Without `bytes` the limit is most of what is free now.
  public static func start(bytes: Int? = nil) {
    let available = available()
    set(bytes ?? available / 100 * 92, available: available)
    startWatcher { _ in
      blockAllSignals()
      MemoryLimit.watch()
      return nil
    }
  }

  /// The error of a program that was stopped for its memory; nil when it was not.
  public static func takeError() -> ValueError? {
    guard arr_interrupt_take_memory() else { return nil }
    return ValueError(
      "memory", "this needs more memory than there is", notes: ["the limit is \(limit / 1_000_000) MB"],
      help: ["`arr --memory-limit MB` sets another limit"])
  }

  private static func watch() {
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
