import ArrLanguage
import ArrLibrary
import Glibc
import Shell

/// The process that runs texts, and may die of one.
///
/// A text runs until it ends or a stop is asked for, as Ctrl-C would; one that does not stop then has hung. Files are
/// written to a folder of its own, as a user who may write nothing else.
enum Worker {
  /// Ends of the process that say more than an exit code of the program's would.
  static let hung: Int32 = 99
  static let wrong: Int32 = 98

  /// Milliseconds that a text may run, and how long stopping may take on a busy machine.
  private static let patience = 300
  private static let limit = 20_000
  nonisolated(unsafe) private static var startedAt = 0
  nonisolated(unsafe) private static var isStopping = false

  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    if getuid() == 0 {
      setgid(65534)
      setuid(65534)
    }
    var template = Array("/tmp/arr-fuzz-XXXXXX".utf8CString)
    if mkdtemp(&template) != nil { chdir(template) }
    var cores = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &cores)
    var files = rlimit(rlim_cur: 1 << 26, rlim_max: 1 << 26)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &files)
    signal(SIGXFSZ, SIG_IGN)
    var memory = rlimit(rlim_cur: 6 << 30, rlim_max: 6 << 30)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
    // A caller may hand down blocked or ignored signals without meaning to.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    signal(SIGINT, SIG_DFL)
    Interrupts.install()
    Library.stopComputations(when: { Interrupts.isPending }, isPressed: { Interrupts.isPressed })
    MemoryLimit.start(bytes: 1_000_000_000)
    Library.limitMemory(toRoom: MemoryLimit.room)
    var thread = pthread_t()
    pthread_create(&thread, nil, { _ in Worker.watch() }, nil)
  }

  /// Runs one text; a property that does not hold ends the process.
  static func run(_ bytes: [UInt8]) {
    Interrupts.clear()
    isStopping = false
    startedAt = milliseconds()
    do { try onEvaluationThread { try Target().run(bytes) } } catch {
      say("\((error as? Target.Failure)?.message ?? "\(error)")")
      _exit(wrong)
    }
    startedAt = 0
  }

  private static func watch() -> UnsafeMutableRawPointer? {
    while true {
      usleep(20_000)
      // Read once: it may become 0 meanwhile.
      let started = startedAt
      guard started != 0 else { continue }
      let passed = milliseconds() - started
      if passed > patience, !isStopping {
        isStopping = true
        kill(getpid(), SIGINT)
      }
      if passed > limit {
        say("a text did not stop")
        _exit(hung)
      }
    }
  }

  static func say(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  static func milliseconds() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
  }
}
