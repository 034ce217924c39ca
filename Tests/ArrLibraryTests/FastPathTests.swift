import ArrLanguage
import Glibc
import Synchronization
import Testing

@testable import ArrLibrary

/// What the evaluator's short ways (items changed where they are, keys and text looked at where they lie, library calls
/// without lists of arguments) could break: that values never alias, the order in which things are evaluated, overflow, the
/// places of errors, interrupts and the depth limit.
@Suite struct FastPathTests {
  private func session() -> Interpreter {
    let interpreter = Interpreter()
    Library.installCore(in: interpreter)
    return interpreter
  }

  private func block(_ source: Source) throws -> Block {
    guard case .complete(let block) = parse(source) else { throw ValueError("syntax", "not a program: \(source.name)") }
    return block
  }

  private func value(_ text: String, in interpreter: Interpreter) throws -> String {
    let source = Source(name: "test.arr", text: text)
    return try interpreter.run(try block(source), source: source).repr
  }

  /// The code of the error a program ends with and the text that its first label marks.
  private func failure(_ text: String) throws -> String {
    do { return "no error: \(try value(text, in: session()))" } catch let error as Diagnostic {
      guard let label = error.labels.first else { return error.code }
      return "\(error.code): \(label.source.text(of: label.span))"
    }
  }

