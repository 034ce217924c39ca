import Testing

@testable import ArrLanguage

/// The answers are those of Python's `inspect.cleandoc`.
@Test(arguments: [
  ("One line.", "One line."),
  ("One.\n\n    Two.\n      Three.\n    ", "One.\n\nTwo.\n  Three."),
  ("\n    A\n    B\n", "A\nB"),
  ("   A\n\n\n", "A"),
  ("A\n  B\n C", "A\n B\nC"),
  ("", ""),
])
func dedentsDocstrings(text: String, shown: String) { #expect(dedented(docstring: text) == shown) }
