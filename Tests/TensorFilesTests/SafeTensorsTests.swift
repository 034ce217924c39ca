import Foundation
import Tensors
import TestSupport
import Testing

@testable import TensorFiles

@Suite struct SafeTensorsTests {
  /// sin 0 … sin 11, as the fixtures have it.
  let wave: [Float] = (0..<12).map { Float(sin(Double($0))) }

  @Test func everyType() throws {
    let file = try SafeTensorsFile(fixture("types.safetensors"))
    #expect(file.names.count == 11)
    #expect(file.names.first == "wave")
    #expect(file.metadata == ["format": "pt"])
    let tensor = try file.tensor(named: "wave")
    #expect(tensor.shape == [3, 4])
    #expect(zip(tensor.floats, wave).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(try zip(file.tensor(named: "wave.f64").floats, wave).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(try zip(file.tensor(named: "wave.f16").floats, wave).allSatisfy { abs($0 - $1) < 1e-3 })
    #expect(try file.tensor(named: "wave.bf16").dtype == .bfloat16)
    #expect(try zip(file.tensor(named: "wave.bf16").floats, wave).allSatisfy { abs($0 - $1) < 1e-2 })
    #expect(try file.tensor(named: "flags").integers == [1, 0, 1])
    #expect(try file.tensor(named: "ids").integers == [-1, 1 << 40])
    #expect(try file.tensor(named: "small").integers == [7, -8])
    #expect(try file.tensor(named: "bytes").integers == [0, 255])
    #expect(try file.tensor(named: "scalar").item() == .float(2.5))
    #expect(try file.tensor(named: "nothing").shape == [0, 3])
    #expect(message { try file.tensor(named: "strange") } == "tensor `strange`: elements of type F8_E4M3 cannot be read")
  }

  @Test func viewsAreReadOnlyAndKeepTheFile() throws {
    var tensor = try SafeTensorsFile(fixture("types.safetensors")).tensor(named: "scalar")
    #expect(tensor.floats == [2.5])
    try tensor.set([], to: Tensor.scalar(1.0))
    #expect(tensor.floats == [1])
    #expect(try SafeTensorsFile(fixture("types.safetensors")).tensor(named: "scalar").floats == [2.5])
  }

