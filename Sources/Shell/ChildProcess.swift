import CLineEditor
import Glibc

/// Of glibc 2.35 and later; its Swift module leaves it out.
@_silgen_name("posix_spawn_file_actions_addtcsetpgrp_np")
@discardableResult
private func addTerminalGroup(_ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ descriptor: Int32) -> Int32

/// A command of the system that has the terminal while it runs, in a process group of its own, so that Ctrl-C and Ctrl-Z
/// reach it and not us.
struct ChildProcess {
  enum End: Equatable {
    case exited(Int32)
    case killed(Int32)
    case stopped
  }

  let process: pid_t

  /// dash, which is `sh` on Debian and Ubuntu, loses a Ctrl-C between its `vfork` and the program's start: the copy of its
  /// handler in the child drops the signal, and the shell waits for the child. bash under the name `sh` is a POSIX shell
  /// without that gap.
  private static let shell = access("/bin/bash", X_OK) == 0 ? "/bin/bash" : "/bin/sh"

  /// Runs a command line of the POSIX shell. `input` takes the place of standard input.
  static func start(_ command: String, input: Int32? = nil) -> Result<ChildProcess, ChildProblem> {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGINT, SIGQUIT, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let givesTerminal = hasTerminal
    if givesTerminal {
      flags |= POSIX_SPAWN_SETPGROUP
      posix_spawnattr_setpgroup(&attributes, 0)
      // Done in the child before it runs, so that it never reads a terminal that is not its own.
      addTerminalGroup(&actions, STDIN_FILENO)
    }
    if let input { posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) }
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), strdup("-c"), strdup(command), nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    if givesTerminal { arr_terminal_keep() }
    // Whoever ends us before we know the command would leave it behind with the terminal.
    let problem = blocking([SIGTTOU, SIGTERM, SIGHUP, SIGQUIT]) {
      let problem = posix_spawn(&process, shell, &actions, &attributes, arguments, environ)
      if problem == 0, givesTerminal { arr_terminal_lend(process) }
      return problem
    }
    guard problem == 0 else { return .failure(ChildProblem(code: problem)) }
    // A Ctrl-C that came before the terminal was the command's reached us alone, and was meant for it.
    if givesTerminal, Interrupts.isPending { kill(-process, SIGINT) }
    return .success(ChildProcess(process: process))
  }

  /// Waits until it ends or is stopped, then takes the terminal back.
  func wait() -> End {
    var status: Int32 = 0
    while waitpid(process, &status, WUNTRACED) < 0 {
      if errno == EINTR { continue }
      arr_terminal_take_back()
      return .exited(0)
    }
    arr_terminal_take_back()
    if status & 0xFF == 0x7F { return .stopped }
    return status & 0x7F != 0 ? .killed(status & 0x7F) : .exited((status >> 8) & 0xFF)
  }

  /// Goes on with it in the foreground.
  func resume() -> End {
    if Self.hasTerminal {
      arr_terminal_keep()
      _ = Self.blocking([SIGTTOU]) { tcsetpgrp(STDIN_FILENO, process) }
      arr_terminal_lend(process)
    }
    kill(-process, SIGCONT)
    return wait()
  }

  /// Whether we own the terminal on standard input.
  private static var hasTerminal: Bool { isatty(STDIN_FILENO) == 1 && tcgetpgrp(STDIN_FILENO) == getpgrp() }

  /// A process in the background that changes the terminal is stopped by SIGTTOU unless it blocks that.
  private static func blocking<T>(_ signals: [Int32], _ body: () -> T) -> T {
    var (blocked, before) = (sigset_t(), sigset_t())
    sigemptyset(&blocked)
    for number in signals { sigaddset(&blocked, number) }
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return body()
  }
}

/// Why a command could not be started.
struct ChildProblem: Error {
  let code: Int32
  var description: String { String(cString: strerror(code)) }
}
