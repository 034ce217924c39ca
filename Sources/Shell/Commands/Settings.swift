import ArrLanguage
import ArrLibrary

/// What `:set` shows and changes.
struct Setting {
  let name: String
  /// The values it takes, as help shows them.
  let values: String
  let help: String
  /// The present value.
  let get: (Shell) -> String
  /// Nil, or what is wrong with the value.
  let set: (Shell, String) -> String?

  static let all = [
    Setting(
      name: "color", values: "on, off", help: "colours in what is shown and typed",
      get: { $0.session.terminal.color || $0.session.terminal.colorsMessages ? "on" : "off" },
      set: { shell, value in
        guard let isOn = truth(value) else { return "on or off" }
        (shell.session.terminal.color, shell.session.terminal.colorsMessages) = (isOn, isOn)
        shell.editor?.color = isOn
        return nil
      }),
    Setting(
      name: "editor", values: "emacs, vi", help: "the keys of the prompt",
      get: { $0.editor.map { $0.usesViKeys ? "vi" : "emacs" } ?? "none here" },
      set: { shell, value in
        guard ["vi", "vim", "emacs"].contains(value) else { return "emacs or vi" }
        shell.editor?.usesViKeys = value != "emacs"
        return nil
      }),
    Setting(
      name: "width", values: "auto, or columns", help: "what values are fitted to",
      get: { $0.chosenWidth.map(String.init) ?? "auto (\($0.session.terminal.width))" },
      set: { shell, value in
        if value == "auto" {
          shell.chosenWidth = nil
          shell.session.terminal.measure()
          return nil
        }
        guard let width = Int(value), (20...10_000).contains(width) else { return "auto, or 20 to 10000 columns" }
        (shell.chosenWidth, shell.session.terminal.width) = (width, width)
        return nil
      }),
    Setting(
      name: "paging", values: "on, off", help: "a pager for what is longer than the window",
      get: { $0.pages ? "on" : "off" },
      set: { shell, value in
        guard let isOn = truth(value) else { return "on or off" }
        shell.pages = isOn
        return nil
      }),
    Setting(
      name: "threads", values: "a number", help: "threads that computations use",
      get: { _ in String(Library.threads) },
      set: { _, value in
        guard let count = Int(value), Library.threadCounts.contains(count) else { return "a number from 1 to 1024" }
        onEvaluationThread { Library.threads = count }
        return nil
      }),
    Setting(
      name: "memory", values: "megabytes", help: "what a program may take before it is stopped",
      get: { _ in MemoryLimit.bytes.map { "\($0 / 1_000_000)" } ?? "not limited" },
      set: { _, value in
        guard let megabytes = Int(value), (64...1 << 40).contains(megabytes) else { return "megabytes, from 64 on" }
        guard let held = MemoryLimit.change(to: megabytes * 1_000_000) else { return nil }
        return "more than the \(held / 1_000_000) megabytes that the process already takes"
      }),
    Setting(
      name: "prompt", values: "a text", help: "the prompt; `%n` is its number",
      get: { quoted($0.promptPattern) },
      set: { shell, value in
        var text = value[...]
        for quote in ["\"", "'"] where text.count >= 2 && text.hasPrefix(quote) && text.hasSuffix(quote) { text = text.dropFirst().dropLast() }
        if text.isEmpty || text.contains(where: \.isNewline) { return "a text of one line" }
        shell.promptPattern = text.hasSuffix(" ") ? String(text) : text + " "
        return nil
      }),
    Setting(
      name: "durations", values: "seconds, or off", help: "how long an entry must take for its time to be shown",
      get: { $0.shownDuration.map { duration($0, unicode: $0 >= 1) } ?? "off" },
      set: { shell, value in
        if value == "off" {
          shell.shownDuration = nil
          return nil
        }
        guard let limit = Double(value), limit >= 0, limit.isFinite else { return "seconds, or off" }
        shell.shownDuration = limit
        return nil
      }),
  ]

  private static func truth(_ value: String) -> Bool? {
    ["on": true, "true": true, "yes": true, "1": true, "off": false, "false": false, "no": false, "0": false][value.lowercased()]
  }
}

extension Shell {
  /// `:set` shows all, `:set name` one, `:set name value` changes it.
  func set(_ argument: String) -> Session.Outcome {
    if argument.isEmpty {
      let rows = Setting.all.map { setting in (setting.name + " " + setting.get(self), setting.help + ": " + setting.values) }
      return attempt { session.present(columns(rows, width: session.terminal.width)) }
    }
    let name = String(argument.prefix { $0 != " " && $0 != "=" })
    let value = trimmed(argument.dropFirst(name.count).drop { $0 == " " || $0 == "=" })
    let meant = ["colour": "color", "pager": "paging"][name] ?? name
    guard let setting = Setting.all.first(where: { $0.name == meant }) else {
      let near = suggestions(for: name, among: Setting.all.map(\.name)).map { "`\($0)`" }
      let help = near.isEmpty ? "`:set` lists them" : "did you mean \(near.joined(separator: ", "))?"
      return refuse("there is no setting `\(name)`", code: "name", help: [help])
    }
    if value.isEmpty {
      return attempt { session.present(setting.get(self)) }
    }
    if name == "editor", editor == nil { return refuse("there are no keys to choose: this terminal cannot edit") }
    guard let problem = setting.set(self, value) else { return .fine }
    return refuse("`\(setting.name)` cannot be \(quoted(value))", help: ["it takes " + problem])
  }
}
