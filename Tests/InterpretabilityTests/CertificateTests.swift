import Foundation
@testable import Interpretability
import JSON
import TensorFiles
import Tensors
import TestSupport
import Testing
import Transformers

/// The certificate of sound models, and that each of its checks sees what it is for.
@Suite struct CertificateTests {
  private static let fixtures = ModelFixtures.names.map(ModelFixtures.path) + ModelFixtures.families
  private static let published = SharedData.goldens + SharedData.paths("models/stories260K", "models/TinyStories-656K", "models/gpt-nano-sort")

  private func failures(_ certificate: Certificate) -> [String] {
    certificate.checks.filter { $0.outcome == .failed }.map { "\($0.name): \($0.difference ?? 0) > \($0.tolerance ?? 0) \($0.note ?? "")" }
  }

  private func folder() throws -> String {
    let path = NSTemporaryDirectory() + "certificate-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  private func copy(_ source: String) throws -> String {
    let path = try folder()
    for name in ["config.json", "model.safetensors", "golden.safetensors"] {
      try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(path)/\(name)")
    }
    return path
  }

  // MARK: Sound models

  /// The references are Hugging Face's logits and those of a float64 model in NumPy.
  @Test(arguments: fixtures + published) func soundModelsPass(_ folder: String) throws {
    let certificate = try Certificate(of: try TransformerModel.load(folder), reference: folder + "/golden.safetensors")
    #expect(failures(certificate) == [])
    #expect(certificate.passed)
    let reference = try #require(certificate.checks.first { $0.name == "reference logits" })
    #expect(reference.outcome == .passed && (reference.tolerance ?? 1) <= 2e-3)
    let top = try #require(certificate.checks.last?.note?.split(separator: " ").compactMap { Int($0) })
    #expect(top.count == 2 && top[0] == top[1])
  }

  @Test(arguments: ToyLedgerTests.names) func toysPass(_ name: String) throws {
    let folder = "\(ToyLedgerTests.folder)/\(name)"
    let file = try #require(["/weights.pt", "/weights.safetensors"].map { folder + $0 }.first(where: FileSystem.exists))
    let model = try TransformerModel.load(file, fields: try JSON.parse(try FileSystem.read(folder + "/fields.json")).objectValue)
    let certificate = try Certificate(of: model, reference: folder + "/golden.safetensors")
    #expect(failures(certificate) == [])
    let skipped = certificate.checks.filter { $0.outcome == .skipped }.map(\.name)
    #expect(skipped.contains("hidden keys weigh 0") == model.configuration.looksAhead)
    #expect(skipped.contains("cache = no cache") == model.configuration.looksAhead)
    #expect(skipped.contains("generate = run again") == (model.configuration.outputSize != nil))
    let facts = Dictionary(uniqueKeysWithValues: certificate.facts.map { ($0.name, $0.text) })
    #expect(facts["attention"]?.hasPrefix(model.configuration.looksAhead ? "bidirectional" : "causal") == true)
    #expect((facts["MLP"] == "none: attention only") == !model.configuration.hasFeedForward)
  }

