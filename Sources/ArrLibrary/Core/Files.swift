import ArrLanguage
import JSON
import Tensors

extension Library {
  /// Reading and writing text and records.
  static func installFiles(in interpreter: Interpreter) {
    let path = Declaration.Parameter("path", .string, "of the file; `~` is the home folder").naming(.path)
    interpreter.function(
      "read_text", "files", [path], result: "string", "The text of a file in UTF-8.",
      example: "write_text(\"/tmp/arr_read_text.txt\", \"one\\ntwo\\n\")\nread_text(\"/tmp/arr_read_text.txt\").splitlines()"
    ) { arguments, _ in .text(try FileAccess.text(try arguments.string("path"))) }

    interpreter.function(
      "write_text", "files", [path, .init("text", .string, "what the file shall hold")], result: "none",
      "Writes text to a file; the old one stays until the new one is complete.",
      example: "write_text(\"/tmp/arr_write_text.txt\", \"done\\n\")"
    ) { arguments, _ in
      try FileAccess.write(try arguments.string("text"), to: try arguments.string("path"))
      return .none
    }

    interpreter.function(
      "read_json", "files", [path], result: "any", "The value of a JSON file: objects are dicts, arrays are lists.",
      example: "write_text(\"/tmp/arr_read.json\", '{\"layers\": [1, 2]}')\nread_json(\"/tmp/arr_read.json\")[\"layers\"]"
    ) { arguments, _ in
      let path = try arguments.string("path")
      var json = try parsed(try FileAccess.text(path), of: path, line: nil)
      do { return try fromJSON(json) } catch {
        if case .array(var elements) = json {
          json = .null
          JSON.giveUp(&elements)
        }
        throw error
      }
    }

    interpreter.function(
      "read_jsonl", "files", [path], result: "list", "A list of the values of a file with one JSON value a line; empty lines do not count.",
      example: "write_text(\"/tmp/arr_read.jsonl\", '{\"a\": 1}\\n{\"a\": 2}\\n')\n[row[\"a\"] for row in read_jsonl(\"/tmp/arr_read.jsonl\")]"
    ) { arguments, vm in
      let path = try arguments.string("path")
      var rest = try FileAccess.text(path).utf8[...]
      return .list(
        of: try .collecting { values in
          var number = 0
          while !rest.isEmpty {
            try vm.checkInterrupt()
            number += 1
            let line = rest.prefix { $0 != 0x0A }
            rest = rest[line.endIndex...].dropFirst()
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            values.append(try fromJSON(try parsed(String(line) ?? "", of: path, line: number)))
          }
        })
    }

    interpreter.function(
      "read_csv", "files",
      [path, .init("separator", .string, default: .text(","), kind: .keywordOnly, "one character between fields, `\"\\t\"` for tabs")],
      result: "list",
      "A list of dicts, one a row; the first row names the fields. A column of numbers alone is numbers, with none where it is empty.",
      example: "write_text(\"/tmp/arr_read.csv\", \"name,score\\nMary,1.5\\nJohn,2\\n\")\nread_csv(\"/tmp/arr_read.csv\")[0][\"score\"]"
    ) { arguments, _ in
      let separator = try arguments.string("separator").utf8
      guard separator.count == 1, let byte = separator.first, byte != 0x22, byte != 0x0A else {
        throw arguments.error("separator", "the separator is one plain character")
      }
      return try records(of: CSVReader.rows(of: try FileAccess.text(try arguments.string("path")), separator: byte))
    }
  }

  /// JSON as text, where no file is meant.
  static func installJSONText(in interpreter: Interpreter) {
    interpreter.function(
      "from_json", "files", [.init("text", .string, "one JSON value")], result: "any",
      "The value that a JSON text stands for: objects are dicts, arrays are lists. `read_json` does the same with a file.",
      example: "from_json('{\"layers\": [1, 2], \"best\": null}')"
    ) { arguments, _ in
      do { return try fromJSON(try JSON.parse(try arguments.string("text"), allowNonFinite: true, exactIntegers: true)) } catch let error as JSONError {
        try Stopping.check()
        throw ValueError(
          "value", "this text is not JSON: \(error.message)", notes: ["at line \(error.line), column \(error.column)"], argument: .position(0))
      }
    }
    interpreter.function(
      "to_json", "files",
      [
        .init("value", .any, "none, bool, numbers, text, lists, tuples, dicts, tensors and results"),
        .init("pretty", .bool, default: .bool(false), kind: .keywordOnly, "a line for every item, indented"),
      ], result: "string",
      "A value as JSON text: what `save` writes to a .json file. Tuples become lists, keys of dicts text; NaN and infinities are written as Python's json does (`--json` prints null for them).",
      example: "to_json({\"layers\": (1, 2), \"best\": none})"
    ) { arguments, _ in .text(try jsonText(arguments.value("value"), pretty: try arguments.bool("pretty"))) }
  }

