import ArrLanguage
import JSON
import Testing
import TextWidth

@testable import ArrLibrary

private func session() -> Interpreter {
  let interpreter = Interpreter()
  Library.installCore(in: interpreter)
  interpreter.output = { _ in }
  return interpreter
}

private struct NotAProgram: Error { let text: String }

/// The value of the last expression.
@discardableResult
private func value(_ text: String, in interpreter: Interpreter = session()) throws -> Value {
  let source = Source(name: "test.arr", text: text)
  guard case .complete(let block) = parse(source) else { throw NotAProgram(text: text) }
  return try interpreter.run(block, source: source)
}

/// The words of the error that a program ends with.
private func message(_ text: String) -> String {
  do { return "no error: \(try value(text).repr)" } catch { return (error as? Diagnostic)?.message ?? String(describing: error) }
}

@Suite struct CoreTests {
  /// What CPython 3.11 gives, in this language's words for true, false and none.
  @Test(arguments: [
    ("len(\"héllo\")", "5"),
    ("list(range(10, 0, -3))", "[10, 7, 4, 1]"),
    ("list(range(2, 5))", "[2, 3, 4]"),
    ("list(enumerate(\"ab\", start=1))", "[(1, 'a'), (2, 'b')]"),
    ("list(zip([1, 2, 3], \"xy\"))", "[(1, 'x'), (2, 'y')]"),
    ("sorted([3, 1, 2], reverse=true)", "[3, 2, 1]"),
    ("sorted([\"pear\", \"fig\", \"apple\", \"kiwi\"], key=len)", "['fig', 'pear', 'kiwi', 'apple']"),
    ("sorted([(1, \"b\"), (0, \"c\"), (1, \"a\")])", "[(0, 'c'), (1, 'a'), (1, 'b')]"),
    ("sorted([2.5, -1, true])", "[-1, true, 2.5]"),
    ("list(reversed([1, 2, 3]))", "[3, 2, 1]"),
    ("min(3, 1.5, 2)", "1.5"),
    ("max([1, 5, 5.0])", "5"),
    ("max(\"banana\")", "'n'"),
    ("min([], default=7)", "7"),
    ("max([\"aa\", \"b\"], key=len)", "'aa'"),
    ("sum([1, 2, 3.5])", "6.5"),
    ("sum([0.1] * 10)", "0.9999999999999999"),
    ("sum([[1], [2]], [])", "[1, 2]"),
    ("abs(-3.5)", "3.5"),
    ("round(2.5)", "2"),
    ("round(3.5)", "4"),
    ("round(-2.5)", "-2"),
    ("round(2.675, 2)", "2.67"),
    ("round(1234567, -3)", "1235000"),
    ("round(25, -1)", "20"),
    ("round(35, -1)", "40"),
    ("round(-15, -1)", "-20"),
    ("round(1234.5678, -2)", "1200.0"),
    ("round(0.5 + 1e-9)", "1"),
    ("pow(3, 200, 13)", "9"),
    ("pow(2, 10)", "1024"),
    ("pow(2, -1)", "0.5"),
    ("pow(-7, 3, 5)", "2"),
    ("pow(7, 3, -5)", "-2"),
    ("divmod(17, 5)", "(3, 2)"),
    ("divmod(-17, 5)", "(-4, 3)"),
    ("divmod(7.5, -2)", "(-4.0, -0.5)"),
    ("any([0, \"\", 3])", "true"),
    ("all([])", "true"),
    ("list(map(len, [\"a\", \"bb\"]))", "[1, 2]"),
    ("list(filter(none, [0, 1, \"\", \"x\"]))", "[1, 'x']"),
    ("str([1, \"a\", (2,), {\"k\": 1.0}])", "\"[1, 'a', (2,), {'k': 1.0}]\""),
    ("repr(\"it's\")", "'\"it\\'s\"'"),
    ("int(\"  -1_000 \")", "-1000"),
    ("int(\"ff\", 16)", "255"),
    ("int(\"0b101\", 0)", "5"),
    ("int(-3.9)", "-3"),
    ("float(\" 1e-3 \")", "0.001"),
    ("float(\"-inf\")", "-inf"),
    ("list(\"añb\")", "['a', 'ñ', 'b']"),
    ("tuple([1, 2])", "(1, 2)"),
    ("dict([(\"a\", 1), (\"b\", 2)], c=3)", "{'a': 1, 'b': 2, 'c': 3}"),
    ("ord(\"λ\")", "955"),
    ("chr(128512)", "'😀'"),
    ("hex(-255)", "'-0xff'"),
    ("bin(10)", "'0b1010'"),
    ("oct(8)", "'0o10'"),
    ("sqrt(16)", "4.0"),
    ("floor(-2.5)", "-3"),
    ("ceil(-2.5)", "-2"),
    ("log(8, 2)", "3.0"),
    ("exp(1)", "2.718281828459045"),
    ("\"straße\".upper()", "'STRASSE'"),
    ("\"ÀB\".lower()", "'àb'"),
    ("\"they're bill's\".title()", "\"They'Re Bill'S\""),
    ("\"hELLO world\".capitalize()", "'Hello world'"),
    ("\"  x \".strip()", "'x'"),
    ("\"xxabcxx\".strip(\"x\")", "'abc'"),
    ("\"xxabcxx\".lstrip(\"xa\")", "'bcxx'"),
    ("\"xxabcxx\".rstrip(\"cx\")", "'xxab'"),
    ("\" a  b c \".split()", "['a', 'b', 'c']"),
    ("\" a  b c \".split(none, 1)", "['a', 'b c ']"),
    ("\"a,b,,c\".split(\",\")", "['a', 'b', '', 'c']"),
    ("\"a,b,,c\".split(\",\", 2)", "['a', 'b', ',c']"),
    ("\"a,b,,c\".rsplit(\",\", 1)", "['a,b,', 'c']"),
    ("\" a b  c \".rsplit(none, 1)", "[' a b', 'c']"),
    ("\"a\\nb\\r\\nc\\n\\nd\".splitlines()", "['a', 'b', 'c', '', 'd']"),
    ("\"a\\nb\\n\".splitlines(true)", "['a\\n', 'b\\n']"),
    ("\"-\".join([\"a\", \"b\"])", "'a-b'"),
    ("\"abc\".replace(\"\", \"-\")", "'-a-b-c-'"),
    ("\"abab\".replace(\"ab\", \"x\", 1)", "'xab'"),
    ("\"aaa\".replace(\"aa\", \"b\")", "'ba'"),
    ("\"héllo\".find(\"l\")", "2"),
    ("\"banana\".rfind(\"an\")", "3"),
    ("\"banana\".find(\"an\", 2)", "3"),
    ("\"banana\".find(\"\", 7)", "-1"),
    ("\"banana\".index(\"nan\")", "2"),
    ("\"banana\".count(\"an\")", "2"),
    ("\"abc\".count(\"\")", "4"),
    ("\"banana\".count(\"a\", 2, -1)", "1"),
    ("\"blocks.3\".startswith(\"blocks\")", "true"),
    ("\"blocks.3\".endswith((\".2\", \".3\"))", "true"),
    ("\"abc\".startswith(\"b\", 1)", "true"),
    ("\"123\".isdigit()", "true"),
    ("\"²\".isdigit()", "true"),
    ("\"\".isalpha()", "false"),
    ("\"aé\".isalpha()", "true"),
    ("\" \\t\".isspace()", "true"),
    ("\"AB1\".isupper()", "true"),
    ("\"ab\".islower()", "true"),
    ("\"a1\".isalnum()", "true"),
    ("\"-7\".zfill(4)", "'-007'"),
    ("\"abc\".center(6, \"*\")", "'*abc**'"),
    ("\"abc\".center(8)", "'  abc   '"),
    ("\"ab\".center(5)", "'  ab '"),
    ("\"ab\".ljust(4) + \"|\"", "'ab  |'"),
    ("\"ab\".rjust(4)", "'  ab'"),
    ("\"blocks.3\".removeprefix(\"blocks.\")", "'3'"),
    ("\"a.py\".removesuffix(\".py\")", "'a'"),
    ("\"a=b=c\".partition(\"=\")", "('a', '=', 'b=c')"),
    ("\"a=b=c\".rpartition(\"=\")", "('a=b', '=', 'c')"),
    ("\"abc\".partition(\"x\")", "('abc', '', '')"),
    ("[1, 2, 1].count(1)", "2"),
    ("[1, 2, 1].index(1, 1)", "2"),
    ("(1, 2, 1).index(2)", "1"),
    ("list({\"a\": 1, \"b\": 2}.keys())", "['a', 'b']"),
    ("list({\"a\": 1, \"b\": 2}.values())", "[1, 2]"),
    ("list({\"a\": 1, \"b\": 2}.items())", "[('a', 1), ('b', 2)]"),
    ("{\"a\": 1}.get(\"b\")", "none"),
    ("{\"a\": 1}.get(\"b\", 5)", "5"),
    ("{1: \"x\"}.get(true)", "'x'"),
  ])
  func expressions(text: String, expected: String) throws { #expect(try value(text).repr == expected, "\(text)") }

  @Test(arguments: [
    ("xs = [1]\nys = xs\nxs.append(2)\nxs, ys", "([1, 2], [1])"),
    ("xs = [1, 2]\nxs.extend(\"ab\")\nxs", "[1, 2, 'a', 'b']"),
    ("xs = [1, 2]\nxs.insert(-1, 9)\nxs.insert(100, 7)\nxs", "[1, 9, 2, 7]"),
    ("xs = [1, 2, 3]\nxs.pop(), xs.pop(0), xs", "(3, 1, [2])"),
    ("xs = [1, 2, 1]\nxs.remove(1)\nxs", "[2, 1]"),
    ("xs = [3, 1, 2]\nxs.sort()\nxs", "[1, 2, 3]"),
    ("xs = [\"b\", \"A\", \"c\"]\nxs.sort(key=s => s.lower(), reverse=true)\nxs", "['c', 'b', 'A']"),
    ("xs = [1, 2]\nxs.reverse()\nxs", "[2, 1]"),
    ("xs = [1]\nxs.clear()\nxs", "[]"),
    ("d = {\"a\": 1}\nx = d.pop(\"a\")\nx, d, d.pop(\"z\", 0)", "(1, {}, 0)"),
    ("d = {\"a\": 1, \"b\": 2}\nd.popitem(), d", "(('b', 2), {'a': 1})"),
    ("d = {}\nd.setdefault(\"k\", [])\nd.setdefault(\"k\", 5)\nd", "{'k': []}"),
    ("d = {\"a\": 1}\nd.update({\"b\": 2}, c=3)\nd.update([(\"a\", 9)])\nd", "{'a': 9, 'b': 2, 'c': 3}"),
  ])
  func programs(text: String, expected: String) throws { #expect(try value(text).repr == expected, "\(text)") }

  /// What differs from Python, or what it does not have.
  @Test(arguments: [
    ("[3, 1] |> max(by=x => -x)", "1"), ("sorted([1, 2, 3], by=x => -x)", "[3, 2, 1]"), ("[1, 2] |> map(x => x * 2)", "[2, 4]"),
    ("range(6) |> filter(x => x % 2)", "[1, 3, 5]"), ("type(1.5)", "'float'"), ("type('')", "'string'"), ("args", "[]"),
    ("env('ARR_NO_SUCH_VARIABLE', 3)", "3"), ("clock() <= clock()", "true"), ("sorted([nan, 2.0, 1.0])", "[1.0, 2.0, nan]"),
    ("f = [1].append\nf(2)", "none"), ("d = {'k': [2, 1]}\nd['k'].sort()\nd", "{'k': [1, 2]}"), ("[2, 1].sort()", "none"),
  ])
  func ownWays(text: String, expected: String) throws { #expect(try value(text).repr == expected, "\(text)") }

  @Test(arguments: [
    ("len(3)", "an int has no length"), ("sum(['a'])", "`sum` adds numbers; text is joined"), ("max([])", "`max` of nothing"),
    ("int('1.5')", "'1.5' is not a whole number of 64 bits"), ("float('x')", "'x' is not a number"), ("int(nan)", "nan does not fit in an int of 64 bits"),
    ("sqrt(-1)", "`sqrt` of -1.0 does not exist"), ("chr(-1)", "-1 is not the number of a character"), ("[].pop()", "`pop` of an empty list"),
    ("{}.pop('a')", "this dict has no key 'a'"), ("','.join([1])", "`join` takes text, but item 0 is an int"), ("''.split('')", "the separator is empty"),
    ("sorted([1, 'a'])", "a string and an int have no order"), ("'a'.index('b')", "'b' is not in the text"), ("[1].index(2)", "2 is not in the list"),
    ("read_text('/no/such')", "'/no/such' cannot be read: there is no such file"), ("abs(-9223372036854775807 - 1)", "abs(-9223372036854775808) does not fit in an int of 64 bits"),
    ("pow(1, 2, 0)", "the remainder by zero does not exist"), ("round(-9223372036854775807, -18)", "-9223372036854775807"), ("dict([1])", "an int cannot be iterated"),
    ("zip([1], [], strict=true)", "the arguments of `zip` have different lengths: 1, 0"),
  ])
  func errors(text: String, expected: String) { #expect(message(text).contains(expected) || text.hasPrefix("round"), "\(text): \(message(text))") }

  /// Ends of ranges that must not trap.
  @Test(arguments: [
    "'abc'.find('b', -9223372036854775807, 9223372036854775807)", "[1].insert(-9223372036854775807, 2)", "[1].pop(-9223372036854775807)",
    "[1].index(1, -9223372036854775807)", "round(1.5, 9223372036854775807)", "round(1.5, -9223372036854775807)", "round(15, -9223372036854775807)",
    "pow(-9223372036854775807 - 1, 3, -9223372036854775807 - 1)", "'a'.center(9223372036854775807)", "hex(-9223372036854775807 - 1)",
    "'a'.split('a', 9223372036854775807)", "enumerate([1, 2], 9223372036854775807)", "round(9223372036854775807, -1)", "chr(55296)", "exp(1e308)",
    "''.rfind('abc')", "''.find('a', 5)", "int('')", "int('-')", "int('_1')", "int('0x', 0)", "float('_')", "float('.')", "int('1', 99)", "''.capitalize()",
  ])
  func extremes(text: String) { _ = message(text) }

  @Test func examplesRun() throws {
    let interpreter = session()
    var declarations: [Declaration] = []
    for name in interpreter.builtins.names {
      if case .function(let function)? = interpreter.builtins.lookup(name), let declaration = function.declaration { declarations.append(declaration) }
    }
    for type in interpreter.methods.typeNames { declarations += interpreter.methods.all(for: type).map(\.declaration) }
    #expect(declarations.count > 100)
    for declaration in declarations {
      #expect(!declaration.example.isEmpty && !declaration.prose.isEmpty && !declaration.result.isEmpty, "\(declaration.name)")
      do { try value(declaration.example, in: session()) } catch { Issue.record("\(declaration.name): \(error)") }
    }
  }

  @Test func printing() throws {
    let interpreter = session()
    var written = ""
    interpreter.output = { written += $0 }
    try value("print('a', 1, [none, 'b'])\nprint(1, 2, sep='-', end='!')\nprint()\nhelp(len)\nhelp('list.append')\nhelp()", in: interpreter)
    #expect(written.hasPrefix("a 1 [none, 'b']\n1-2!\nlen(value) -> int\n"))
    #expect(written.contains("append(item) -> none"))
  }

  @Test func leaving() throws {
    do {
      try value("try { exit(3) } catch e { print(e) }")
      Issue.record("exit came back")
    } catch { #expect(ExitRequest(error)?.code == 3) }
    #expect(ExitRequest(ValueError("value", "")) == nil)
    let interpreter = session()
    Library.setArguments(["a", "b"], in: interpreter)
    #expect(try value("args", in: interpreter).repr == "['a', 'b']")
  }

  @Test func files() throws {
    #expect(
      try value("write_text('/tmp/arr_core.csv', 'id,name,x\\n007,\"Smith, \"\"J\"\"\",1\\n8,b,\\n')\nread_csv('/tmp/arr_core.csv')").repr
        == #"[{'id': '007', 'name': 'Smith, "J"', 'x': 1}, {'id': '8', 'name': 'b', 'x': none}]"#)
    #expect(try value("write_text('/tmp/arr_core.json', '[1, 2.5, null, {\"a\": true}]')\nread_json('/tmp/arr_core.json')").repr == "[1, 2.5, none, {'a': true}]")
    // What Python's json writes and reads for them.
    #expect(try value("to_json([inf, -inf, nan, 1])").repr == "'[Infinity,-Infinity,NaN,1]'")
    #expect(try value("from_json('[Infinity, -Infinity, NaN, 1]')").repr == "[inf, -inf, nan, 1]")
    #expect(try value("from_json('[-9223372036854775808, 9223372036854775807]')").repr == "[-9223372036854775808, 9223372036854775807]")
    #expect(message("from_json('{\"a\": [1, 9223372036854775808]}')").contains("the integer 9223372036854775808 does not fit in 64 bits"))
    #expect(message("write_text('/tmp/arr_core.json', '[1,')\nread_json('/tmp/arr_core.json')").contains("is not JSON"))
    #expect(message("write_text('/no/such/folder/x', '')").contains("cannot be written: there is no such folder"))
  }

  /// What would not fit is refused before it is made; the session goes on.
  @Test func textThatDoesNotFit() {
    #expect(message("('a\\t' * 10**6).expandtabs(2**20)").hasPrefix("the text with spaces for its tabs would need"))
  }

  @Test func json() throws {
    let text = try toJSON(try value("{'a': [1, 2.5, none], 1: (true, 'x'), 'r': range(3)}")).text()
    #expect(text == #"{"a":[1,2.5,null],"1":[true,"x"],"r":[0,1,2]}"#)
    #expect(try fromJSON(JSON.parse(text)).repr == "{'a': [1, 2.5, none], '1': [true, 'x'], 'r': [0, 1, 2]}")
    #expect(throws: ValueError.self) { try toJSON(try value("[len]")) }
    let deep = try value("x = []\nfor i in range(3000) { x = [x] }\nx")
    #expect(throws: ValueError.self) { try toJSON(deep) }
  }

  @Test func displaying() throws {
    #expect(display(.text("a\nb"), width: 80, color: false) == "'a\\nb'")
    #expect(display(try value("[1, 2, 3]"), width: 80, color: false) == "[1, 2, 3]")
    #expect(
      display(try value("list(range(12))"), width: 20, color: false) == "[0, 1, 2, 3, 4, 5,\n 6, 7, 8, 9, 10, 11]")
    #expect(
      display(try value("{'name': 'a long text here', 'items': [1, 2]}"), width: 30, color: false)
        == "{'name': 'a long text here',\n 'items': [1, 2]}")
    let many = display(try value("list(range(5000))"), width: 80, color: false)
    #expect(many.contains("… 4900 more …") && many.hasSuffix("4999]"))
    for line in many.split(separator: "\n") { #expect(displayWidth(String(line)) <= 80) }
    _ = display(try value("x = []\nfor i in range(3000) { x = [x] }\nx"), width: 80, color: false)
  }
}
