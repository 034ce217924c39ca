import Foundation
import JSON
import Testing

@testable import Tokenizers

/// Committed fixtures, and real tokenizers that may lie beside the package.
enum TestData {
  static let fixtures = Bundle.module.resourceURL.map { $0.appendingPathComponent("Fixtures").path } ?? ""

  /// The folder of real checkpoints: `ARR_TEST_DATA`, or `../shared/data` as seen from the package.
  static let real: String? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let beside = package.deletingLastPathComponent().appendingPathComponent("shared/data").path
    let folder = ProcessInfo.processInfo.environment["ARR_TEST_DATA"] ?? beside
    return FileManager.default.fileExists(atPath: folder) ? folder : nil
  }()

  static func json(_ path: String) throws -> JSON {
    guard let bytes = FileManager.default.contents(atPath: path) else { throw TokenizerError("there is no file “\(path)”") }
    return try JSON.parse([UInt8](bytes))
  }
}

/// What the reference implementation answered for one text.
struct Vector {
  let text: String
  let ids: [Int]
  let idsWithSpecial: [Int]?
  let decoded: String?

  static func load(_ path: String) throws -> [Vector] {
    try #require(try TestData.json(path).arrayValue).map { row in
      Vector(
        text: try #require(row["text"]?.stringValue), ids: try #require(row["ids"]?.ints), idsWithSpecial: row["ids_with_special"]?.ints,
        decoded: row["decoded"]?.stringValue)
    }
  }

  /// Expects a tokenizer to answer the same.
  func check(_ tokenizer: Tokenizer) throws {
    if let idsWithSpecial {
      #expect(try tokenizer.encode(text, addSpecialTokens: false) == ids, "\(text.debugDescription)")
      #expect(try tokenizer.encode(text) == idsWithSpecial, "\(text.debugDescription)")
    } else {
      #expect(try tokenizer.encode(text) == ids, "\(text.debugDescription)")
    }
    if let decoded { #expect(Array(try tokenizer.decode(ids).utf8) == Array(decoded.utf8), "\(text.debugDescription)") }
  }
}

extension JSON {
  var ints: [Int]? { arrayValue?.compactMap(\.intValue) }
  var strings: [String]? { arrayValue?.compactMap(\.stringValue) }
}
