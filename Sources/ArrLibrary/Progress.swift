/// How far something long has come.
public struct ProgressReport: Sendable {
  /// What is under way, for the line of progress.
  public var label: String
  /// Bytes that are there.
  public var doneBytes: Int
  /// 0 when it is not known.
  public var totalBytes: Int
}

extension Library {
  /// Shows how far something long is, and nil when it is over.
  nonisolated(unsafe) public static var showProgress: (ProgressReport?) -> Void = { _ in }
}
