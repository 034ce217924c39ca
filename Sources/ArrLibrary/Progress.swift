/// How far something long has come.
public struct ProgressReport: Sendable {
  public var label: String
  public var doneBytes: Int
  /// 0 when it is not known.
  public var totalBytes: Int
}

extension Library {
  /// Shows how far something long is, and nil when it is over.
  nonisolated(unsafe) public static var showProgress: (ProgressReport?) -> Void = { _ in }
}
