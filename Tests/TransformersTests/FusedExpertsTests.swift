import Foundation
import TensorFiles
import Tensors
import TestSupport
import Testing
import Transformers

/// Mixtures as transformers 5 keeps them in memory, and as some checkpoints are saved: the experts of a layer in one tensor of
/// three axes. The fixtures hold them one by one; the numbers must be the same.
@Suite struct FusedExpertsTests {
  @Test(arguments: ["mixtral", "qwen2_moe"]) func equalThoseKeptOneByOne(_ family: String) throws {
    let fixture = ModelFixtures.path("families/" + family)
    let folder = NSTemporaryDirectory() + "arr-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.copyItem(atPath: fixture + "/config.json", toPath: folder + "/config.json")
    try writeSafeTensors(try fused(try SafeTensorsFile(fixture + "/model.safetensors")), to: folder + "/model.safetensors")

    let golden = try Golden(fixture + "/golden.safetensors")
    let run = try TransformerModel.load(folder).run(try golden.sequences())
    #expect(largestDifference(try run.logits().floats, try golden.floats("logits")) <= 1e-4)
  }

  private func fused(_ file: SafeTensorsFile) throws -> [(name: String, tensor: Tensor)] {
    var tensors: [(name: String, tensor: Tensor)] = []
    var experts: [String: [[String: Tensor]]] = [:]
    for name in file.names {
      let tensor = try file.tensor(named: name)
      let words = name.split(separator: ".").map(String.init)
      if let end = words.firstIndex(of: "experts"), let number = Int(words[end + 1]) {
        let base = words[..<end].joined(separator: ".").replacingOccurrences(of: "block_sparse_moe", with: "mlp")
        while experts[base, default: []].count <= number { experts[base, default: []].append([:]) }
        experts[base]?[number][words[end + 2]] = tensor
      } else {
        tensors.append((name.replacingOccurrences(of: "block_sparse_moe", with: "mlp"), tensor))
      }
    }
    for (base, parts) in experts {
      let both = try parts.map { try Tensor.concatenate([try #require($0["w1"] ?? $0["gate_proj"]), try #require($0["w3"] ?? $0["up_proj"])]) }
      tensors.append((base + ".experts.gate_up_proj", try Tensor.stack(both)))
      tensors.append((base + ".experts.down_proj", try Tensor.stack(try parts.map { try #require($0["w2"] ?? $0["down_proj"]) })))
    }
    return tensors
  }
}
