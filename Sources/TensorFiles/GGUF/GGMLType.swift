/// How a GGUF file stores the elements of a tensor: plain numbers, or blocks of small integers with common scales.
enum GGMLType: Equatable {
  case f32, f16, bf16, q4_0, q5_0, q8_0, q4_K, q5_K, q6_K
  /// One that this program does not know, by its number; its tensors can be listed, not read.
  case unknown(UInt32)

  init(number: UInt32) { self = Self.known[number] ?? .unknown(number) }

  private static let known: [UInt32: GGMLType] = [
    0: .f32, 1: .f16, 2: .q4_0, 6: .q5_0, 8: .q8_0, 12: .q4_K, 13: .q5_K, 14: .q6_K, 30: .bf16,
  ]

  /// Elements and bytes of a block; nil for types that cannot be read. (A number that is no part of a block is one by itself.)
  var layout: (elements: Int, bytes: Int)? {
    switch self {
    case .f32: (1, 4)
    case .f16, .bf16: (1, 2)
    case .q4_0: (32, 18)
    case .q5_0: (32, 22)
    case .q8_0: (32, 34)
    case .q4_K: (256, 144)
    case .q5_K: (256, 176)
    case .q6_K: (256, 210)
    case .unknown: nil
    }
  }

  /// As llama.cpp calls it.
  var name: String {
    switch self {
    case .unknown(let number): Self.others[number] ?? "number \(number)"
    default: "\(self)".uppercased()
    }
  }

  /// The types that can be read, for messages.
  static let readable = "F32, F16, BF16, Q8_0, Q6_K, Q5_K, Q4_K, Q5_0, Q4_0"

  private static let others: [UInt32: String] = [
    3: "Q4_1", 7: "Q5_1", 9: "Q8_1", 10: "Q2_K", 11: "Q3_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL",
    21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64", 29: "IQ1_M", 34: "TQ1_0", 35: "TQ2_0",
    39: "MXFP4",
  ]
}