  static let malformed: [(bytes: [UInt8], message: String)] = [
    ([1, 2, 3], "is too short for a safetensors file (3 bytes)"),
    ([], "is too short for a safetensors file (0 bytes)"),
    (safeTensors("{}", length: 3), "says that its header has 3 bytes, but only 2 follow"),
    (safeTensors("{}", length: .max), "says that its header has 18446744073709551615 bytes, more than the 100000000 allowed"),
    (safeTensors("{}", length: 100_000_001), "says that its header has 100000001 bytes, more than the 100000000 allowed"),
    (safeTensors("", length: 0), "its header does not start with `{`"),
    (safeTensors("[1, 2]"), "its header does not start with `{`"),
    (safeTensors(#"{"x": 3}"#), "tensor `x`: has no dtype"),
    (safeTensors(#"{"x":{"dtype":"F32"}}"#), "tensor `x`: has no shape"),
    (safeTensors(entry("[1.5]", 0, 4), data: 4), "tensor `x`: has a shape that is not a list of sizes"),
    (safeTensors(entry("[-1]", 0, 4), data: 4), "tensor `x`: has a shape that is not a list of sizes"),
    (safeTensors(entry("[2]", 0, 4), data: 4), "tensor `x`: its shape [2] takes 8 bytes, but its data_offsets span 4"),
    (safeTensors(entry("[1]", 0, 4), data: 3), "tensor `x`: ends at byte 4 of the data, but the file has only 3 bytes of data"),
    (safeTensors(entry("[1]", 0, 4), data: 5), "has 1 bytes after its last tensor"),
    (safeTensors(entry("[1]", 4, 8), data: 8), "tensor `x`: starts at byte 4, leaving a gap of 4 bytes"),
    (safeTensors(entry("[1]", 8, 4), data: 8), "tensor `x`: has no valid data_offsets; two growing byte positions are needed"),
    (safeTensors(entry("[1]", -4, 0), data: 8), "tensor `x`: has no valid data_offsets; two growing byte positions are needed"),
    (
      safeTensors(entry("[4294967296, 4294967296]", 0, 0)),
      "tensor `x`: its shape [4294967296, 4294967296] is too large"
    ),
    (
      safeTensors(entry("[0, 4294967296, 4294967296]", 0, 0)),
      "tensor `x`: its shape [0, 4294967296, 4294967296] is too large"
    ),
    (
      safeTensors(entry("[9223372036854775807]", 0, 0)),
      "tensor `x`: its shape [9223372036854775807] is too large"
    ),
    (
      safeTensors(
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, data: 8),
      "tensor `b`: overlaps `a`"
    ),
    (safeTensors(#"{"__metadata__":{"a":1}}"#), "`__metadata__` has an integer for “a”; it may hold strings only"),
    (safeTensors(#"{"__metadata__":[]}"#), "`__metadata__` is an array, not an object"),
  ]

  static func entry(_ shape: String, _ begin: Int, _ end: Int, dtype: String = "F32") -> String {
    #"{"x":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}}"#
  }

  @Test func malformedHeaders() throws {
    let folder = try TemporaryFolder()
    for (bytes, expected) in SafeTensorsTests.malformed {
      let path = try folder.write("bad.safetensors", bytes)
      #expect(message { try SafeTensorsFile(path) } == expected)
    }
  }

  @Test func invalidJSON() throws {
    let folder = try TemporaryFolder()
    func reason(_ bytes: [UInt8]) throws -> String {
      let path = try folder.write("bad.safetensors", bytes)
      return message { try SafeTensorsFile(path) }
    }
    let entry = #""x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#
    #expect(try reason(safeTensors("{\(entry),\(entry)}", data: 4)).contains("the key “x” twice"))
    #expect(try reason(safeTensors("{\(entry)", data: 4)).hasPrefix("its header is not valid"))
    #expect(try reason(withUnsafeBytes(of: UInt64(5), Array.init) + [0x7B, 0x22, 0xFF, 0xFE, 0x7D]).hasPrefix("its header is not valid"))
    #expect(try reason(safeTensors("{" + String(repeating: "[", count: 100_000))).hasPrefix("its header is not valid"))
    // Equal to Swift, different in bytes.
    let twice = #"{"é":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"é":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#
    #expect(try reason(safeTensors(twice)).hasSuffix("is there twice"))
  }

  /// Every prefix and many flipped bytes of a good file: an error or a tensor, never a crash.
  @Test func damagedFiles() throws {
    let folder = try TemporaryFolder()
    let good = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture("types.safetensors"))))
    for length in stride(from: 0, to: good.count, by: 7) {
      let path = try folder.write("cut.safetensors", Array(good.prefix(length)))
      #expect(throws: TensorFileError.self) { try SafeTensorsFile(path) }
    }
    var random = RandomStream(seed: 4)
    let places = try random.integers(0, 900, [300]).integers
    let values = try random.integers(0, 256, [300]).integers
    for (place, value) in zip(places, values) {
      var bytes = good
      bytes[place] = UInt8(value)
      let path = try folder.write("flipped.safetensors", bytes)
      guard let file = try? SafeTensorsFile(path) else { continue }
      for name in file.names { _ = try? file.tensor(named: name).floats }
    }
  }

  @Test func unalignedDataIsCopied() throws {
    let folder = try TemporaryFolder()
    for padding in 0..<4 {
      let header = SafeTensorsTests.entry("[2]", 0, 8) + String(repeating: " ", count: padding)
      let path = try folder.write("x.safetensors", safeTensors(header, data: 8))
      let bits = try SafeTensorsFile(path).tensor(named: "x").floats.map(\.bitPattern)
      #expect(bits == [0x0302_0100, 0x0706_0504])
    }
  }

  @Test func writing() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out.safetensors")
    let a = try Tensor.arange(6).reshaped([2, 3])
    let tensors: [(name: String, tensor: Tensor)] = [
      ("flags", try Tensor([true])), ("a.T", a.reversedAxes), ("half", try a.cast(to: .bfloat16)), ("none", try Tensor.zeros([0])),
    ]
    try writeSafeTensors(tensors, metadata: ["format": "pt", "quote": "\"\n"], to: path)
    let file = try SafeTensorsFile(path)
    #expect(Set(file.names) == ["flags", "a.T", "half", "none"])
    #expect(file.metadata["quote"] == "\"\n")
    for (name, tensor) in tensors {
      let read = try file.tensor(named: name)
      #expect(read.dtype == tensor.dtype && read.shape == tensor.shape && read.integers == tensor.integers)
      #expect(file.range(of: name).map { $0.lowerBound % tensor.dtype.size } == 0)
    }
    // Over a mapped file: the old tensors stay as they were.
    let old = try file.tensor(named: "a.T")
    try writeSafeTensors([("b", a)], to: path)
    #expect(old.integers == [0, 3, 1, 4, 2, 5])
    #expect(folder.names == ["out.safetensors"])
    #expect(message { try writeSafeTensors([("a", a), ("a", a)], to: path) } == "tensor `a`: is there twice")
    #expect(message { try writeSafeTensors([("a", a)], to: folder.path) } == "is a folder")
    #expect(message { try writeSafeTensors([("a", a)], to: folder.file("no/x")) } == "cannot be written (No such file or directory)")
  }

  /// In a process of its own: whether a stop was asked for is known to the whole process.
  @Test func stoppedWriting() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = folder.file("model.safetensors")
      try writeSafeTensors([("old", Tensor([1, 2]))], to: path)
      let large = try Tensor.zeros([6 << 20])  // three chunks
      var asked = 0
      Interruption.isRequested = {
        asked += 1
        return false
      }
      try writeSafeTensors([("whole", large)], to: folder.file("whole.safetensors"))
      let most = asked
      #expect(most >= 4)
      // However late the stop comes: nothing is left beside the old file.
      for patience in 0..<most {
        asked = 0
        Interruption.isRequested = {
          asked += 1
          return asked > patience
        }
        #expect(throws: InterruptedError.self, "after \(patience)") { try writeSafeTensors([("new", large)], to: path) }
        #expect(folder.names == ["model.safetensors", "whole.safetensors"])
      }
      Interruption.isRequested = { false }
      #expect(try SafeTensorsFile(path).tensor(named: "old").integers == [1, 2])
    }
  }

  @Test func fullDisk() throws {
    do {
      try writeSafeTensors([("a", Tensor.zeros([100_000]))], to: "/dev/full")
      Issue.record("no error")
    } catch let error as TensorFileError {
      #expect(error.message.hasSuffix("cannot be written (No space left on device)"))
      #expect(error.help == ["the disk is full; nothing was left behind"])
    }
  }
}

@Suite struct CheckpointTests {
  private func shards(in folder: TemporaryFolder, map: String) throws {
    try writeSafeTensors([("a", Tensor([1]))], to: folder.file("model-1.safetensors"))
    try writeSafeTensors([("b", Tensor([2])), ("c", Tensor([3]))], to: folder.file("model-2.safetensors"))
    try folder.write("model.safetensors.index.json", Array(#"{"metadata":{},"weight_map":\#(map)}"#.utf8))
  }

  @Test func sharded() throws {
    let folder = try TemporaryFolder()
    try shards(in: folder, map: #"{"b":"model-2.safetensors","a":"model-1.safetensors","c":"model-2.safetensors"}"#)
    let checkpoint = try Checkpoint(folder.path)
    #expect(checkpoint.names == ["b", "a", "c"])
    #expect(checkpoint.files.count == 2)
    #expect(try checkpoint.tensor(named: "c").integers == [3])
    #expect(checkpoint.shape(of: "a") == [1])
    #expect(message { try checkpoint.tensor(named: "d") } == "the checkpoint has no tensor `d`")
  }

  @Test func single() throws {
    let folder = try TemporaryFolder()
    try writeSafeTensors([("a", Tensor([1]))], to: folder.file("model.safetensors"))
    #expect(try Checkpoint(folder.path).tensor(named: "a").integers == [1])
    #expect(try Checkpoint(folder.file("model.safetensors")).names == ["a"])
  }

  @Test func whatIsWrong() throws {
    let folder = try TemporaryFolder()
    #expect(message { try Checkpoint(folder.path) } == "the folder has no weights that can be read")
    #expect(message { try Checkpoint(folder.file("none")) } == "there is no such folder")
    try shards(in: folder, map: #"{"a":"model-1.safetensors","b":"model-3.safetensors"}"#)
    #expect(message { try Checkpoint(folder.path) } == "1 of 2 weight files are missing: model-3.safetensors")
    try shards(in: folder, map: #"{"z":"model-1.safetensors"}"#)
    #expect(message { try Checkpoint(folder.path) } == "tensor `z`: should be in model-1.safetensors, which does not have it")
    for name in ["../model-1.safetensors", "/etc/passwd", "..", "", "a/b"] {
      try shards(in: folder, map: #"{"a":"\#(name)"}"#)
      #expect(message { try Checkpoint(folder.path) } == "tensor `a`: “\(name)” is not the name of a file in the same folder")
    }
    try shards(in: folder, map: "3")
    #expect(message { try Checkpoint(folder.path) } == "has no `weight_map`")
  }

  @Test func mappedFiles() throws {
    let folder = try TemporaryFolder()
    #expect(message { try MappedFile(folder.path) } == "is not a regular file")
    #expect(message { try MappedFile(folder.file("none")) } == "cannot be opened (No such file or directory)")
    #expect(try MappedFile(folder.write("empty", [])).bytes.isEmpty)
    let file = try MappedFile(folder.write("three", [1, 2, 3]))
    file.advise(.willNeed, -5..<100)
    file.advise(.notNeeded)
    #expect(Array(file.bytes) == [1, 2, 3])
  }
}
