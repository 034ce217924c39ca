import Foundation
import Testing

@testable import TensorFiles

/// A folder of its own for a test, removed with it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "tensor-files-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }
}

func fixture(_ name: String) throws -> String {
  try #require(Bundle.module.resourcePath) + "/Fixtures/" + name
}

/// The bytes of a safetensors file with any header and data.
func safeTensors(_ header: String, data: Int = 0, length: UInt64? = nil) -> [UInt8] {
  let text = Array(header.utf8)
  return withUnsafeBytes(of: (length ?? UInt64(text.count)).littleEndian, Array.init) + text + (0..<data).map { UInt8($0 & 0xFF) }
}

/// The message of the file error that the body must throw, without the folder.
func message(of body: () throws -> Any, sourceLocation: SourceLocation = #_sourceLocation) -> String {
  do {
    let value = try body()
    Issue.record("no error but \(value)", sourceLocation: sourceLocation)
  } catch let error as TensorFileError {
    // The path comes first, up to a colon.
    return String(error.message.drop { $0 != ":" }.dropFirst(2))
  } catch {
    Issue.record("another error: \(error)", sourceLocation: sourceLocation)
  }
  return ""
}
