import ArrLanguage
import Transformers

/// What the library knows about names inside strings and about values that are not there yet: completion reads it.
extension Library {
  /// A name with one line about it.
  public typealias OfferedName = (name: String, detail: String?)

  /// The names that a string can hold; activations and weights are those of the model that `subject` is or works on.
  public static func names(_ content: Declaration.Parameter.Content, of subject: Value?) -> [OfferedName] {
    switch content {
    case .path, .folder, .configurationField: return []
    case .tool: return toolMakers.map { ($0.name, $0.summary) }
    case .family: return Families.all.map { ($0.modelType, nil) }
    case .activation:
      guard let model = model(of: subject) else { return [] }
      return ActivationName.all(in: model.configuration).map { ($0.description, nil) }
    case .weight: return model(of: subject)?.weightNames.map { ($0, nil) } ?? []
    }
  }

  /// The fields of a family's configuration with their published defaults; nothing for a name that is no family.
  public static func configurationFields(of family: String) -> [OfferedName] {
    guard let known = try? Families.named(family) else { return [] }
    return known.defaults.pairs.map { ($0.key, "default \($0.value.text())") }
  }

  /// What `help` can be asked of besides functions and variables: types, and the topics of the language.
  public static func topics(in interpreter: Interpreter) -> [String] {
    Set(interpreter.methods.typeNames + properties.map(\.typeName).filter { !$0.isEmpty } + Specification.topics).sorted()
  }

  /// What calling an object of a type takes and gives, when such objects can be called.
  public static func callDeclaration(ofType name: String) -> Declaration? { name == "model" ? ModelObject.callDeclaration : nil }

  /// Whether a value is a model or belongs to one.
  public static func hasModel(_ value: Value) -> Bool { model(of: value) != nil }

  private static func model(of value: Value?) -> TransformerModel? {
    guard case .object(let object)? = value else { return nil }
    switch object {
    case let own as ModelObject: return own.model
    case let run as RunObject: return run.run.model
    case let lens as LensObject: return lens.lens.model
    case let bench as BenchObject: return bench.model.model
    default: return nil
    }
  }
}
