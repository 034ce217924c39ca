/// Whether the user asked to stop, for walks through values that know no interpreter: comparing, and writing them out.
public enum Stopping {
  nonisolated(unsafe) public static var isRequested: () -> Bool = { false }
}
