import Foundation
import TestSupport
import Tensors
import Testing

@testable import TensorFiles

/// Files that the package `gguf` wrote (scripts/fixtures/make_gguf.py), and damaged ones.
@Suite struct GGUFTests {
  private static let readable = ["f32", "f16", "vector", "bf16", "q4_0", "q5_0", "q8_0", "q4_k", "q5_k", "q6_k"]

  /// To the last bit as the package widens them.
  @Test func readsEveryType() throws {
    let file = try GGUFFile(try fixture("gguf/types.gguf"))
    let expected = try SafeTensorsFile(try fixture("gguf/expected.safetensors"))
    #expect(file.names == Self.readable + ["q2_k"])
    for name in Self.readable {
      let (found, wanted) = (try file.tensor(named: name), try expected.tensor(named: name))
      #expect(found.shape == wanted.shape && file.shape(of: name) == wanted.shape, "\(name)")
      #expect(found.dtype == file.dtype(of: name), "\(name)")
      #expect(found.floats == wanted.floats, "\(name)")
      #expect(file.isQuantized(name) == name.hasPrefix("q"), "\(name)")
    }
    #expect(["f32", "f16", "bf16", "q4_k"].map { file.dtype(of: $0) } == [.float32, .float16, .bfloat16, .float32])
    #expect(try !file.tensor(named: "f32").storage.isWritable && !file.tensor(named: "bf16").storage.isWritable)
  }

  @Test func widensToHalf() throws {
    let file = try GGUFFile(try fixture("gguf/types.gguf"))
    file.quantizedDType = .float16
    let expected = try SafeTensorsFile(try fixture("gguf/expected.safetensors"))
    for name in ["q4_0", "q5_0", "q8_0", "q4_k", "q5_k", "q6_k"] {
      let found = try file.tensor(named: name)
      #expect(found.dtype == .float16)
      #expect(found.floats == (try expected.tensor(named: name).floats.map { Float(Float16($0)) }), "\(name)")
    }
  }

