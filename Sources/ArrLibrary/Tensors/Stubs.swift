import ArrLanguage
extension Library {
  static func installTensorJoining(in interpreter: Interpreter) {}
  static func installTensorFunctions(in interpreter: Interpreter) {}
  static func installTensorShapes(in interpreter: Interpreter) {}
  static func installTensorReductions(in interpreter: Interpreter) {}
  static func installTensorElements(in interpreter: Interpreter) {}
  static func installTensorOrder(in interpreter: Interpreter) {}
}
