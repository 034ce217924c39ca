import Glibc

/// What the kernel says that this process takes, in bytes.
struct ProcessMemory {
  /// In memory now, files that are mapped included.
  var resident = 0
  /// The most there has been since the start or the last `resetPeak`.
  var peak = 0
  /// Pages of mapped files that are in memory; they can be dropped at any time.
  var files = 0

  static func now() -> ProcessMemory {
    var memory = ProcessMemory()
    for line in smallFile("/proc/self/status").split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == "\t" }
      guard words.count >= 2, let kilobytes = Int(words[1]) else { continue }
      switch words[0] {
      case "VmRSS:": memory.resident = kilobytes << 10
      case "VmHWM:": memory.peak = kilobytes << 10
      case "RssFile:": memory.files = kilobytes << 10
      default: continue
      }
    }
    return memory
  }

  /// Makes the peak begin anew.
  static func resetPeak() {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    writeAll(Array("5".utf8)[...], to: descriptor)
    close(descriptor)
  }
}

/// A small file of the kernel's; empty when there is none.
func smallFile(_ path: String) -> String {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return "" }
  defer { close(descriptor) }
  return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { buffer in
    let count = read(descriptor, buffer.baseAddress, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
  }
}
