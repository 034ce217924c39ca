import ArrLanguage
import Tensors
import Transformers

extension Library {
  static func installModelMethods(in interpreter: Interpreter) {
    func define(_ declaration: Declaration, _ body: @escaping (ModelObject, BoundArguments) throws -> Value) {
      interpreter.define(declaration, for: "model", of: ModelObject.self) { own, args, _ in try body(own, args) }
    }
    define(
      Declaration(
        "save", group: "models", parameters: [.init("folder", .string, "made when it is not there").naming(.folder)], result: "none",
        prose: "Writes an ordinary Hugging Face checkpoint: config.json, model.safetensors, and the tokenizer when there is one.",
        example: exampleModel + "model.save(\"/tmp/arr-example-save\")")
    ) { own, args in
      try own.model.save(to: try args.string("folder"))
      return .none
    }
    define(
      Declaration(
        "weight", group: "models", parameters: [.init("name", .string, "`W_E` or `embed.W_E`, `W_U`, `blocks.0.attn.W_Q` …, or the checkpoint's own name").naming(.weight)],
        result: "tensor", prose: "A weight by TransformerLens' name, in its shape, or by the checkpoint's; a view, nothing is copied.",
        example: exampleModel + "model.weight(\"blocks.0.attn.W_Q\").shape")
    ) { own, args in .object(TensorObject(try own.model.weight(try args.string("name")))) }
    define(
      Declaration("encode", group: "tokenizers", parameters: [.init("text", .string, "any text")], result: "list of int", prose: "The token ids of a text, as the checkpoint's tokenizer makes them.", example: exampleTextModel + "model.encode(\"ab a\")")
    ) { own, args in try idList(own.model.encode(try args.string("text"))) }
    define(
      Declaration("decode", group: "tokenizers", parameters: [.init("ids", .any, "a list or tensor of ids, or one id")], result: "string", prose: "The text of token ids.", example: exampleTextModel + "model.decode([2, 3, 0])")
    ) { own, args in .text(try own.model.decode(try tokenIDs(args, "ids"))) }
    define(
      Declaration("token", group: "tokenizers", parameters: [.init("text", .string, "a text that is one token, with its space: \" Mary\"")], result: "int", prose: "The id of a text that is exactly one token; an error otherwise.", example: exampleTextModel + "model.token(\"ab\")")
    ) { own, args in .int(try own.model.token(try args.string("text"))) }
    define(
      Declaration("token_strings", group: "tokenizers", parameters: [.init("ids", .any, "a list or tensor of ids")], result: "list of string", prose: "The text of each token.", example: exampleTextModel + "model.token_strings([2, 3, 0])")
    ) { own, args in
      .list(of: try tokenIDs(args, "ids").map { .text(own.model.tokenString(try own.model.checked(id: $0, isRead: true))) })
    }
    installGenerate(define)
  }

  private static func installGenerate(_ define: (Declaration, @escaping (ModelObject, BoundArguments) throws -> Value) -> Void) {
    define(
      Declaration(
        "generate", group: "models",
        parameters: [
          .init("input", .any, "as for calling the model"),
          .init("max_new_tokens", .int, default: .int(32), defaultText: "32", kind: .keywordOnly, "stop after so many"),
          .init("temperature", .number, default: .int(0), defaultText: "0", kind: .keywordOnly, "0 takes the best token"),
          .init("top_k", .optional(.int), default: Value.none, defaultText: "none", kind: .keywordOnly, "only the k best"),
          .init("top_p", .optional(.number), default: Value.none, defaultText: "none", kind: .keywordOnly, "the smallest set of best tokens that reaches p"),
          .init("seed", .optional(.int), default: Value.none, defaultText: "none", kind: .keywordOnly, "of the draw; none is 0"),
        ],
        result: "string for text, a list of the new ids for ids",
        prose: "Continues the input, with keys and values cached, up to an end-of-sequence token or the end of the context. Text gives the whole text; ids give the new ids; several inputs give a list.",
        example: exampleModel + "model.generate([1, 2, 3], max_new_tokens=4)")
    ) { own, args in
      let sampling = Sampling(
        temperature: try args.float("temperature"), topK: try args.optionalInt("top_k"), topP: try args.optionalFloat("top_p"),
        seed: UInt64(bitPattern: Int64(try args.optionalInt("seed") ?? 0)))
      let count = try args.int("max_new_tokens")
      guard count >= 0 else { throw args.error("max_new_tokens", "`max_new_tokens` is at least 0, not \(count)") }
      let sequences = try own.model.sequences(of: args.value("input"))
      let isText = isText(args.value("input"))
      let results = try sequences.map { sequence -> Value in
        let new = try own.model.generate(sequence, count: count, sampling: sampling)
        own.model.noteEnd(of: new, wanted: count)
        guard isText, let tokenizer = try own.model.tokenizer() else { return .list(of: new.map(Value.int)) }
        return .text(try tokenizer.decode(sequence + new, skipSpecialTokens: true))
      }
      return results.count == 1 ? results[0] : .list(of: results)
    }
  }

  private static func isText(_ input: Value) -> Bool {
    switch input {
    case .string: return true
    case .list(let box): if case .string? = box.items.first { return true } else { return false }
    default: return false
    }
  }

  static func installRunMethods(in interpreter: Interpreter) {
    let example = exampleModel + "run = model([1, 2, 3])\n"
    interpreter.define(
      Declaration(
        "logits_at", group: "runs", parameters: [.init("pos", .int, "negative from the end")], result: "tensor [batch, vocab]",
        prose: "The logits of one position only.", example: example + "run.logits_at(-1).shape"), for: "run", of: RunObject.self
    ) { own, args, _ in
      .object(TensorObject(try own.run.logits(at: try args.int("pos")), tokenText: own.run.model.tokenString))
    }
    interpreter.define(
      Declaration(
        "next", group: "runs", parameters: [.init("k", .int, default: .int(5), defaultText: "5", "how many")], result: "next",
        prose: "The best next tokens after the last position, with logits and probabilities.", example: example + "run.next(k=3)"),
      for: "run", of: RunObject.self
    ) { own, args, _ in .object(try own.nextTable(k: try args.int("k"))) }
  }
}
