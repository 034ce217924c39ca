import ArrLanguage
import Interpretability
import TensorFiles
import Tensors
import Tokenizers
import Transformers

extension Library {
  /// Errors of the modules below in the language's words; nil for those that are not the library's.
  static func valueError(from error: any Error) -> ValueError? {
    switch error {
    case let e as ModelError: return ValueError("model", e.message, notes: e.notes, help: e.help)
    case let e as TensorError: return ValueError("shape", e.message, notes: e.notes, help: e.help)
    case let e as TensorFileError: return ValueError("file", e.message, help: e.help)
    case let e as TokenizerError: return ValueError("tokenizer", e.message, help: e.help.map { [$0] } ?? [])
    case let e as LayerError:
      return ValueError("index", e.description, label: e.label, argument: .keyword("layer"))
    case let e as PositionError:
      return ValueError("index", e.description, label: e.label, argument: .keyword("pos"))
    case let e as UnknownActivationError: return unknown(e.description, e.name, e.known, code: "name", more: "`run.names` lists them all")
    case let e as UnknownWeightError: return unknown(e.description, e.name, e.known, code: "name", more: nil)
    case let e as UnknownFieldError:
      var result = unknown(e.description, e.field, e.known, code: "name", more: nil)
      result.argument = .keyword(e.field)
      return result
    case is InterruptedError: return ValueError("interrupt", "interrupted")
    default: return nil
    }
  }

  private static func unknown(_ message: String, _ typed: String, _ known: [String], code: String, more: String?) -> ValueError {
    let near = suggestions(for: typed, among: known)
    let help = near.isEmpty ? more.map { [$0] } ?? [] : ["did you mean \(near.map { "\"\($0)\"" }.joined(separator: ", "))?"]
    return ValueError(code, message, help: help)
  }
}