  @Test(arguments: [
    // Lists: the other name keeps its items, however the first one is changed.
    ("xs = [1, 2, 3]; ys = xs; ys[0] = 9; (xs, ys)", "([1, 2, 3], [9, 2, 3])"),
    ("xs = [1, 2, 3]; ys = xs; ys[-1] += 5; (xs, ys)", "([1, 2, 3], [1, 2, 8])"),
    ("xs = [1]; ys = xs; ys.append(2); (xs, ys)", "([1], [1, 2])"),
    ("xs = [1]; xs.append(xs); xs", "[1, [1]]"),
    ("xs = [[0] * 2] * 2; xs[0][1] = 5; xs", "[[0, 5], [0, 0]]"),
    ("row = [0]; grid = [row, row]; grid[0][0] += 1; (row, grid)", "([0], [[1], [0]])"),
    ("xs = [1, 2]; for x in xs { xs.append(x) }; xs", "[1, 2, 1, 2]"),
    ("xs = [3, 4]; kept = [xs]; xs[0] = 0; kept", "[[3, 4]]"),
    ("xs = [2, 0, 1]; xs[xs[0]] = 7; xs", "[2, 0, 7]"),
    ("xs = [1, 0]; xs[xs[1]] += xs[0]; xs", "[2, 0]"),
    ("def f(v) { v[0] = 9; return v }\nxs = [1]; (f(xs), xs)", "([9], [1])"),
    ("xs = [1, 2]; xs[0] = xs; xs", "[[1, 2], 2]"),
    ("xs = [1, 2]\nfor x in xs { xs[0] = x * 10 }\nxs", "[20, 2]"),
    ("d = {'a': 1}; k = 'a'; e = d; d[k] = d; (d, e)", "({'a': {'a': 1}}, {'a': 1})"),
    ("d = {}; k = 'a'; for i in range(3) { d[k] = i; k += 'a' }; d", "{'a': 0, 'aa': 1, 'aaa': 2}"),
    ("s = 'ab' * 20; t = s; for i in range(3) { s += 'é' }; (len(s), s[-1], len(t))", "(43, 'é', 40)"),
    ("s = '-' * 30; seen = []; for i in range(4) { s += str(i); seen.append(s[-2:]) }; seen", "['-0', '01', '12', '23']"),
    ("s = '-' * 30; for i in range(4) { s += 'x'; d = {s: i} }; (d[s], d)", "(3, {'------------------------------xxxx': 3})"),
    // Dicts, with keys of every kind; `1`, `1.0` and `true` are one key.
    ("d = {'a': 1}; e = d; e['a'] += 1; e['b'] = 0; (d, e)", "({'a': 1}, {'a': 2, 'b': 0})"),
    ("d = {}; d[1] = 'i'; d[1.0] = 'f'; d[true] += 'b'; d", "{1: 'fb'}"),
    ("d = {'k': 'k'}; d[d['k']] = d['k'] + '!'; d", "{'k': 'k!'}"),
    ("d = {1: 2, 2: 3}; d[d[1]] += d[d[1]]; d", "{1: 2, 2: 6}"),
    ("d = {(1, 2): 'x'}; (d[1, 2], (1, 2) in d, d.get((1, 2), 0), d.get((2, 1), 0))", "('x', true, 'x', 0)"),
    ("d = {'a': none}; (d.get('a', 5), d.get('b', 5), d.get('b'), 'a' in d, 'b' not in d)", "(none, 5, none, true, true)"),
    ("d = {'a': 1}; k = 'a'; d.pop(k); (k in d, d.get(k, 'gone'), len(d))", "(false, 'gone', 0)"),
    ("d = {}; for i in range(50) { d[i] = i }\nfor i in range(0, 50, 2) { d.pop(i) }\nfor i in range(100) { d[i] = -i }\n(len(d), d[1], d[98], list(d.keys())[:3])",
      "(100, -1, -98, [1, 3, 5])"),
    ("d = {i: i for i in range(3)}; e = d; for k in d { d[k] += 1 }; (d, e)", "({0: 1, 1: 2, 2: 3}, {0: 0, 1: 1, 2: 2})"),
    ("d = {'a': 1, 'b': 2}; k = 'a'; n = d[k]; d.pop(k); d['c'] = 3; (k in d, d.get(k, 0), d['c'])", "(false, 0, 3)"),
    ("d = {'a': 1}; k = 'a'; n = d[k]; d.clear(); a = k in d; d['z'] = 2; (a, k in d, d)", "(false, false, {'z': 2})"),
    ("d = {'a': 1}; k = 'a'; n = d[k]; e = d; d[k] = 2; d['b'] = 3; (e[k], d[k], 'b' in e)", "(1, 2, false)"),
    ("d = {}; ks = [str(i) for i in range(100)]; for k in ks { d[k] = 0; if k in d { d[k] += int(k) } }; (len(d), d['57'])", "(100, 57)"),
    // Text grows in place only where nobody else holds it, and its hash follows it.
    ("s = 'a'; t = s; s += 'b'; (s, t)", "('ab', 'a')"),
    ("s = 'ab'; s += s; s", "'abab'"),
    ("s = ''; d = {}; for c in 'abc' { s += c; d[s] = len(s) }; (d, d['abc'])", "({'a': 1, 'ab': 2, 'abc': 3}, 3)"),
    ("s = 'é'; n = len(s); s += 'ü'; (n, len(s), s[1])", "(1, 2, 'ü')"),
    ("'é' == 'e\\u0301'", "false"),
    ("s = 'naïve'; (s.find('v'), s.startswith('na'), s.endswith(''), s.find('zz'), ''.find(''), s.startswith(('x', 'n')))",
      "(3, true, true, -1, 0, true)"),
    // Numbers: floors have the sign of the divisor, and ints and floats mix.
    ("(7 // 2, -7 // 2, 7 // -2, -7 // -2, 7 % 3, -7 % 3, 7 % -3, -7 % -3)", "(3, -4, -4, 3, 1, 2, -2, -1)"),
    ("(-9223372036854775807 - 1) % 7", "6"),
    ("(1 / 2, 7 / 2.0, 7.0 / 2, -1 / 4)", "(0.5, 3.5, 3.5, -0.25)"),
    ("f'{2.5:.0f}|{-0.0:.1f}|{3.14159:8.3f}|{1e20:.1f}|{7:.2f}|{nan:.1f}'", "'2|-0.0|   3.142|100000000000000000000.0|7.00|nan'"),
    // As in Python the value comes before the index of its target.
    ("log = []; def t(x) { log.append(x); return x }\nxs = [0, 0]; xs[t(1)] = t(5); (log, xs)", "([5, 1], [0, 5])"),
    ("out = {'n': 0}\ndef bump() { return 1 }\nxs = [1, 2]; xs[bump()] += bump(); xs", "[1, 3]"),
    // Comprehension variables are their own, and every turn's lambda keeps its own.
    ("x = 'outer'; fs = [() => x for x in range(3) if x != 1]; (x, [f() for f in fs])", "('outer', [0, 2])"),
    ("[a + b for a, b in [(1, 2), (3, 4)] if a < b]", "[3, 7]"),
    // A name may hide a library function.
    ("len = x => 42; len([1])", "42"),
  ])
  func valuesStayTheirOwn(program: String, wanted: String) throws {
    #expect(try value("nan = float('nan'); " + program, in: session()) == wanted)
  }

