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
    case let e as TensorError:
      let code = switch e.kind { case .shape: "shape"; case .overflow: "overflow"; case .zero: "zero" }
      return ValueError(code, e.message, notes: e.notes, help: e.help)
    case let e as TensorFileError: return ValueError("file", e.message, help: e.help)
    case let e as TokenizerError: return ValueError("tokenizer", e.message, help: e.help.map { [$0] } ?? [])
    case let e as LayerError:
      var error = ValueError("index", e.description, label: e.label, argument: .keyword("layer"))
      error.subscriptIndex = 1
      return error
    case let e as PositionError:
      return ValueError("index", e.description, label: e.label, argument: .keyword("pos"))
    case let e as UnknownActivationError:
      var error = unknown(e.description, e.name, e.known, code: "name", more: "`run.names` lists them all")
      error.subscriptIndex = 0
      return error
    case let e as UnknownWeightError: return weight(e)
    case let e as UnknownFamilyError:
      var error = unknown(e.description, e.name, e.known, code: "name", more: "the families are \(e.known.joined(separator: ", "))")
      error.argument = .keyword("name")
      return error
    case let e as UnknownFieldError:
      let fields = e.known.prefix(12).joined(separator: ", ") + (e.known.count > 12 ? " …" : "")
      var result = unknown(e.description, e.field, e.known, code: "name", more: "its fields are \(fields)")
      result.argument = .keyword(e.field)
      return result
    case is InterruptedError: return ValueError("interrupt", "interrupted")
    default: return nil
    }
  }

  private static func unknown(_ message: String, _ typed: String, _ known: [String], code: String, more: String?) -> ValueError {
    let near = suggestions(for: typed, among: known)
    return ValueError(code, message, help: near.isEmpty ? more.map { [$0] } ?? [] : [didYouMean(near)])
  }

  private static func didYouMean(_ names: [String]) -> String {
    let quoted = names.map { "\"\($0)\"" }
    guard quoted.count > 1, let last = quoted.last else { return "did you mean \(quoted.joined())?" }
    return "did you mean \(quoted.dropLast().joined(separator: ", ")) or \(last)?"
  }

  /// `W_Q` alone is a weight of every block: the whole name of the first one is the answer.
  private static func weight(_ error: UnknownWeightError) -> ValueError {
    let whole = error.known.first { $0.hasSuffix("." + error.name) }
    var result = unknown(error.description, error.name, error.known, code: "name", more: "`model.weight_names` lists them all")
    if let whole { result.help = ["every block has its own: \"\(whole)\""] }
    result.argument = .keyword("name")
    return result
  }
}
