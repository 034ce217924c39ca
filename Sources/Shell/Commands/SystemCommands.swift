import ArrLanguage
import Glibc

/// `!command`: anything of the system's shell; `!cd` changes our own folder, `!jobs` and `!fg` are about stopped commands.
extension Shell {
  /// A command that Ctrl-Z stopped.
  struct StoppedCommand {
    let text: String
    let child: ChildProcess
  }

  func runSystem(_ command: String) -> Session.Outcome {
    let words = command.split(separator: " ", maxSplits: 1).map(String.init)
    guard let first = words.first else { return refuse("`!` runs a command of the system", help: ["as in `!ls`"]) }
    let isPlain = words.count < 2 || !words[1].contains { "&|;<>$`".contains($0) }
    switch first {
    case "cd" where isPlain: return changeFolder(words.count > 1 ? trimmed(words[1][...]) : "")
    case "jobs" where words.count == 1: return showStopped()
    case "fg" where isPlain: return goOn(words.count > 1 ? words[1] : nil)
    default: break
    }
    session.output.flush()
    switch ChildProcess.start(command) {
    case .failure(let problem): return refuse("cannot start a command: \(problem.description)", code: "file")
    case .success(let child): return report(child.wait(), StoppedCommand(text: command, child: child))
    }
  }

  private func report(_ end: ChildProcess.End, _ command: StoppedCommand) -> Session.Outcome {
    // Ctrl-C meant the command.
    Interrupts.clear()
    switch end {
    case .exited(0): return .fine
    case .exited(let code): session.say("exit code \(code)")
    case .killed(SIGINT): session.sayInterrupted()
    case .killed(let number): session.say("ended by signal \(number)")
    case .stopped:
      keepStopped(command)
      return .fine
    }
    return .failed
  }

  func keepStopped(_ command: StoppedCommand) {
    stopped.append(command)
    session.say("stopped: `!fg` goes on with `\(command.text)`")
  }

  private func showStopped() -> Session.Outcome {
    attempt {
      let lines = stopped.enumerated().map { "\($0 + 1)  \($1.text)" }
      session.present(lines.isEmpty ? "no stopped commands" : lines.joined(separator: "\n"))
    }
  }

  private func goOn(_ number: String?) -> Session.Outcome {
    let place = number.map { ($0.hasPrefix("%") ? Int($0.dropFirst()) : Int($0)).map { $0 - 1 } ?? -1 } ?? stopped.count - 1
    guard stopped.indices.contains(place) else { return refuse("there is no such stopped command", help: ["`!jobs` lists them"]) }
    let command = stopped.remove(at: place)
    session.output.flush()
    session.say(command.text)
    return report(command.child.resume(), command)
  }

  /// What is still stopped when the session ends is told so.
  func endStopped() {
    for command in stopped {
      kill(-command.child.process, SIGHUP)
      kill(-command.child.process, SIGCONT)
    }
  }
}
