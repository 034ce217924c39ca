import Foundation
import Tensors
import TestSupport
import Testing

@testable import TensorFiles

/// Files that PyTorch wrote (scripts/fixtures/make_torch_fixtures.py), and pickles that it would not.
@Suite struct TorchFileTests {
  private func expectEqual(_ found: any WeightFile, _ wanted: SafeTensorsFile) throws {
    #expect(Set(found.names) == Set(wanted.names))
    for name in wanted.names {
      let (a, b) = (try found.tensor(named: name), try wanted.tensor(named: name))
      #expect(a.shape == b.shape && a.dtype == b.dtype, "\(name): \(a.typeDescription), \(b.typeDescription)")
      #expect(a.floats == b.floats && a.integers == b.integers, "\(name)")
      #expect(found.shape(of: name) == b.shape && found.dtype(of: name) == b.dtype)
    }
  }

  @Test(arguments: ["zip.pt", "legacy.pt", "protocol4.pt", "training.pt"]) func readsEveryLayout(_ name: String) throws {
    try expectEqual(try TorchFile(try fixture("torch/" + name)), try SafeTensorsFile(try fixture("torch/expected.safetensors")))
  }

  @Test func readsAModulesState() throws {
    let file = try TorchFile(try fixture("torch/state.pth"))
    #expect(file.names == ["0.weight", "0.bias", "1.weight", "1.bias"])
    #expect(file.shape(of: "0.weight") == [3, 2])
    #expect(try file.tensor(named: "1.weight").floats == [1, 1, 1])
  }

  @Test func denseTensorsAreViewsOfTheFile() throws {
    let file = try TorchFile(try fixture("torch/zip.pt"))
    #expect(try !file.tensor(named: "dense").storage.isWritable)
    #expect(try file.tensor(named: "transposed").isContiguous)
  }

