import ArrLanguage
import Figures
import Interpretability
import Tensors
import Transformers

extension Library {
  static func installCheck(in interpreter: Interpreter) {
    interpreter.define(
      Declaration(
        "check", group: "models",
        parameters: [
          .init("model", .named("model"), "what to look at"),
          .init("reference", .optional(.string), default: Value.none, defaultText: "none", kind: .keywordOnly, "a file of reference logits; none takes reference.safetensors or reference.npz beside the weights, if there is one").naming(.path),
        ],
        result: "certificate",
        prose: "Whether a model's numbers can be trusted. The certificate holds the facts of the architecture; types of the weights and every NaN, infinity and matrix of one number; and, on a prompt of 16 fixed token ids, what must hold of any model. The lens on the last layer gives the logits, the parts of the stream and of a logit sum up, heads make up attention's output, patterns sum to one and leave hidden keys out, cached passes, batches and generation repeat what a plain pass gives. Each check shows the largest difference and what rounding allows. A reference holds `input_ids` (integers, [pos] or [batch, pos], without padding) and `logits` ([pos, vocab] or [batch, pos, vocab]); `scripts/make-reference` writes one with Hugging Face's transformers.",
        example: exampleModel + "certificate = check(model)\ncertificate.passed")
    ) { args, _ in
      try Meter.requireRun("`check` cannot be planned: what it does depends on the numbers")
      let model: ModelObject = try args.object("model")
      let reference = try args.optionalString("reference").map(FileAccess.expanded)
      return .object(certificateRecord(try Certificate(of: model.model, reference: reference), of: model))
    }
  }

  private static func certificateRecord(_ certificate: Certificate, of model: ModelObject) -> RecordObject {
    let title = "check of \(model.shortDescription())"
    let checks = certificate.checks.map(row)
    let record = RecordObject(
      "certificate",
      [
        ("passed", .bool(certificate.passed)), ("facts", dict(certificate.facts.map { ($0.name, .text($0.text)) })),
        ("weights", weights(certificate)), ("compute", .text(certificate.compute.rawValue)), ("prompt", .list(of: certificate.prompt.map(Value.int))),
        ("checks", .list(of: checks)),
      ], line: "certificate(\(certificate.verdict))"
    ) { width, color in certificate.text(title: title, width: width, color: color) }
    record.rows = { checks }
    return record
  }

  private static func dict(_ entries: [(String, Value)]) -> Value {
    var fields = ValueDictionary()
    for (name, value) in entries { fields[name] = value }
    return .dict(of: fields)
  }

  private static func row(_ check: CertificateCheck) -> Value {
    dict([
      ("name", .text(check.name)), ("outcome", .text(check.outcome.rawValue)), ("difference", check.difference.map(Value.float) ?? .none),
      ("tolerance", check.tolerance.map(Value.float) ?? .none), ("place", check.place.map(Value.text) ?? .none), ("note", check.note.map(Value.text) ?? .none),
    ])
  }

  private static func weights(_ certificate: Certificate) -> Value {
    let types = certificate.typeCounts.map { type in
      dict([("dtype", .text(type.dtype)), ("tensors", .int(type.tensors)), ("numbers", .int(type.numbers)), ("bytes", .int(type.bytes))])
    }
    let bad = certificate.weights.filter { !$0.isFinite }.map { weight in
      dict([
        ("name", .text(weight.name)), ("nan", .int(weight.nanCount)), ("inf", .int(weight.infinityCount)),
        ("first", .list(of: (weight.firstNotFinite ?? []).map(Value.int))),
      ])
    }
    let constant = certificate.constantMatrices.map { dict([("name", .text($0.name)), ("value", .float(Double($0.constant ?? 0)))]) }
    return dict([("types", .list(of: types)), ("not_finite", .list(of: bad)), ("constant", .list(of: constant))])
  }
}

// MARK: - Showing

extension Certificate {
  /// `passed: 11 checks, 2 do not apply`
  fileprivate var verdict: String {
    func count(_ outcome: CertificateCheck.Outcome) -> Int { checks.filter { $0.outcome == outcome }.count }
    let (passed, failed, skipped) = (count(.passed), count(.failed), count(.skipped))
    let others = skipped == 0 ? "" : ", \(skipped) not applicable"
    return failed == 0 ? "passed: \(counted(passed, "check"))\(others)" : "failed: \(failed) of \(counted(passed + failed, "check"))\(others)"
  }

  /// Tensors, numbers and bytes of each type of weights, the most common first.
  fileprivate var typeCounts: [(dtype: String, tensors: Int, numbers: Int, bytes: Int)] {
    Dictionary(grouping: weights, by: \.dtype).map { type, weights in
      (type.rawValue, weights.count, weights.reduce(0) { $0 + $1.count }, weights.reduce(0) { $0 + $1.byteCount })
    }.sorted { ($0.bytes, $1.dtype) > ($1.bytes, $0.dtype) }
  }

  /// Facts, weights and checks, one table below the other.
  fileprivate func text(title: String, width: Int, color: Bool) -> String {
    let tables = [
      pairs("architecture", facts.map { ($0.name, $0.text) }, width: width), pairs("weights", weightLines, width: width), checkTable,
    ]
    let heading = wrapped(title, width: max(width, 1)).joined(separator: "\n")
    return ([heading] + tables.map { $0.text(width: width, color: color) }).joined(separator: "\n\n")
  }

  /// Names with texts, which go on in the next line where they are long.
  private func pairs(_ name: String, _ pairs: [(String, String)], width: Int) -> Table {
    let left = ([name] + pairs.map(\.0)).map(\.count).max() ?? 0
    let rows = pairs.flatMap { name, text in
      wrapped(text, width: max(width - left - 2, 16)).enumerated().map { [$0 == 0 ? name : "", $1] }
    }
    return Table(columns: [Table.Column(name, alignment: .left), Table.Column("", alignment: .left)], rows: rows)
  }

  private var weightLines: [(String, String)] {
    var lines = typeCounts.map { type in
      (type.dtype, "\(grouped(type.numbers)) numbers in \(type.tensors) tensors, \(grouped(type.bytes)) bytes")
    }
    if compute == .bfloat16 { lines.append(("products", "bf16 weights as they are, sums in float32")) }
    let constant = constantMatrices
    if !constant.isEmpty {
      let names = constant.prefix(3).map { "\($0.name) is \($0.constant ?? 0) throughout" }.joined(separator: ", ")
      lines.append(("of one number", names + (constant.count > 3 ? " and \(constant.count - 3) more" : "")))
    }
    return lines
  }

  private var checkTable: Table {
    let marks: [CertificateCheck.Outcome: String] = [.passed: "pass", .failed: "FAIL", .skipped: "–"]
    let rows = checks.map { check in
      [
        check.name, check.difference.map(scientific) ?? "", check.tolerance.map(scientific) ?? "", marks[check.outcome] ?? "",
        (check.difference ?? 0) > 0 || check.outcome == .failed ? check.place ?? "" : "",
      ]
    }
    let columns = [
      Table.Column("check", alignment: .left), Table.Column("largest |Δ|"), Table.Column("tolerance"), Table.Column("", alignment: .left),
      Table.Column("where", alignment: .left),
    ]
    return Table(columns: columns, rows: rows, footer: checks.compactMap { check in check.note.map { "\(check.name): \($0)" } } + [verdict])
  }
}
