import ArrLanguage
import Testing

@testable import ArrLibrary

/// One declaration a function: what `help`, the argument checks and `arr --reference` read is there for everything.
@Suite struct ReferenceTests {
  private struct Declared {
    let name: String
    let declaration: Declaration
  }

  private func declared(_ interpreter: Interpreter) -> [Declared] {
    Reference.functions(of: interpreter).map { Declared(name: $0.name, declaration: $0) }
      + interpreter.methods.typeNames.flatMap { type in
        interpreter.methods.all(for: type).map { Declared(name: "\(type).\($0.declaration.name)", declaration: $0.declaration) }
      } + [Declared(name: "calling a model", declaration: ModelObject.callDeclaration)]
  }

  @Test func everythingIsDescribed() {
    let interpreter = Library.makeInterpreter()
    let all = declared(interpreter)
    #expect(all.count > 300)
    for one in all {
      let declaration = one.declaration
      #expect(declaration.prose.count > 8 && declaration.prose.contains("."), "\(one.name): what it does, in a sentence")
      #expect(!declaration.result.isEmpty, "\(one.name): its result")
      #expect(!declaration.example.isEmpty, "\(one.name): an example")
      #expect(!declaration.group.isEmpty, "\(one.name): its chapter")
      for parameter in declaration.parameters { #expect(!parameter.meaning.isEmpty, "\(one.name): what `\(parameter.name)` means") }
    }
    for table in Library.properties {
      for property in table.properties {
        #expect(property.prose.hasSuffix(".") && !property.result.isEmpty, "\(table.typeName).\(property.name)")
      }
    }
  }

  @Test func everyExampleRunsAndShowsSomething() {
    let problems = onEvaluationThread { () -> [String] in
      let interpreter = Library.makeInterpreter()
      var problems: [String] = []
      func check(_ name: String, _ example: String, isSilent: Bool) {
        let shown = freshTranscript(of: example, name: name, in: interpreter)
        if let error = shown.first(where: { $0.hasPrefix("error: ") }) { problems.append("\(name): \(error)") }
        if shown.isEmpty, !isSilent { problems.append("\(name): the example shows nothing") }
      }
      for one in declared(interpreter) where one.name != "exit" { check(one.name, one.declaration.example, isSilent: one.declaration.result == "none") }
      for table in Library.properties {
        for property in table.properties {
          check("\(table.typeName).\(property.name)", property.example, isSilent: property.result.contains("none") || property.result == "tokenizer or none")
        }
      }
      return problems
    }
    #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
  }

  /// Objects whose members are data of their own.
  private static let open: Set<String> = ["config", ""]

  @Test func everyPropertyIsDescribed() {
    let problems = onEvaluationThread { () -> [String] in
      var problems: [String] = []
      for table in Library.properties where !table.subject.isEmpty {
        let interpreter = Library.makeInterpreter()
        _ = exampleTranscript(of: table.setup, name: "setup", in: interpreter)
        guard case .object(let object)? = interpreter.globals.lookup(table.subject) else {
          problems.append("\(table.typeName): no object")
          continue
        }
        if object.typeName != table.typeName { problems.append("\(table.typeName): the sample is \(article(object.typeName))") }
        let known = Set(table.properties.map(\.name))
        if !Self.open.contains(table.typeName) {
          for name in Set(object.memberNames).subtracting(known).subtracting(interpreter.methods.names(for: table.typeName)) {
            problems.append("\(table.typeName).\(name) is missing in Documentation/Properties.swift")
          }
        }
        for name in known where ((try? object.attribute(name)) ?? nil) == nil { problems.append("\(table.typeName) has no \(name)") }
      }
      let interpreter = Library.makeInterpreter()
      let constants = Set(Library.properties(of: "").map(\.name))
      for name in interpreter.builtins.names {
        if case .function? = interpreter.builtins.lookup(name) { continue }
        if !constants.contains(name) { problems.append("the constant \(name) is missing in Documentation/Properties.swift") }
      }
      return problems
    }
    #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
  }

  @Test func theReferenceIsComplete() {
    let text = onEvaluationThread { Reference.markdown(of: Library.makeInterpreter()) }
    let interpreter = Library.makeInterpreter()
    for one in declared(interpreter) where one.name != "calling a model" {
      let dot = one.name.contains(".") ? String(one.name.prefix { $0 != "." }) + "." : ""
      #expect(text.contains("#### `\(dot)\(one.declaration.signature)`"), "\(one.name)")
    }
    for table in Library.properties {
      for property in table.properties {
        let name = table.typeName.isEmpty ? property.name : "\(table.typeName).\(property.name)"
        #expect(text.contains("#### `\(name): \(property.result)`"), "\(name)")
      }
    }
    // Every chapter of the contents is there, once.
    let anchors = text.split(separator: "\n").filter { $0.hasPrefix("- [") }
    #expect(anchors.count == text.split(separator: "\n").filter { $0.hasPrefix("## ") }.count - 1)
    #expect(text.contains("sorted([\"pear\", \"fig\", \"apple\"], by=word => len(word))\n# → ['fig', 'pear', 'apple']"))
    #expect(!text.contains("# → error:"))
  }

  @Test func helpKnowsEverything() throws {
    let interpreter = Library.makeInterpreter()
    for one in declared(interpreter) where one.name != "calling a model" {
      #expect(try helpText(for: .text(one.name), in: interpreter).contains(one.declaration.prose), "\(one.name)")
    }
    for (topic, words) in [
      ("list", ".append(item)"), ("tensor.shape", "tensor.shape: list of int"), ("slicing", "A slice"), ("str", "casefold"), ("pi", "circumference"), ("append", "list.append"),
      ("run", ".logits: tensor"), ("re", "findall"), ("re.sub", "replacement"),
    ] { #expect(try helpText(for: .text(topic), in: interpreter).contains(words), "\(topic)") }
    #expect(try helpText(for: .none, in: interpreter).contains("combinations"))
    #expect(throws: ValueError.self) { try helpText(for: .text("xyzzyx"), in: interpreter) }
  }

  @Test func functionsOfTheUserHaveHelpToo() throws {
    let interpreter = Library.makeInterpreter()
    let program = "def study(model, layer: int = 2) {\n\"\"\"Looks at one layer.\"\"\"\nreturn layer\n}\nxs = [1]"
    #expect(exampleTranscript(of: program, name: "study.arr", in: interpreter) == [])
    let text = try helpText(for: .text("study"), in: interpreter)
    #expect(text.hasPrefix("study(model, layer: int = 2") && text.contains("Looks at one layer."))
    #expect(try helpText(for: .text("xs"), in: interpreter).contains(".append(item)"))
    #expect(try helpText(for: .text("xs.append"), in: interpreter).contains("Adds an item at the end."))
    #expect(exampleTranscript(of: "study(1, layr=3)", name: "t", in: interpreter).first?.contains("layr") == true)
  }
}
