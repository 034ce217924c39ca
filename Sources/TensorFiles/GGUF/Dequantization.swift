import CKernels

/// Makes float32 of ggml's blocks. The formats are those of ggml-common.h and ggml-quants.c of llama.cpp; every value is computed
/// in the order of operations that the reference has, so that it comes out the same to the last bit.
struct Dequantizer {
  let type: GGMLType

  /// Numbers of one block that lie at `block`, `type.layout.bytes` of them, into `values`, `type.layout.elements`.
  func read(_ block: UnsafeRawPointer, into values: UnsafeMutablePointer<Float>) {
    switch type {
    case .q4_0: Self.readQ4_0(block, values)
    case .q5_0: Self.readQ5_0(block, values)
    case .q8_0: Self.readQ8_0(block, values)
    case .q4_K: Self.readQ4_K(block, values)
    case .q5_K: Self.readQ5_K(block, values)
    case .q6_K: Self.readQ6_K(block, values)
    default: break
    }
  }

  @inline(__always)
  private static func half(_ block: UnsafeRawPointer, _ offset: Int) -> Float {
    Float(Float16(bitPattern: UInt16(littleEndian: block.loadUnaligned(fromByteOffset: offset, as: UInt16.self))))
  }

  @inline(__always)
  private static func byte(_ block: UnsafeRawPointer, _ offset: Int) -> UInt8 { block.load(fromByteOffset: offset, as: UInt8.self) }

  /// A scale, then 32 integers of four bits: the low halves of the bytes first, then the high ones. 8 stands for 0.
  private static func readQ4_0(_ block: UnsafeRawPointer, _ values: UnsafeMutablePointer<Float>) {
    let scale = half(block, 0)
    for i in 0..<16 {
      let both = byte(block, 2 + i)
      values[i] = scale * Float(Int(both & 0xF) - 8)
      values[i + 16] = scale * Float(Int(both >> 4) - 8)
    }
  }

  /// As Q4_0, with the fifth bits of all in a word of their own. 16 stands for 0.
  private static func readQ5_0(_ block: UnsafeRawPointer, _ values: UnsafeMutablePointer<Float>) {
    let scale = half(block, 0)
    let high = UInt32(littleEndian: block.loadUnaligned(fromByteOffset: 2, as: UInt32.self))
    for i in 0..<16 {
      let both = byte(block, 6 + i)
      let (first, second) = (high >> UInt32(i) & 1, high >> UInt32(i + 16) & 1)
      values[i] = scale * Float(Int(both & 0xF) + Int(first) * 16 - 16)
      values[i + 16] = scale * Float(Int(both >> 4) + Int(second) * 16 - 16)
    }
  }

  /// A scale, then 32 bytes with a sign.
  private static func readQ8_0(_ block: UnsafeRawPointer, _ values: UnsafeMutablePointer<Float>) {
    let scale = half(block, 0)
    for i in 0..<32 { values[i] = scale * Float(Int8(bitPattern: byte(block, 2 + i))) }
  }

  /// Scale and minimum of one of the eight parts of a block of Q4_K or Q5_K: six bits each, packed into twelve bytes.
  @inline(__always)
  private static func scaleAndMinimum(_ part: Int, _ block: UnsafeRawPointer) -> (scale: Float, minimum: Float) {
    let packed = block + 4
    let (scale, minimum): (UInt8, UInt8)
    if part < 4 {
      (scale, minimum) = (byte(packed, part) & 63, byte(packed, part + 4) & 63)
    } else {
      scale = byte(packed, part + 4) & 0xF | (byte(packed, part - 4) >> 6) << 4
      minimum = byte(packed, part + 4) >> 4 | (byte(packed, part) >> 6) << 4
    }
    return (half(block, 0) * Float(scale), half(block, 2) * Float(minimum))
  }

  /// Eight parts of 32, each with a scale and a minimum; two parts share 32 bytes, the first in the low halves.
  private static func readQ4_K(_ block: UnsafeRawPointer, _ values: UnsafeMutablePointer<Float>) {
    for part in 0..<8 {
      let (scale, minimum) = scaleAndMinimum(part, block)
      let bytes = block + 16 + part / 2 * 32
      for i in 0..<32 {
        let quant = part % 2 == 0 ? byte(bytes, i) & 0xF : byte(bytes, i) >> 4
        values[part * 32 + i] = scale * Float(quant) - minimum
      }
    }
  }

  /// As Q4_K, with a fifth bit: of the `i`th number of part `p` it is bit `p` of byte `i`.
  private static func readQ5_K(_ block: UnsafeRawPointer, _ values: UnsafeMutablePointer<Float>) {
    let high = block + 16
    for part in 0..<8 {
      let (scale, minimum) = scaleAndMinimum(part, block)
      let bytes = block + 48 + part / 2 * 32
      for i in 0..<32 {
        let low = part % 2 == 0 ? byte(bytes, i) & 0xF : byte(bytes, i) >> 4
        let quant = low | (byte(high, i) >> UInt8(part) & 1) << 4
        values[part * 32 + i] = scale * Float(quant) - minimum
      }
    }
  }

  /// Two halves of 128 numbers of six bits: the low four bits in 64 bytes, the high two in 32. Every 16 have a scale of their own.
  private static func readQ6_K(_ block: UnsafeRawPointer, _ values: UnsafeMutablePointer<Float>) {
    let scale = half(block, 208)
    for part in 0..<8 {
      let (side, quarter) = (part / 4, part % 4)
      let low = block + side * 64 + quarter % 2 * 32
      let high = block + 128 + side * 32
      for i in 0..<32 {
        let fourBits = quarter < 2 ? byte(low, i) & 0xF : byte(low, i) >> 4
        let twoBits = byte(high, i) >> UInt8(2 * quarter) & 3
        let own = Float(Int8(bitPattern: byte(block, 192 + part * 2 + i / 16)))
        values[part * 32 + i] = scale * own * Float(Int(fourBits | twoBits << 4) - 32)
      }
    }
  }
}
