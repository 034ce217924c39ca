import Glibc
import JSON
import Tensors
import Transformers

/// The record of one call of an experiment. Its version is a hash of what determines it and what came out, so that the
/// same call with the same result is the same version, and any change is a new one.
public struct ExperimentRecord: Equatable, Sendable {
  /// The name of the function, and of the folder that keeps its versions.
  var name: String
  /// The text of the function.
  public var source: String
  /// The arguments of the call by parameter.
  var arguments: JSONObject
  /// What the call returned.
  var result: JSON
  /// What was used: the model and its weights' origin.
  public var model: JSONObject
  /// The version of this program.
  public var program: String
  /// Seconds since 1970 when the call began, and how long it took.
  public var time: Double
  /// Seconds that the call took.
  var seconds: Double

  /// The record of a call that has ended. Nothing is written before a store saves it.
  public init(
    name: String, source: String, arguments: JSONObject, result: JSON, model: JSONObject, program: String, time: Double, seconds: Double
  ) {
    self.name = name
    self.source = source
    self.arguments = arguments
    self.result = result
    self.model = model
    self.program = program
    self.time = time
    self.seconds = seconds
  }

  /// 16 hexadecimal digits over name, source, arguments, model, program and result; not over the times.
  public var version: String {
    let content: JSON = .object([
      "name": .string(name), "source": .string(source), "arguments": .object(arguments), "model": .object(model), "program": .string(program),
      "result": result,
    ])
    return contentHash(Array(content.text().utf8))
  }

  /// As it stands in its file.
  public var json: JSON {
    .object([
      "name": .string(name), "version": .string(version), "time": .string(utcText(time)), "seconds": .double(seconds), "program": .string(program),
      "model": .object(model), "source": .string(source), "arguments": .object(arguments), "result": result,
    ])
  }
}

/// The experiments in a folder: one readable JSON file a version, `folder/name/version.json`.
public struct ExperimentStore: Sendable {
  /// Holds a folder for each experiment.
  public let folder: String

  /// A store in a folder that need not exist before something is saved.
  public init(folder: String) { self.folder = folder }

  /// - Returns: the version under which the record can be found again.
  /// - Throws: `ModelError` when the folder cannot be written.
  @discardableResult
  public func save(_ record: ExperimentRecord) throws -> String {
    let place = try self.place(record.name)
    let version = record.version
    // What is only planned leaves no record.
    if Meter.isPlanning { return version }
    try FileSystem.makeFolder(place)
    try FileSystem.write(Array((record.json.text(pretty: true) + "\n").utf8), to: "\(place)/\(version).json")
    return version
  }

  /// The versions of an experiment, oldest first.
  public func versions(of name: String) throws -> [(version: String, time: String)] {
    let place = try self.place(name)
    let found = FileSystem.names(in: place).filter { $0.hasSuffix(".json") }.compactMap { file -> (version: String, time: String)? in
      // A file that is no record is somebody else's: it does not hide the others.
      guard let json = try? JSON.parse(try FileSystem.read(place + "/" + file)), let time = json["time"]?.stringValue else { return nil }
      return (String(file.dropLast(5)), time)
    }
    return found.sorted { $0.time != $1.time ? $0.time < $1.time : $0.version < $1.version }
  }

  /// The whole record of a version; a beginning of its hash is enough when only one has it.
  public func record(_ name: String, version: String) throws -> JSON {
    let matches = try versions(of: name).map(\.version).filter { $0.hasPrefix(version) }
    guard let match = matches.first, !version.isEmpty else {
      throw ModelError("the experiment \"\(name)\" has no version \"\(version)\"", help: ["`list_versions` lists them"])
    }
    guard matches.count == 1 else { throw ModelError("\"\(version)\" begins \(matches.count) versions", notes: [matches.joined(separator: ", ")]) }
    return try JSON.parse(try FileSystem.read("\(try place(name))/\(match).json"))
  }

  /// The folder of an experiment: a name must not lead elsewhere.
  private func place(_ name: String) throws -> String {
    guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else { throw ModelError("\"\(name)\" is no name of an experiment") }
    return folder + "/" + name
  }
}

/// FNV-1a in 64 bits: names versions, guards against nothing.
public func contentHash(_ bytes: [UInt8]) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// `2026-01-31T12:00:00.123456Z`: sorts by time.
func utcText(_ seconds: Double) -> String {
  var whole = time_t(seconds.rounded(.down))
  var parts = tm()
  gmtime_r(&whole, &parts)
  func digits(_ value: Int, _ count: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
  let micro = Int((seconds - Double(whole)) * 1e6)
  return "\(digits(Int(parts.tm_year) + 1900, 4))-\(digits(Int(parts.tm_mon) + 1, 2))-\(digits(Int(parts.tm_mday), 2))T"
    + "\(digits(Int(parts.tm_hour), 2)):\(digits(Int(parts.tm_min), 2)):\(digits(Int(parts.tm_sec), 2)).\(digits(micro, 6))Z"
}
