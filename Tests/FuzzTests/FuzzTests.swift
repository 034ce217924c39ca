import Foundation
import Testing

/// The fuzzer is a program beside the test bundle: what it finds may end a process, which must not be this one.
@Suite("Fuzz", .serialized)
struct FuzzTests {
  private static let folders = [Bundle.main.bundleURL] + CommandLine.arguments.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }

  private func fuzz(_ arguments: [String]) throws -> (code: Int32, text: String) {
    let found = Self.folders.map { $0.appendingPathComponent("arr-fuzz") }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    let process = Process()
    process.executableURL = try #require(found, "the fuzzer is not built")
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus, text)
  }

  @Test("what once failed does not fail again")
  func seeds() throws {
    let folder = Bundle.module.resourceURL?.appendingPathComponent("FuzzSeeds").path ?? ""
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".arr") }.sorted()
    #expect(!files.isEmpty)
    let (code, text) = try fuzz(["one"] + files.map { folder + "/" + $0 })
    #expect(code == 0, "\(text)")
  }

  @Test("some seconds of random programs")
  func random() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (code, text) = try fuzz(["3", "7", folder])
    #expect(code == 0, "\(text)")
    #expect(text.contains(" programs"))
  }
}
