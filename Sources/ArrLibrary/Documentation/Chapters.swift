import ArrLanguage

/// A chapter of the reference: functions of some groups, then types with their properties and methods.
struct Chapter {
  let title: String
  let introduction: String
  var groups: [String] = []
  var types: [String] = []

  static let all: [Chapter] = [
    Chapter(title: "The session", introduction: "Printing, help, time, the world outside.", groups: ["session"], types: ["error"]),
    Chapter(title: "Sequences", introduction: "Functions of everything that can be walked. Their results are lists.", groups: ["sequences"]),
    Chapter(title: "Numbers", introduction: "Arithmetic and elementary functions; tensors answer with their own methods.", groups: ["numbers"], types: ["int", "float"]),
    Chapter(title: "Conversions and questions", introduction: "From one type to another, and what a value is.", groups: ["conversions"]),
    Chapter(title: "Strings", introduction: "Methods of text; none changes it.", types: ["string"]),
    Chapter(title: "Lists and tuples", introduction: "Methods that change a list change the variable they are called on.", types: ["list", "tuple"]),
    Chapter(title: "Dicts", introduction: "Keys keep the order in which they came.", types: ["dict"]),
    Chapter(
      title: "Regular expressions",
      introduction: "`re` holds them; the syntax is that of PCRE2, which is Python's in all common cases. Patterns are best written `r\"…\"`.",
      groups: ["regular expressions"], types: ["re", "match"]),
    Chapter(title: "Files", introduction: "Whole files in and out. What is written appears under its name only when it is complete.", groups: ["files"]),
    Chapter(
      title: "Tensors", introduction: "NumPy's names with NumPy's meaning; most functions are methods too.", groups: ["tensors"], types: ["tensor"]),
    Chapter(
      title: "Random numbers", introduction: "One stream for a session; it starts at seed 0.", groups: ["random numbers"]),
    Chapter(title: "Models", introduction: "Configurations, checkpoints, weights.", groups: ["models"], types: ["config", "model", "certificate"]),
    Chapter(title: "Tokenizers", introduction: "Text to token ids and back.", groups: ["tokenizers"], types: ["tokenizer"]),
    Chapter(title: "Runs", introduction: "What one forward pass computed; calling a model makes one.", groups: ["runs"], types: ["run", "next"]),
    Chapter(
      title: "The lens and attributions", introduction: "Reading the residual stream, and splitting a logit.", groups: ["lens"],
      types: ["logit_lens", "reading", "trajectory", "grid", "grids", "ledger", "ledgers", "attribution"]),
    Chapter(
      title: "Measuring", introduction: "Where the time of a computation went, and what one would take.", groups: ["measuring"],
      types: ["profile", "plan", "operation"]),
    Chapter(title: "Experiments", introduction: "Tools by name, and records of calls.", groups: ["experiments"], types: ["bench"]),
  ]

  /// The chapters of an interpreter: groups and types that none of them names get one of their own.
  static func all(in interpreter: Interpreter) -> [Chapter] {
    var chapters = all
    let functions = Reference.functions(of: interpreter)
    for group in functions.map(\.group) where !chapters.contains(where: { $0.groups.contains(group) }) {
      // `tensors: linear algebra` belongs to the chapter of its first word.
      let first = group.prefix { $0 != ":" && $0 != " " }
      if let place = chapters.firstIndex(where: { $0.groups.contains(String(first)) }) {
        chapters[place].groups.append(group)
      } else {
        chapters.append(Chapter(title: group.prefix(1).uppercased() + group.dropFirst(), introduction: "", groups: [group]))
      }
    }
    for type in interpreter.methods.typeNames + Library.properties.map(\.typeName)
    where !type.isEmpty && !chapters.contains(where: { $0.types.contains(type) }) {
      chapters.append(Chapter(title: "Type `\(type)`", introduction: "", types: [type]))
    }
    return chapters
  }
}
