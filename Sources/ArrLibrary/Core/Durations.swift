/// A time in the unit that suits it: `850 ns`, `12.3 µs`, `4.56 ms`, `1.23 s`, `2 min 05 s`.
public func duration(_ seconds: Double, unicode: Bool = true) -> String {
  if seconds >= 3600 { return "\(Int(seconds / 3600)) h \(twoDigits(Int(seconds / 60) % 60)) min" }
  if seconds >= 60 { return "\(Int(seconds / 60)) min \(twoDigits(Int(seconds) % 60)) s" }
  for (unit, size) in [("s", 1.0), ("ms", 1e-3), (unicode ? "µs" : "us", 1e-6)] where seconds >= size * 0.9995 {
    return significant(seconds / size) + " " + unit
  }
  return significant(max(0, seconds) / 1e-9) + " ns"
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

/// Three digits that mean something.
private func significant(_ number: Double) -> String {
  let places = number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2
  var scale = 1
  for _ in 0..<places { scale *= 10 }
  let scaled = Int((number * Double(scale)).rounded())
  guard places > 0 else { return "\(scaled)" }
  var fraction = "\(scaled % scale)"
  while fraction.count < places { fraction = "0" + fraction }
  return "\(scaled / scale).\(fraction)"
}
