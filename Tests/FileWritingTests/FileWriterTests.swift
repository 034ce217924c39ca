import Foundation
import Testing

@testable import FileWriting

/// A folder of its own for a test.
private func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

private func names(_ folder: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
private func text(_ path: String) throws -> String { String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self) }

@Suite struct FileWriterTests {
  @Test func theOldFileOrTheWholeNewOne() throws {
    try withFolder { folder in
      let path = folder + "/x"
      try FileWriter.write(Array("old".utf8), to: path)
      chmod(path, 0o640)
      let writer = try FileWriter(path)
      try writer.write(Array("new".utf8))
      #expect(try text(path) == "old" && writer.position == 3)
      try writer.finish()
      #expect(try text(path) == "new" && names(folder) == ["x"])
      // Permissions stay.
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
      do {
        let abandoned = try FileWriter(path)
        try abandoned.write(Array("half".utf8))
      }
      #expect(try text(path) == "new" && names(folder) == ["x"])
    }
  }

  @Test func aLinkStaysALink() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/inner", withIntermediateDirectories: true)
      #expect(symlink("inner/real", folder + "/a") == 0 && symlink(folder + "/a", folder + "/b") == 0)
      for content in ["made", "replaced"] {
        try FileWriter.write(Array(content.utf8), to: folder + "/b")
        #expect(try text(folder + "/inner/real") == content)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/b") == folder + "/a")
        #expect(try names(folder + "/inner") == ["real"] && names(folder) == ["a", "b", "inner"])
      }
      #expect(symlink("loop", folder + "/loop") == 0)
      #expect(throws: FileWritingError(path: folder + "/loop", code: ELOOP)) { try FileWriter.write([1], to: folder + "/loop") }
    }
  }

  @Test func descriptorsAndDevicesAreWrittenTo() throws {
    try withFolder { folder in
      let path = folder + "/log"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      defer { close(descriptor) }
      #expect(write(descriptor, "one ", 4) == 4)
      try FileWriter.write(Array("two ".utf8), to: "/dev/fd/\(descriptor)")
      #expect(write(descriptor, "three", 5) == 5)
      #expect(try text(path) == "one two three" && names(folder) == ["log"])
      try FileWriter.write([1, 2], to: "/dev/null", durable: true)
      #expect(throws: FileWritingError(path: "/dev/full", code: ENOSPC)) { try FileWriter.write([1], to: "/dev/full") }
      #expect(throws: FileWritingError(path: folder, code: EISDIR)) { try FileWriter.write([1], to: folder) }
      #expect(throws: FileWritingError(path: folder + "/no/x", code: ENOENT)) { try FileWriter.write([1], to: folder + "/no/x") }
    }
  }

  @Test func aPipeIsWaitedForUntilStopped() throws {
    struct Stop: Error {}
    try withFolder { folder in
      let path = folder + "/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      var asked = 0
      #expect(throws: Stop.self) {
        try FileWriter.write([1], to: path) {
          asked += 1
          if asked == 3 { throw Stop() }
        }
      }
      let reader = open(path, O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      try FileWriter.write(Array("through".utf8), to: path)
      var buffer = [UInt8](repeating: 0, count: 16)
      #expect(read(reader, &buffer, 16) == 7)
      #expect(try names(folder) == ["pipe"])
    }
  }

  @Test func whatDoesNotFitLeavesTheOldFile() async throws {
    await #expect(processExitsWith: .success) {
      try withFolder { folder in
        let path = folder + "/x"
        try FileWriter.write(Array("old".utf8), to: path)
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: 10_000, rlim_max: 10_000)
        #expect(setrlimit(__rlimit_resource_t(1), &limit) == 0)  // RLIMIT_FSIZE
        #expect(throws: FileWritingError(path: path, code: EFBIG)) {
          try FileWriter.write([UInt8](repeating: 1, count: 50_000), to: path)
        }
        #expect(try text(path) == "old" && names(folder) == ["x"])
      }
    }
  }
}
