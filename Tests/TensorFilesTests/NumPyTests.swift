import Foundation
import Tensors
import TestSupport
import Testing

@testable import TensorFiles

@Suite struct NumPyTests {
  let wave: [Float] = (0..<12).map { Float(sin(Double($0))) }

  @Test func filesOfNumPy() throws {
    for name in ["wave.f32.npy", "wave.f64.npy", "fortran.npy"] {
      let tensor = try readNumPy(fixture(name))
      #expect(tensor.shape == [3, 4])
      #expect(zip(tensor.floats, wave).allSatisfy { abs($0 - $1) < 1e-6 }, "\(name)")
    }
    #expect(try readNumPy(fixture("ids.npy")).integers == [1, -2, 3])
    #expect(try readNumPy(fixture("flags.npy")).dtype == .bool)
    #expect(try readNumPy(fixture("scalar.npy")).item() == .float(2.5))
    let archive = try readNumPyArchive(fixture("two.npz"))
    #expect(archive.map(\.name) == ["wave", "ids"])
    #expect(archive[1].tensor.integers == [1, 2, 3])
    let packed = try readNumPyArchive(fixture("compressed.npz"))
    #expect(packed.map(\.name) == ["wave", "flags"] && packed[0].tensor.floats == archive[0].tensor.floats)
    #expect(packed[1].tensor.integers == (0..<10_000).map { 1 - $0 % 2 })
  }

  @Test(arguments: ["f8", "f4", "f2", "i8", "i4", "i2", "u4"]) func otherByteOrder(_ type: String) throws {
    let tensor = try readNumPy(fixture("big.\(type).npy"))
    #expect(tensor.floats == [1, type == "u4" ? 2 : -2, 300])
  }

  @Test func otherByteOrderInFull() throws {
    #expect(try readNumPy(fixture("big.wide.npy")).integers == [9_007_199_254_740_993, -9_223_372_036_854_775_808])
    let columns = try readNumPy(fixture("big.fortran.npy"))
    #expect(try columns.shape == [2, 3] && columns.contiguous().floats == [0, 1, 2, 3, 4, 5])
  }

  /// The size in the directory of a compressed entry, and its content, are not what they say.
  @Test func liesAboutCompressedArrays() throws {
    let folder = try TemporaryFolder()
    let good = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture("compressed.npz"))))
    let entry = try #require((0..<good.count).first { Array(good[$0..<min($0 + 4, good.count)]) == [0x50, 0x4B, 0x01, 0x02] })
    func reason(_ change: (inout [UInt8]) -> Void) throws -> String {
      var bytes = good
      change(&bytes)
      let path = try folder.write("x.npz", bytes)
      return message { try readNumPyArchive(path) }
    }
    #expect(try reason { $0.replaceSubrange(entry + 24..<entry + 28, with: [0, 0, 0, 0xF0]) } == "`wave.npy` cannot have the 4026531840 bytes it claims")
    #expect(try reason { $0[entry + 24] -= 1 } == "`wave.npy` is not what deflate writes, or not whole")
    #expect(try reason { $0[entry + 24] += 1 } == "`wave.npy` is not what deflate writes, or not whole")
    #expect(try reason { $0[entry + 16] ^= 1 } == "`wave.npy` is damaged: its checksum is another")
    #expect(try reason { $0[entry + 10] = 12 } == "`wave.npy` is compressed by method 12")
  }

  @Test func roundTrip() throws {
    let folder = try TemporaryFolder()
    let a = try Tensor.arange(6).reshaped([2, 3])
    let tensors = [a, a.reversedAxes, try Tensor([true, false]), try a.cast(to: .float16), try Tensor.scalar(2.5), try Tensor.zeros([0, 2])]
    for tensor in tensors {
      try writeNumPy(tensor, to: folder.file("x.npy"))
      let read = try readNumPy(folder.file("x.npy"))
      #expect(read.dtype == tensor.dtype && read.shape == tensor.shape && read.floats == tensor.floats)
    }
    try writeNumPy(a.cast(to: .bfloat16), to: folder.file("x.npy"))
    #expect(try readNumPy(folder.file("x.npy")).dtype == .float32)
    let named = tensors.enumerated().map { (name: "t\($0.offset)", tensor: $0.element) }
    try writeNumPyArchive(named, to: folder.file("x.npz"))
    for (read, written) in zip(try readNumPyArchive(folder.file("x.npz")), named) {
      #expect(read.name == written.name && read.tensor.shape == written.tensor.shape && read.tensor.floats == written.tensor.floats)
    }
  }

  @Test func malformed() throws {
    let folder = try TemporaryFolder()
    func reason(_ header: String, data: Int = 0) throws -> String {
      let text = Array(header.utf8)
      let bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count), 0] + text + [UInt8](repeating: 0, count: data)
      let path = try folder.write("x.npy", bytes)
      return message { try readNumPy(path) }
    }
    func header(_ descr: String, _ shape: String) -> String { "{'descr': \(descr), 'fortran_order': False, 'shape': \(shape), }" }
    #expect(try reason(header("'<f4'", "(2,)"), data: 7) == "its shape [2] takes more than the 7 bytes that follow")
    #expect(try reason(header("'>c8'", "(2,)"), data: 16) == "elements of type “>c8” cannot be read")
    #expect(try reason(header("[('a', '<f4')]", "(2,)"), data: 8).hasPrefix("elements of type"))
    #expect(try reason(header("'<f4'", "(-2,)")).hasPrefix("its header is not valid"))
    #expect(try reason(header("'<f4'", "(4294967296, 4294967296)")) == "the shape [4294967296, 4294967296] is too large")
    #expect(try reason("{'descr").hasPrefix("its header is not valid"))
    #expect(message { try readNumPy(fixture("two.npz")) } == "is not a .npy file")
    #expect(message { try readNumPyArchive(fixture("wave.f32.npy")) } == "is not a whole zip file")
  }

  @Test func damagedFiles() throws {
    let folder = try TemporaryFolder()
    for name in ["two.npz", "compressed.npz", "wave.f32.npy"] {
      let good = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture(name))))
      for length in stride(from: 0, to: good.count, by: 5) {
        let path = try folder.write("cut", Array(good.prefix(length)))
        #expect(throws: TensorFileError.self) { name.hasSuffix("z") ? try readNumPyArchive(path).count : try readNumPy(path).count }
      }
      for place in stride(from: 0, to: good.count, by: 2) {
        for value in [0, 0xFF] as [UInt8] {
          var bytes = good
          bytes[place] = value
          let path = try folder.write("flipped", bytes)
          _ = name.hasSuffix("z") ? try? readNumPyArchive(path).first?.tensor.floats.count : try? readNumPy(path).floats.count
        }
      }
    }
  }
}