  @Test func readsMetadata() throws {
    let file = try GGUFFile(try fixture("gguf/types.gguf"))
    let wanted: [String: GGUFValue] = [
      "general.architecture": .string("test"), "text": .string("Grüße, 世界"), "u8": .int(200), "i8": .int(-100), "u16": .int(60000),
      "i16": .int(-30000), "u32": .int(4_000_000_000), "i32": .int(-2_000_000_000), "u64": .double(0x1p63), "i64": .int(-(1 << 62)),
      "f32": .double(0.5), "f64": .double(-1e300), "yes": .bool(true),
    ]
    for (key, value) in wanted { #expect(file.metadata[key] == value, "\(key)") }
    #expect(try file.strings("strings") == ["a", "", "Ġbc"])
    #expect(try file.numbers("floats") == [0.5, -2])
    #expect(try file.numbers("integers") == [3, -4])
    #expect(try file.numbers("flags") == [1, 0])
    #expect(try file.strings("floats") == nil && file.numbers("strings") == nil && file.numbers("nothing") == nil)
  }

  @Test func opensByItsEnding() throws {
    #expect(try openWeights(try fixture("gguf/types.gguf")) is GGUFFile)
    #expect(Checkpoint.isWeightFile(try fixture("gguf/types.gguf")))
  }

  @Test func namesWhatItCannotRead() throws {
    let file = try GGUFFile(try fixture("gguf/types.gguf"))
    #expect(file.dtype(of: "q2_k") == nil && file.contains("q2_k"))
    #expect(message { try file.tensor(named: "q2_k") } == "tensor `q2_k`: its elements are of the type Q2_K, which cannot be read")
    #expect(message { try file.tensor(named: "q4") } == "has no tensor `q4`")
  }

  // MARK: Damaged files

  /// Cut off anywhere, or with any byte of the header changed, a file is refused or read, and never more than it holds.
  @Test func damagedFilesNeverTrap() throws {
    let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: try fixture("gguf/types.gguf"))))
    let folder = try TemporaryFolder()
    func tryToRead(_ bytes: [UInt8]) throws -> Bool {
      guard let file = try? GGUFFile(try folder.write("x.gguf", bytes)) else { return false }
      for name in file.names { _ = try? file.tensor(named: name) }
      for key in file.metadata.keys { _ = (try? file.strings(key), try? file.numbers(key)) }
      return true
    }
    #expect(try tryToRead(whole))
    let headerEnd = 1300
    for end in Array(stride(from: 0, to: headerEnd, by: 3)) + [whole.count - 300] { #expect(try !tryToRead(Array(whole[..<end])), "cut at \(end)") }
    for place in 0..<headerEnd {
      for value: UInt8 in [0xFF, whole[place] ^ 1] {
        var changed = whole
        changed[place] = value
        _ = try tryToRead(changed)
      }
    }
  }

  /// A header with one tensor `t`, whose parts can be exchanged.
  private struct Header {
    var magic = Array("GGUF".utf8)
    var version: UInt32 = 3
    var tensorCount: UInt64?
    var valueCount: UInt64?
    var values: [(key: String, type: UInt32, bytes: [UInt8])] = []
    var tensors: [(name: String, sizes: [UInt64], type: UInt32, offset: UInt64)] = [("t", [4], 0, 0)]
    var data = 64

    var bytes: [UInt8] {
      func raw(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }
      func text(_ text: String) -> [UInt8] { raw(UInt64(text.utf8.count)) + Array(text.utf8) }
      var all = magic + raw(version) + raw(tensorCount ?? UInt64(tensors.count)) + raw(valueCount ?? UInt64(values.count))
      for value in values { all += text(value.key) + raw(value.type) + value.bytes }
      for tensor in tensors {
        all += text(tensor.name) + raw(UInt32(tensor.sizes.count)) + tensor.sizes.flatMap { raw($0) } + raw(tensor.type) + raw(tensor.offset)
      }
      return all + [UInt8](repeating: 0, count: (32 - all.count % 32) % 32 + data)
    }
  }

  private func refusal(_ change: (inout Header) -> Void) throws -> String {
    var header = Header()
    change(&header)
    let folder = try TemporaryFolder()
    let path = try folder.write("x.gguf", header.bytes)
    return message { try GGUFFile(path) }
  }

  private static func raw(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }

  @Test func aHandMadeFile() throws {
    let folder = try TemporaryFolder()
    let file = try GGUFFile(try folder.write("x.gguf", Header().bytes))
    #expect(try file.tensor(named: "t").floats == [0, 0, 0, 0])
  }

  @Test func refusesWrongHeaders() throws {
    #expect(try refusal { $0.magic = Array("GGML".utf8) } == "is not a GGUF file")
    #expect(try refusal { $0.version = 1 } == "is a GGUF file of version 1; 2 and 3 can be read")
    #expect(try refusal { $0.version = UInt32(3).byteSwapped } == "is a big-endian GGUF file; little-endian ones can be read")
    #expect(try refusal { $0.tensorCount = 1 << 60 } == "says that it has 1152921504606846976 tensors, more than it has room for")
    #expect(try refusal { $0.valueCount = .max } == "says that it has 18446744073709551615 values of metadata, more than it has room for")
    #expect(try refusal { $0.values = [("a", 4, Self.raw(UInt32(1))), ("a", 4, Self.raw(UInt32(2)))] } == "has the key `a` twice")
    #expect(try refusal { $0.values = [("a", 13, [])] } == "the value of `a` has the unknown type 13")
    #expect(try refusal { $0.values = [("a", 8, Self.raw(UInt64.max))] }.contains("its header goes on behind the end of the file"))
    #expect(try refusal { $0.values = [("a", 8, Self.raw(UInt64(1)) + [0xFF])] }.contains("the value of `a` at byte 45 is not UTF-8"))
    #expect(try refusal { $0.values = [("a", 9, Self.raw(UInt32(5)) + Self.raw(UInt64(1) << 40))] }.contains("elements in `a`, more than it has room for"))
    let nested = (0..<8).flatMap { _ in Self.raw(UInt32(9)) + Self.raw(UInt64(1)) }
    #expect(try refusal { $0.values = [("a", 9, nested)] } == "the value of `a` is lists in lists, more than 4 deep")
    #expect(try refusal { $0.values = [("general.alignment", 4, Self.raw(UInt32(0)))] } == "`general.alignment` is 0, which is not a power of two")
    #expect(try refusal { $0.values = [("general.alignment", 4, Self.raw(UInt32(48)))] } == "`general.alignment` is 48, which is not a power of two")
  }

  @Test func refusesTensorsThatDoNotFit() throws {
    #expect(try refusal { $0.tensors = [("t", [1, 1, 1, 1, 1], 0, 0)] } == "tensor `t`: has 5 dimensions, more than 4")
    #expect(try refusal { $0.tensors = [("t", [1 << 60], 0, 0)] } == "tensor `t`: one of its dimensions is 1152921504606846976")
    #expect(try refusal { $0.tensors = [("t", [1 << 40, 1 << 40], 0, 0)] }.contains("do not fit in the file of"))
    #expect(try refusal { $0.tensors = [("t", [17], 0, 0)] } == "tensor `t`: its 68 bytes from byte 64 on do not fit in the file of 128; the file is cut off or damaged")
    #expect(try refusal { $0.tensors = [("t", [4], 0, 16)] } == "tensor `t`: begins at byte 16 of the data, which is not a multiple of 32")
    #expect(try refusal { $0.tensors = [("t", [4], 0, 1 << 62)] } == "tensor `t`: begins at byte 4611686018427387904 of the data, behind the end of the file")
    #expect(try refusal { $0.tensors = [("t", [100, 2], 12, 0)] } == "tensor `t`: its rows of 100 elements are no whole number of Q4_K's blocks of 256")
    #expect(try refusal { $0.tensors = [("t", [4], 0, 0), ("t", [4], 0, 32)] } == "tensor `t`: is listed twice")
    #expect(try refusal { $0.tensors = [("a", [16], 0, 0), ("b", [4], 0, 32)] } == "tensor `b`: lies over the tensor `a`")
    #expect(try refusal { $0.tensors = [("a", [4], 0, 0), ("b", [4], 0, 0)] }.contains("lies over the tensor"))
  }
}
