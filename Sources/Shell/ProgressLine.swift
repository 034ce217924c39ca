import ArrLibrary
import Glibc

/// One line on a terminal that is written over as something long goes on.
final class ProgressLine {
  private let messages: Output
  private let terminal: Terminal
  private var start: (time: Double, bytes: Int)?
  private var label = ""

  init(_ messages: Output, _ terminal: Terminal) {
    self.messages = messages
    self.terminal = terminal
  }

  /// nil takes the line away.
  func show(_ report: ProgressReport?) {
    guard let report else {
      if start != nil { write("") }
      start = nil
      return
    }
    let now = Self.now()
    if start == nil || label != report.label { start = (now, report.doneBytes) }
    label = report.label
    let seconds = now - (start?.time ?? now)
    let rate = seconds > 0.5 ? Double(report.doneBytes - (start?.bytes ?? 0)) / seconds : 0
    write(Self.line(report, bytesPerSecond: rate, width: Terminal.windowWidth(STDERR_FILENO), unicode: terminal.unicode))
  }

  private func write(_ line: String) {
    messages.send("\r\u{1B}[K" + line)
    messages.flush()
  }

  /// `model.safetensors  ━━━━━━━━──────  312 MB of 1.2 GB, 34 MB/s, 0:26 left`, as much of it as fits.
  static func line(_ report: ProgressReport, bytesPerSecond rate: Double, width: Int, unicode: Bool) -> String {
    var numbers = size(report.doneBytes)
    if report.totalBytes > 0 { numbers += " of \(size(report.totalBytes))" }
    if rate >= 1 {
      numbers += ", \(size(Int(min(rate, 1e15))))/s"
      let left = Double(report.totalBytes - report.doneBytes) / rate
      if report.totalBytes > 0, left < 360_000 { numbers += ", \(time(Int(max(left, 0)))) left" }
    }
    let room = width - 1 - report.label.count - numbers.count - 4
    guard room >= 8 else { return String((report.label + "  " + numbers).prefix(max(width - 1, 0))) }
    guard report.totalBytes > 0 else { return "\(report.label)  \(numbers)" }
    let bar = min(room, 30)
    let filled = min(bar, max(0, Int(Double(bar) * Double(report.doneBytes) / Double(report.totalBytes))))
    let (full, empty) = unicode ? ("━", "─") : ("#", ".")
    return "\(report.label)  \(String(repeating: full, count: filled))\(String(repeating: empty, count: bar - filled))  \(numbers)"
  }

  /// `312 MB`
  static func size(_ bytes: Int) -> String {
    var value = Double(bytes)
    for unit in ["B", "kB", "MB", "GB"] {
      if value < 999.5 || unit == "GB" {
        let tenths = Int((value * 10).rounded())
        return unit == "B" || value >= 99.5 ? "\(Int(value.rounded())) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
      }
      value /= 1000
    }
    return "\(bytes) B"
  }

  private static func time(_ seconds: Int) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
