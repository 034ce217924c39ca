import JSON

/// A `tokenizer.json` as it was read. The vocabulary and the merges, hundreds of thousands of strings in a file of megabytes,
/// go straight to where they are needed.
struct TokenizerDocument {
  /// All but the model.
  private(set) var members: JSONObject = [:]
  /// The model without what the next two hold; nil when the file has none.
  private(set) var model: JSON?
  /// The model's “vocab”, if it is an object.
  private(set) var vocabulary: Vocabulary?
  /// The model's “merges”, if they are an array and there is a vocabulary.
  private(set) var merges: MergeTable?

  init(_ bytes: [UInt8]) throws {
    do {
      try bytes.withUnsafeBytes {
        var reader = JSONReader($0)
        try read(&reader)
        try reader.finish()
      }
    } catch let error as JSONError {
      throw TokenizerError("tokenizer.json is not valid JSON: \(error)")
    }
  }

  private mutating func read(_ reader: inout JSONReader) throws {
    guard reader.isAtObject else { throw TokenizerError("tokenizer.json must hold an object, found \(try reader.readValue().kind)") }
    var goesOn = try reader.enterObject()
    while goesOn {
      let key = try reader.readKey()
      if key == "model" { try readModel(&reader) } else { members[key] = try reader.readValue() }
      goesOn = try reader.nextMember()
    }
  }

  private mutating func readModel(_ reader: inout JSONReader) throws {
    (vocabulary, merges) = (nil, nil)
    guard reader.isAtObject else {
      model = try reader.readValue()
      return
    }
    var object: JSONObject = [:]
    // Merges need the vocabulary and the prefix, which usually come first. Where they do not, the merges are read when all is known.
    var mergesReader: JSONReader?
    var knownPrefixLength: Int?
    var prefixLength: Int { object["continuing_subword_prefix"]?.stringValue?.utf8.count ?? 0 }
    var goesOn = try reader.enterObject()
    while goesOn {
      switch try reader.readKey() {
      case "vocab" where reader.isAtObject:
        vocabulary = try Vocabulary(&reader)
        knownPrefixLength = nil
      case "merges" where reader.isAtArray:
        mergesReader = reader
        if let vocabulary {
          merges = try MergeTable(&reader, vocabulary: vocabulary, prefixLength: prefixLength)
          knownPrefixLength = prefixLength
        } else {
          _ = try reader.readValue()
        }
      case let key: object[key] = try reader.readValue()
      }
      goesOn = try reader.nextMember()
    }
    if var mergesReader, knownPrefixLength != prefixLength, let vocabulary {
      merges = try MergeTable(&mergesReader, vocabulary: vocabulary, prefixLength: prefixLength)
    }
    model = .object(object)
  }
}
