import ArrLanguage

extension Library {
  /// Tensors: their methods, the functions that make and join them, random numbers, files.
  static func installTensors(in interpreter: Interpreter) {
    installTensorCreation(in: interpreter)
    installRandomNumbers(in: interpreter)
    installTensorJoining(in: interpreter)
    installTensorProducts(in: interpreter)
    installTensorShapes(in: interpreter)
    installTensorReductions(in: interpreter)
    installTensorElements(in: interpreter)
    installTensorOrder(in: interpreter)
    installTensorRearranging(in: interpreter)
    installTensorPairs(in: interpreter)
    installStatistics(in: interpreter)
    installLinearAlgebra(in: interpreter)
    installTensorFiles(in: interpreter)
  }
}