  @Test(arguments: [
    ("x = 9223372036854775807\nx += 1", "overflow: +="),
    ("xs = [9223372036854775807]\nxs[0] += 1", "overflow: +="),
    ("d = {'a': -9223372036854775807}\nd['a'] -= 2", "overflow: -="),
    ("x = 4611686018427387904 * 2", "overflow: *"),
    ("def f(n) { return n - 9223372036854775807 }\nf(-2)", "overflow: -"),
    ("x = 1 // 0", "zero: //"),
    ("x = 1.0 / 0", "zero: /"),
    ("x = 5 % 0", "zero: %"),
    ("xs = [1, 2]\nxs[2] = 0", "index: 2"),
    ("xs = [1, 2]\ni = 2\nxs[i]", "index: i"),
    ("d = {'a': 1}\nk = 'b'\nd[k]", "key: k"),
    ("d = {}\nd[[1]] = 2", "type: d[[1]]"),
    ("d = {}\nd[d] = 2", "type: d[d]"),
    ("xs = [1]\nxs['a'] += 1", "type: 'a'"),
    ("xs = [1]\nxs[nothing]", "name: nothing"),
    ("nothing[also]", "name: nothing"),
    ("x = 'a' + 1", "type: +"),
    ("s = 'a'\ns += 1", "type: +="),
    ("'a'.startswith(1)", "type: 1"),
    ("'a'.find()", "argument: 'a'.find()"),
    ("','.join(['a', 1])", "type: ['a', 1]"),
    ("d = {}\nd.get([1], 2)", "type: d.get([1], 2)"),
    ("len(1, 2)", "argument: 2"),
  ])
  func errorsKeepTheirPlaces(program: String, wanted: String) throws {
    #expect(try failure(program) == wanted)
  }

  /// The flag is seen in loops that only take the short ways.
  @Test(.timeLimit(.minutes(1)), arguments: [
    "n = 0\nwhile true { n += 1; if n > 9 { n = 0 } }",
    "xs = [0]\nfor i in range(9000000000000) { xs[0] = i }",
    "def f() { return 1 }\nwhile true { f() }",
    "xs = [i for i in range(9000000000000) if i < 0]",
  ])
  func interruptsReachLoops(program: String) throws {
    let interpreter = session()
    let flag = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    flag.initialize(to: 0)
    defer { flag.deallocate() }
    interpreter.interruptFlag = UnsafePointer(flag)
    let source = Source(name: "loop.arr", text: program)
    let program = try block(source)
    let stopper = Stopper(flag)
    stopper.start()
    defer { stopper.join() }
    let error = #expect(throws: Diagnostic.self) { try interpreter.run(program, source: source) }
    #expect(error?.code == "interrupt")
    interpreter.interruptFlag = nil
  }

  @Test func recursionEndsInAnErrorAndTheSessionGoesOn() {
    let interpreter = session()
    let answers = onEvaluationThread {
      [
        "def f(n) { return f(n + 1) + 1 }\nf(0)", "g = n => g(n + 1)\ng(0)", "h = n => sorted([n], key=h)\nh(0)",
        "def f(n) { if n == 0 { return 0 }\nreturn f(n - 1) + 1 }\nf(1000)",
      ].map { answer(to: $0, in: interpreter) }
    }
    #expect(answers == ["depth", "depth", "depth", "1000"])
  }

  /// The value or the code of the error.
  private func answer(to program: String, in interpreter: Interpreter) -> String {
    do { return try value(program, in: interpreter) } catch { return (error as? Diagnostic)?.code ?? "\(error)" }
  }

  /// Half a million appends and pieces of text take a moment when they are amortised, minutes when each copies.
  @Test(.timeLimit(.minutes(1))) func growingIsAmortised() throws {
    let program = """
      def grow(n) {
        s = ""; xs = []; d = {}
        for i in range(n) { s += "ab"; xs.append(i); d[i] = i; d[i] += 1 }
        return (len(s), len(xs), len(d), d[n - 1])
      }
      grow(500000)
      """
    #expect(try value(program, in: session()) == "(1000000, 500000, 500000, 500000)")
  }
}

/// Sets a flag from another thread a moment later, as Ctrl-C does.
private final class Stopper {
  private let flag: UnsafeMutablePointer<Int32>
  private var thread = pthread_t()

  init(_ flag: UnsafeMutablePointer<Int32>) { self.flag = flag }

  func start() {
    pthread_create(
      &thread, nil,
      { raw in
        usleep(20_000)
        if let raw { raw.assumingMemoryBound(to: Atomic<Int32>.self).pointee.store(1, ordering: .relaxed) }
        return nil
      }, flag)
  }

  func join() { pthread_join(thread, nil) }
}