  @Test(arguments: [Compute.float32, .bfloat16]) func bfloat16Passes(_ compute: Compute) throws {
    let fields: JSONObject = ["hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 3, "num_attention_heads": 4, "vocab_size": 90]
    let configuration = try Families.configuration(named: "llama", overriding: fields)
    let path = try folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try TransformerModel.random(configuration, seed: 5, dtype: .bfloat16).save(to: path)
    let certificate = try Certificate(of: try TransformerModel.load(path, compute: compute))
    #expect(failures(certificate) == [])
    #expect(certificate.weights.allSatisfy { $0.dtype == .bfloat16 })
    // Products in bfloat16 may differ by its own rounding, and by no more than a few hundredths.
    let cache = try #require(certificate.checks.first { $0.name == "cache = no cache" })
    #expect(compute == .float32 ? cache.tolerance! < 1e-4 : cache.tolerance! < 0.1)
  }

  @Test func contextOfOneToken() throws {
    let configuration = try Families.configuration(named: "gpt2", overriding: ["n_layer": 1, "n_embd": 8, "n_head": 2, "vocab_size": 20, "n_positions": 1])
    let certificate = try Certificate(of: try TransformerModel.random(configuration, seed: 1))
    #expect(certificate.prompt.count == 1 && failures(certificate) == [])
    #expect(certificate.checks.filter { $0.outcome == .skipped }.map(\.name) == ["cache = no cache", "generate = run again", "reference logits"])
  }

  @Test func factsOfAnArchitecture() throws {
    func facts(_ family: String) throws -> [String: String] {
      let model = try TransformerModel.load(ModelFixtures.path("families/" + family))
      return Dictionary(uniqueKeysWithValues: model.configuration.facts(model.places).map { ($0.name, $0.text) })
    }
    let gemma = try facts("gemma2")
    #expect(gemma["norms"]?.contains("before and after each sublayer; scales are stored less 1; final RMS norm") == true)
    #expect(gemma["scales"]?.contains("logits capped at") == true && gemma["attention"]?.contains("capped at") == true)
    #expect(gemma["windows"]?.contains("in layer") == true && gemma["unembedding"] == "tied to the embedding")
    #expect(try facts("gpt_neox")["residual"] == "parallel, a norm each for attention and MLP")
    #expect(try facts("mixtral")["MLP"]?.contains("experts of d_mlp") == true)
    #expect(try facts("falcon_alibi")["positions"]?.hasPrefix("ALiBi") == true)
    #expect(try facts("opt")["positions"] == "learned, from row 2 of the table")
    #expect(try facts("qwen2")["biases"] == "query, key, value")
  }

  // MARK: Damaged weights

  /// Puts a number in the place of one of a tensor in a checkpoint.
  private func change(_ tensor: String, _ index: Int, to value: Float, in folder: String) throws {
    let path = folder + "/model.safetensors"
    let range = try #require(try SafeTensorsFile(path).range(of: tensor))
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    withUnsafeBytes(of: value.bitPattern.littleEndian) { data.replaceSubrange(range.lowerBound + 4 * index..<range.lowerBound + 4 * index + 4, with: $0) }
    try data.write(to: URL(fileURLWithPath: path))
  }

  @Test func notANumberIsFound() throws {
    let path = try copy(ModelFixtures.path("llama"))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try SafeTensorsFile(path + "/model.safetensors")
    let name = try #require(file.names.first { $0.hasSuffix("layers.1.mlp.up_proj.weight") })
    let width = try #require(file.shape(of: name)?.last)
    try change(name, 2 * width + 3, to: .nan, in: path)
    try change(name, 2 * width + 4, to: -.infinity, in: path)
    let certificate = try Certificate(of: try TransformerModel.load(path))
    #expect(!certificate.passed)
    let weight = try #require(certificate.weights.first { !$0.isFinite })
    #expect(weight.nanCount == 1 && weight.infinityCount == 1 && weight.firstNotFinite == [2, 3] && name.hasSuffix(weight.name))
    #expect(certificate.weights.filter { !$0.isFinite }.count == 1)
    #expect(certificate.checks.filter { $0.outcome == .failed }.map(\.name) == ["weights are finite", "forward pass"])
    #expect(certificate.checks[0].note?.contains("1 NaN and 1 infinite, the first at [2, 3]") == true)
  }

  @Test func matricesOfOneNumberAreNoted() throws {
    let path = try copy(ModelFixtures.path("llama"))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try SafeTensorsFile(path + "/model.safetensors")
    let name = try #require(file.names.first { $0.hasSuffix("layers.0.mlp.up_proj.weight") })
    for i in 0..<(file.shape(of: name) ?? []).reduce(1, *) { try change(name, i, to: i % 2 == 0 ? 0 : -0.0, in: path) }
    let certificate = try Certificate(of: try TransformerModel.load(path))
    #expect(failures(certificate) == [])
    #expect(certificate.constantMatrices.map(\.constant) == [0])
    #expect(name.hasSuffix(try #require(certificate.constantMatrices.first).name))
  }

  // MARK: False answers

  private static func changing(_ tensor: Tensor?, at index: Int, by delta: Float) throws -> Tensor? {
    guard let tensor else { return nil }
    let copy = try Tensor(try tensor.floatElements(), shape: tensor.shape)
    copy.floatAddress[index] += delta
    return copy
  }

  /// By the check that must see it: an answer that is a little wrong.
  private static let lies: [(check: String, tell: (inout ModelAnswers) -> Void)] = [
    ("forward pass", { a in a.logits = { [old = a.logits] in try changing(try old($0), at: 3, by: .nan)! } }),
    ("last lens row = logits", { a in
      a.lastReadings = { [old = a.lastReadings] run, target in
        var readings = try old(run, target)
        readings[2].logProb += 1e-3
        return readings
      }
    }),
    ("stream = sum of its parts", { a in tamper(&a, .hiddenOut, beside: .attentionOut, at: 5, by: 1e-3) }),
    ("attributions = logit", { a in
      a.ledger = { [old = a.ledger] run, target, pos, unit in
        var ledger = try old(run, target, pos, unit)
        if unit == .head { ledger.total += 1e-3 }
        return ledger
      }
    }),
    ("heads = attention output", { a in tamper(&a, .headResult, beside: .attentionOut, at: 7, by: 1e-3) }),
    ("patterns sum to 1", { a in tamper(&a, .pattern, beside: .pattern, at: 0, by: 1e-4) }),
    ("hidden keys weigh 0", { a in tamper(&a, .pattern, beside: .pattern, at: 1, by: 1e-20) }),
    ("cache = no cache", { a in
      a.cachedLogits = { [old = a.cachedLogits] ids, count in
        var rows = try old(ids, count)
        rows[1][4] += 1e-3
        return rows
      }
    }),
    ("batch = single", { a in
      a.logits = { [old = a.logits] run in
        let logits = try old(run)
        return run.batch.count == 2 ? try changing(logits, at: logits.count - 1, by: 1e-3)! : logits
      }
    }),
    ("generate = run again", { a in a.generate = { [old = a.generate] in try old($0, $1).map { $0 == 0 ? 1 : 0 } } }),
  ]

  private static func tamper(_ a: inout ModelAnswers, _ site: ActivationSite, beside: ActivationSite, at index: Int, by delta: Float) {
    a.activations = { [old = a.activations] run, layer, sites in
      var found = try old(run, layer, sites)
      if layer == 1, sites.contains(site), sites.contains(beside) { found[site] = try changing(found[site], at: index, by: delta) }
      return found
    }
  }

  @Test(arguments: ["gpt2", "llama"], lies.indices) func eachCheckSeesItsLie(_ name: String, _ lie: Int) throws {
    let model = try TransformerModel.load(ModelFixtures.path(name))
    var answers = ModelAnswers(model)
    Self.lies[lie].tell(&answers)
    let certificate = try Certificate(of: model, reference: nil, answers: answers)
    #expect(certificate.checks.filter { $0.outcome == .failed }.map(\.name) == [Self.lies[lie].check])
    #expect(!certificate.passed)
  }

  /// A check with nothing to compare must not pass.
  @Test func missingPartsFail() throws {
    let model = try TransformerModel.load(ModelFixtures.path("gpt2"))
    func failed(_ change: (inout ModelAnswers) -> Void) throws -> [String] {
      var answers = ModelAnswers(model)
      change(&answers)
      return try Certificate(of: model, reference: nil, answers: answers).checks.filter { $0.outcome == .failed }.map(\.name)
    }
    func without(_ sites: Set<ActivationSite>, _ a: inout ModelAnswers) {
      a.activations = { [old = a.activations] in try old($0, $1, $2).filter { !sites.contains($0.key) } }
    }
    #expect(try failed { a in a.lastReadings = { _, _ in [] } } == ["last lens row = logits"])
    #expect(try failed { a in a.cachedLogits = { [old = a.cachedLogits] in try old($0, $1).dropLast() } } == ["cache = no cache"])
    #expect(try failed { without([.embed], &$0) } == ["stream = sum of its parts"])
    #expect(try failed { without([.headResult], &$0) } == ["heads = attention output"])
    #expect(try failed { without([.pattern], &$0) } == ["patterns sum to 1", "hidden keys weigh 0"])
  }

  @Test func notANumberIsAnInfiniteDifference() throws {
    let model = try TransformerModel.load(ModelFixtures.path("llama"))
    var answers = ModelAnswers(model)
    answers.cachedLogits = { [old = answers.cachedLogits] in try old($0, $1).map { [.nan] + $0.dropFirst() } }
    let check = try #require(try Certificate(of: model, reference: nil, answers: answers).checks.first { $0.name == "cache = no cache" })
    #expect(check.outcome == .failed && check.difference == .infinity)
  }

  // MARK: References

  private func golden(_ folder: String) throws -> (ids: Tensor, logits: Tensor) {
    let file = try SafeTensorsFile(folder + "/golden.safetensors")
    return (try file.tensor(named: "input_ids"), try file.tensor(named: "logits"))
  }

  @Test(arguments: ["reference.safetensors", "reference.npz"]) func referencesBesideTheWeightsAreFound(_ file: String) throws {
    let path = try copy(ModelFixtures.path("gpt2"))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (ids, logits) = try golden(path)
    func write(_ logits: Tensor) throws {
      let tensors = [(name: "input_ids", tensor: ids), (name: "logits", tensor: logits)]
      if file.hasSuffix(".npz") { try writeNumPyArchive(tensors, to: "\(path)/\(file)") } else { try writeSafeTensors(tensors, to: "\(path)/\(file)") }
    }
    try write(logits)
    let sound = try Certificate(of: try TransformerModel.load(path))
    #expect(sound.passed && sound.checks.suffix(2).map(\.outcome) == [.passed, .passed])

    let vocabulary = try #require(logits.shape.last)
    try write(try #require(try Self.changing(logits, at: 2 * vocabulary + 7, by: 40)))
    let broken = try Certificate(of: try TransformerModel.load(path))
    #expect(broken.checks.filter { $0.outcome == .failed }.map(\.name) == ["reference logits", "reference top token"])
    let worst = try #require(broken.checks.first { $0.name == "reference logits" })
    #expect(worst.place == "sequence 0, position 2, token 7" && abs((worst.difference ?? 0) - 40) < 1e-3)

    try write(try logits.sliced(axis: logits.rank - 1, start: 0, stop: vocabulary - 1, step: 1).contiguous())
    let cut = try Certificate(of: try TransformerModel.load(path))
    #expect(cut.checks.last?.outcome == .failed && cut.checks.last?.note?.contains("logits are of \(vocabulary - 1) tokens") == true)
  }

  @Test func aReferenceThatCannotBeRead() throws {
    let path = try copy(ModelFixtures.path("gpt2"))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = try TransformerModel.load(path)
    #expect(throws: TensorFileError.self) { try Certificate(of: model, reference: path + "/none.safetensors") }
    #expect(try Certificate(of: model, reference: path + "/model.safetensors").checks.last?.outcome == .failed)
    #expect(try Certificate(of: model, reference: path + "/config.json").checks.last?.outcome == .failed)
    let (ids, logits) = try golden(path)
    try writeSafeTensors([("input_ids", ids), ("logits", try #require(try Self.changing(logits, at: 3, by: .nan)))], to: path + "/nan.safetensors")
    let nan = try Certificate(of: model, reference: path + "/nan.safetensors")
    #expect(nan.checks.last?.outcome == .failed && nan.checks.last?.note?.contains("NaN") == true)
    let outside = try Tensor([Int](repeating: 1_000_000, count: ids.count), shape: ids.shape)
    try writeSafeTensors([("input_ids", outside), ("logits", logits)], to: path + "/outside.safetensors")
    let certificate = try Certificate(of: model, reference: path + "/outside.safetensors")
    #expect(certificate.checks.last?.outcome == .failed && certificate.checks.last?.note?.contains("1000000") == true)
  }
}
