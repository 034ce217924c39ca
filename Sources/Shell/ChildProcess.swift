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

  /// Runs a command line by `/bin/sh`. `input` takes the place of standard input.
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
    let problem = blockingTerminalOutput { posix_spawn(&process, "/bin/sh", &actions, &attributes, arguments, environ) }
    guard problem == 0 else { return .failure(ChildProblem(code: problem)) }
    // A Ctrl-C that came before the terminal was the command's reached us alone, and was meant for it.
    if givesTerminal, Interrupts.isPending { kill(-process, SIGINT) }
    return .success(ChildProcess(process: process))
  }

  /// Waits until it ends or is stopped, then takes the terminal back.
  func wait() -> End {
    var status: Int32 = 0
    while waitpid(process, &status, WUNTRACED) < 0 {
      if errno != EINTR { return .exited(0) }
    }
    Self.takeTerminal()
    if status & 0xFF == 0x7F { return .stopped }
    return status & 0x7F != 0 ? .killed(status & 0x7F) : .exited((status >> 8) & 0xFF)
  }

  /// Goes on with it in the foreground.
  func resume() -> End {
    if Self.hasTerminal { _ = Self.blockingTerminalOutput { tcsetpgrp(STDIN_FILENO, process) } }
    kill(-process, SIGCONT)
    return wait()
  }

  /// Whether we own the terminal on standard input.
  private static var hasTerminal: Bool { isatty(STDIN_FILENO) == 1 && tcgetpgrp(STDIN_FILENO) == getpgrp() }

  private static func takeTerminal() {
    guard isatty(STDIN_FILENO) == 1, tcgetpgrp(STDIN_FILENO) != getpgrp() else { return }
    _ = blockingTerminalOutput { tcsetpgrp(STDIN_FILENO, getpgrp()) }
  }

  /// A process in the background that changes the terminal is stopped by SIGTTOU unless it blocks that.
  private static func blockingTerminalOutput<T>(_ body: () -> T) -> T {
    var (blocked, before) = (sigset_t(), sigset_t())
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGTTOU)
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