  @Test func readsPartsThatAnIndexLists() throws {
    let checkpoint = try Checkpoint(try fixture("torch/sharded"))
    let wanted = try SafeTensorsFile(try fixture("torch/expected.safetensors"))
    #expect(checkpoint.files.count == 2)
    for name in wanted.names { #expect(try checkpoint.tensor(named: name).floats == wanted.tensor(named: name).floats) }
  }

  // MARK: Pickles that would run code

  /// A file in the older layout with any main pickle.
  private func file(_ pickle: String, keys: String = "].", data: [UInt8] = []) throws -> String {
    let folder = try TemporaryFolder()
    let greeting: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]
    let version: [UInt8] = [0x80, 2, UInt8(ascii: "M"), 0xE9, 3, 0x2E]
    let latin = { (text: String) in text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
    let path = try folder.write("x.pt", greeting + version + latin("\u{80}\u{2}}.") + latin(pickle) + latin(keys) + data)
    let kept = NSTemporaryDirectory() + "torch-\(UUID().uuidString).pt"
    try FileManager.default.moveItem(atPath: path, toPath: kept)
    return kept
  }

  private func refusal(_ pickle: String, keys: String = "].", data: [UInt8] = []) throws -> String {
    let path = try file(pickle, keys: keys, data: data)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return message { try TorchFile(path) }
  }

  @Test(arguments: [
    ("cos\nsystem\n(S'true'\ntR.", "os.system"), ("cposix\nsystem\nX\u{4}\0\0\0true\u{85}R.", "posix.system"),
    ("(S'true'\nios\nsystem\n.", "os.system"), ("c__builtin__\neval\n(S'1'\ntR.", "__builtin__.eval"),
    ("X\u{2}\0\0\0osX\u{6}\0\0\0system\u{93}.", "os.system"), ("ctorch\nload\n)R.", "torch.load"),
    ("ctorch._utils\n_rebuild_tensor_v3\n)R.", "torch._utils._rebuild_tensor_v3"), ("cbuiltins\ngetattr\n)R.", "builtins.getattr"),
    ("ctorch.storage\n_load_from_bytes\n)R.", "torch.storage._load_from_bytes"), ("}(U\u{1}acsubprocess\nPopen\n)\u{81}u.", "subprocess.Popen"),
  ])
  func refusesOtherNames(_ pickle: String, _ name: String) throws {
    #expect(try refusal(pickle).contains("`\(name)`, which is refused"))
  }

  @Test func refusesWholeModules() throws {
    let text = message { try TorchFile(try fixture("torch/module.pth")) }
    #expect(text == "is a pickled object, not a dict of tensors: it asks for `torch.nn.modules.container.Sequential`, which is refused")
  }

  @Test(arguments: [
    "", ".", "0.", "a.", "R.", "t.", "s.", "}(u", "}(U\u{1}au.", "h\u{5}.", "(.", "(1(1", "]\u{94}h\0a.", "}\u{94}U\u{1}ah\0s.", "X\u{FF}\u{FF}\u{FF}\u{7F}a.",
    "\u{8D}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}.", "Ix\n.", "\u{FF}.", "Q.", "\u{82}\u{1}.", "]b.", "Nb.", "I1\n.",
  ])
  func refusesDamage(_ pickle: String) throws { #expect(try !refusal(pickle).isEmpty) }

  @Test func deepAndCyclicPicklesAreNoDanger() throws {
    let deep = "]" + String(repeating: "\u{85}", count: 200_000) + "0}."
    #expect(try refusal(deep).contains("no tensors"))
    let chain = "]" + String(repeating: "\u{94}]a", count: 3) + "0}."
    #expect(try !refusal(chain).isEmpty)
    let cyclic = "}\u{94}(" + (0..<30).map { "U\u{2}\(Character(Unicode.Scalar(65 + $0)!))ah\0" }.joined() + "u."
    #expect(try refusal(cyclic).contains("no tensors"))
    // Lists that hold copies of lists that hold copies …
    let bomb = "](" + String(repeating: "K\0", count: 60_000) + "e\u{94}" + String(repeating: "cbuiltins\nlist\nh\0\u{85}RK\0a", count: 1000) + "}."
    #expect(try refusal(bomb).contains("copies too much"))
  }

  private func tensor(offset: String = "K\0", shape: String = "K\u{2}\u{85}", strides: String = "K\u{1}\u{85}", count: String = "K\u{2}") -> String {
    "}U\u{1}actorch._utils\n_rebuild_tensor_v2\n((U\u{7}storagectorch\nFloatStorage\nU\u{1}0U\u{3}cpu\(count)tQ\(offset)\(shape)\(strides)\u{89}}tRs."
  }

  private let keys = "]U\u{1}0a."

  @Test func sizesAndOffsetsAreChecked() throws {
    let data: [UInt8] = [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]
    let path = try file(tensor(), keys: keys, data: data)
    #expect(try TorchFile(path).tensor(named: "a").floats == [1, 2])
    try FileManager.default.removeItem(atPath: path)
    #expect(try refusal(tensor(offset: "K\u{1}"), keys: keys, data: data) == "tensor `a`: needs element 2 of a storage that has 2")
    #expect(try refusal(tensor(offset: "J\u{FF}\u{FF}\u{FF}\u{FF}"), keys: keys, data: data).contains("damaged"))
    #expect(try refusal(tensor(shape: "K\u{3}\u{85}"), keys: keys, data: data).contains("needs element 2"))
    #expect(try refusal(tensor(strides: "\u{8A}\u{8}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{7F}\u{85}"), keys: keys, data: data).contains("needs element"))
    #expect(try refusal(tensor(strides: "K\u{1}K\u{1}\u{86}"), keys: keys, data: data).contains("damaged"))
    #expect(try refusal(tensor(count: "K\u{3}"), keys: keys, data: data).contains("cannot be read"))
    #expect(try refusal(tensor(), keys: keys, data: Array(data.dropLast())).contains("cut short"))
    #expect(try refusal(tensor(), data: data).contains("has no storage `0`"))
    let huge = "\u{8A}\u{8}\0\0\0\0\0\0\0\u{7F}"
    #expect(try refusal(tensor(shape: huge + huge + "\u{86}", strides: "K\0K\0\u{86}"), keys: keys, data: data).contains("too large"))
  }
}

/// Files with a few bytes changed, cut or doubled: errors or other numbers, never the end of the process.
@Suite struct DamagedFileTests {
  struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) ^ state
    }
  }

  @Test(arguments: [
    "torch/zip.pt", "torch/legacy.pt", "torch/protocol4.pt", "torch/expected.safetensors", "types.safetensors", "two.npz", "fortran.npy",
  ])
  func damageIsAnError(_ name: String) throws {
    let original = try [UInt8](Data(contentsOf: URL(fileURLWithPath: try fixture(name))))
    let folder = try TemporaryFolder()
    var random = Random(state: UInt64(original.count))
    var refused = 0
    for _ in 0..<400 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 2: bytes.removeLast(min(bytes.count - 1, Int.random(in: 1...64, using: &random)))
        case 3: bytes.insert(contentsOf: bytes[place..<min(place + 16, bytes.count)], at: place)
        default: bytes[place] = [0, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
        }
      }
      let path = try folder.write("x." + name.split(separator: ".")[1], bytes)
      do {
        if path.hasSuffix(".npy") { _ = try readNumPy(path).floats }
        else if path.hasSuffix(".npz") { for (_, tensor) in try readNumPyArchive(path) { _ = tensor.floats } }
        else {
          let file = try openWeights(path)
          for name in file.names { _ = try file.tensor(named: name).floats }
        }
      } catch { refused += 1 }
    }
    #expect(refused > 50)
  }
}