  private static func parsed(_ text: String, of path: String, line: Int?) throws -> JSON {
    do { return try JSON.parse(text, allowNonFinite: true, exactIntegers: true) } catch {
      try Stopping.check()
      throw ValueError(
        "file", "\(quoted(path)) is not JSON: \(error.message)",
        notes: ["at line \(line ?? error.line), column \(error.column)"], argument: .position(0))
    }
  }

  /// Rows as dicts by the names in the first one.
  private static func records(of rows: [[String]]) throws -> Value {
    guard let names = rows.first else { return .list(of: []) }
    let body = rows.dropFirst()
    for (number, row) in body.enumerated() where row.count != names.count {
      throw ValueError(
        "file", "row \(number + 2) has \(counted(row.count, "field")), the first row names \(names.count)", argument: .position(0))
    }
    let columns = try names.indices.map { column in try numbers(body.map { $0[column] }) }
    let keys = names.map { Value.text($0) }
    return .list(
      of: try .collecting { dicts in
        for (number, row) in body.enumerated() {
          if number & 0xFFF == 0xFFF { try Stopping.check() }
          var entries = ValueDictionary()
          for (column, key) in keys.enumerated() { try entries.set(columns[column]?[number] ?? .text(row[column]), for: key) }
          dicts.append(.dict(of: entries))
        }
      })
  }

  /// A column as ints or floats, or nil when some field is not a number.
  private static func numbers(_ fields: [String]) throws -> [Value]? {
    var isWhole = true
    var hasNumber = false
    for (turn, field) in fields.enumerated() where !field.isEmpty {
      try Stopping.check(atTurn: turn)
      // Codes such as 007 are names, not numbers.
      let digits = field.drop { $0 == "-" || $0 == "+" }
      if digits.count > 1, digits.first == "0", digits.dropFirst().first?.isNumber == true { return nil }
      guard !field.contains("_"), float(of: field) != nil else { return nil }
      hasNumber = true
      if isWhole { isWhole = integer(of: field, base: 10) != nil }
    }
    guard hasNumber else { return nil }
    return try fields.enumerated().map { turn, field in
      try Stopping.check(atTurn: turn)
      if field.isEmpty { return .none }
      return isWhole ? integer(of: field, base: 10).map { .int($0) } ?? .none : float(of: field).map { .float($0) } ?? .none
    }
  }
}

/// Fields between separators, in quotes where they hold one (RFC 4180).
enum CSVReader {
  static func rows(of text: String, separator: UInt8) throws -> [[String]] {
    var rows: [[String]] = []
    do { try read(text, separator: separator, into: &rows) } catch {
      Leftovers.take(&rows)
      throw error
    }
    return rows
  }

  private static func read(_ text: String, separator: UInt8, into rows: inout [[String]]) throws {
    let bytes = Array(text.utf8)
    var row: [String] = []
    var field: [UInt8] = []
    var position = 0
    var line = 1
    func endField() {
      row.append(String(decoding: field, as: UTF8.self))
      field.removeAll(keepingCapacity: true)
    }
    func endRow() {
      endField()
      if row.count > 1 || row.first?.isEmpty == false { rows.append(row) }
      row = []
    }
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\"") where field.isEmpty:
        let start = line
        while true {
          guard position < bytes.count else {
            throw ValueError("file", "the quotes opened in line \(start) are never closed", argument: .position(0))
          }
          let inner = bytes[position]
          position += 1
          if inner == 0x0A { line += 1 }
          if inner != UInt8(ascii: "\"") {
            field.append(inner)
          } else if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            field.append(inner)
            position += 1
          } else {
            break
          }
        }
      case separator: endField()
      case 0x0D where position < bytes.count && bytes[position] == 0x0A: continue
      case 0x0A:
        line += 1
        try Interruption.check()
        endRow()
      default: field.append(byte)
      }
    }
    if !field.isEmpty || !row.isEmpty { endRow() }
  }
}
