import Foundation
import TensorFiles
import Tensors

/// Real weights and reference numbers that are not part of the repository: `ARR_TEST_DATA`, or `../shared/data` beside it.
public enum SharedData {
  public static let folder: String? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let candidates = [ProcessInfo.processInfo.environment["ARR_TEST_DATA"], root.deletingLastPathComponent().path + "/shared/data"]
    let found = candidates.compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0 + "/README.md") }
    if found == nil { print("no test data beside the repository: tests on real weights are skipped") }
    return found
  }()

  public static var isThere: Bool { folder != nil }

  /// Paths of checkpoints when the data is there, else none.
  public static func paths(_ relative: String...) -> [String] { isThere ? relative.map(path) : [] }

  public static func path(_ relative: String) -> String { (folder ?? "") + "/" + relative }

  /// Every checkpoint folder with reference numbers of Hugging Face transformers.
  public static let goldens: [String] = {
    guard isThere, let names = try? FileManager.default.contentsOfDirectory(atPath: path("goldens")) else { return [] }
    return names.sorted().map { path("goldens/" + $0) }.filter { FileManager.default.fileExists(atPath: $0 + "/golden.safetensors") }
  }()
}

/// A file of reference tensors.
public struct Golden {
  public let file: SafeTensorsFile
  public init(_ path: String) throws { file = try SafeTensorsFile(path) }
  public func floats(_ name: String) throws -> [Float] { try file.tensor(named: name).floats }
  public func integers(_ name: String) throws -> [Int] { try file.tensor(named: name).integers }
  public func shape(_ name: String) -> [Int] { file.shape(of: name) ?? [] }

  /// `input_ids` as sequences.
  public func sequences() throws -> [[Int]] {
    let ids = try integers("input_ids")
    let shape = shape("input_ids")
    let length = shape.last ?? 1
    return stride(from: 0, to: ids.count, by: length).map { Array(ids[$0..<$0 + length]) }
  }
}

/// The largest difference of two arrays; infinite when their sizes differ.
public func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { worst, pair in
    // NaN must not hide: it compares false.
    let d = abs(pair.0 - pair.1)
    return d <= worst ? worst : d
  }
}

/// The project's own small checkpoints with NumPy's numbers, made by scripts/fixtures/make_model_fixtures.py.
public enum ModelFixtures {
  public static let names = ["gpt2", "llama", "llama3"]

  /// A folder for every family, with the numbers of Hugging Face transformers, made by scripts/fixtures/make_family_fixtures.py.
  public static let families: [String] = {
    let folder = path("families")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { folder + "/" + $0 }
  }()

  public static func path(_ name: String) -> String {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return tests.appendingPathComponent("TransformersTests/Fixtures").path + "/" + name
  }
}
