import Foundation
import Interpretability
import JSON
import Tensors
import TestSupport
import Testing
import Transformers

/// Lens and attributions of TransformerLens' toys: attention alone, no norm, norms without weights, logits of other things than tokens.
@Suite struct ToyLedgerTests {
  static let folder = ModelFixtures.path("toys")
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

  @Test(arguments: names) func ledgersAddUp(_ name: String) throws {
    let folder = "\(Self.folder)/\(name)"
    let file = ["/weights.pt", "/weights.safetensors"].map { folder + $0 }.first(where: FileSystem.exists)
    let fields = try JSON.parse(try FileSystem.read(folder + "/fields.json")).objectValue
    let model = try TransformerModel.load(try #require(file), fields: fields)
    let lens = LogitLens(model: model)
    let golden = try Golden(folder + "/golden.safetensors")
    let run = try model.run([try golden.sequences()[0]])
    let logits = try golden.floats("logits")
    let c = model.configuration
    for pos in [0, 4, 8] {
      for target in 0..<c.logitCount {
        let expected = Double(logits[pos * c.logitCount + target])
        for unit in AttributionUnit.allCases {
          let ledger = try lens.attributions(run, target: .token(target), pos: pos, by: unit)
          let capped = c.finalCap.map { Double($0) * tanh(ledger.logit / Double($0)) } ?? ledger.logit
          #expect(abs(capped - expected) <= 1e-4)
          #expect(abs(ledger.error) <= 1e-4 * max(1, ledger.rows.reduce(0) { $0 + abs($1.value) }), "\(unit)")
        }
        let last = try lens.trajectory(run, target: .token(target), pos: pos)[c.layerCount][0]
        #expect(abs(last.logit - expected) <= 1e-4)
      }
    }
    #expect(throws: ModelError.self) { try lens.attributions(run, target: .token(c.logitCount), pos: 0) }
  }

  /// The parts of TransformerLens' own cache: what a head wrote, through the unembedding.
  @Test func headsOfAModelWithoutNorms() throws {
    let folder = Self.folder + "/attention_bidirectional"
    let model = try TransformerModel.load(folder + "/weights.pt", fields: try JSON.parse(try FileSystem.read(folder + "/fields.json")).objectValue)
    let golden = try Golden(folder + "/golden.safetensors")
    let run = try model.run([try golden.sequences()[0]])
    let c = model.configuration
    let z = try golden.floats("blocks.1.attn.hook_z")
    let output = try model.weight("blocks.1.attn.W_O").floats
    let unembedding = try model.weight("W_U").floats
    let (pos, target) = (6, 5)
    let rows = try LogitLens(model: model).attributions(run, target: .token(target), pos: pos, by: .head).rows
    for head in 0..<c.headCount {
      var expected = 0.0
      for e in 0..<c.headWidth {
        for d in 0..<c.width {
          expected += Double(z[(pos * c.headCount + head) * c.headWidth + e]) * Double(output[(head * c.headWidth + e) * c.width + d])
            * Double(unembedding[d * c.logitCount + target])
        }
      }
      #expect(abs(try #require(rows.first { $0.label == "L1H\(head)" }).value - expected) <= 1e-4)
    }
  }
}
