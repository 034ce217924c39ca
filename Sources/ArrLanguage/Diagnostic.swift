/// What went wrong, as data: one renderer (`DiagnosticRenderer`) turns it into text for terminals, one line, or JSON.
public struct Diagnostic: Error {
  /// An error ended what ran; a warning did not.
  public enum Severity: String, Sendable { case error, warning }

  /// A place in a source with the words that belong under it; the first label is the primary one (drawn with carets).
  public struct Label {
    /// The text that the place is in.
    public var source: Source
    /// The bytes that are underlined.
    public var span: Span
    /// The words under the line; empty when underlining says enough.
    public var text: String

    /// A place with its words.
    public init(source: Source, span: Span, text: String = "") {
      self.source = source
      self.span = span
      self.text = text
    }
  }

  /// Whether what ran went on.
  public var severity: Severity = .error
  /// A stable short name: `syntax`, `name`, `type`, `value`, `index`, `shape`, `file`, `interrupt`, `raise` …
  public var code: String
  /// What is wrong, in one sentence without a capital and a full stop.
  public var message: String
  /// The places that it is about, the primary one first.
  public var labels: [Label] = []
  /// Facts that explain (`= inner sizes are 768 and 50257`).
  public var notes: [String] = []
  /// The nearest right thing to write (`help: …`).
  public var help: [String] = []
  /// The value of a `raise`, for `catch` to bind when it was not a string.
  public var payload: Value?
  /// How many calls the error has left on its way up.
  var callsLeft = 0
  /// The note of the last of them, and how often it came in a row.
  var lastCall = (text: "", count: 0)
  /// A function of the program that library code called, until the place of that code's own call is known.
  var callback: String?

  /// An error with a code (see `code`) and a message.
  public init(_ code: String, _ message: String, labels: [Label] = [], notes: [String] = [], help: [String] = []) {
    self.code = code
    self.message = message
    self.labels = labels
    self.notes = notes
    self.help = help
  }
}
