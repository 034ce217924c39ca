import ArrLanguage
import JSON
import Tensors
import Testing

@testable import ArrLibrary

private func session() -> Interpreter {
  let interpreter = Interpreter()
  interpreter.translateError = Library.valueError(from:)
  Library.installCore(in: interpreter)
  Library.installTensors(in: interpreter)
  interpreter.output = { _ in }
  return interpreter
}

private struct NotAProgram: Error { let text: String }

@discardableResult
private func value(_ text: String, in interpreter: Interpreter = session()) throws -> Value {
  let source = Source(name: "test.arr", text: text)
  guard case .complete(let block) = parse(source) else { throw NotAProgram(text: text) }
  return try interpreter.run(block, source: source)
}

private func failure(_ text: String) -> Diagnostic? {
  do {
    try value(text)
    return nil
  } catch { return error as? Diagnostic }
}

/// A tensor as its nested lists, anything else as it is written.
private func shown(_ value: Value) throws -> String {
  guard case .object(let object as TensorObject) = value else { return value.repr }
  return object.tensor.dtype.rawValue + " " + (try Library.nestedList(object.tensor).repr)
}

@Suite struct TensorTests {
  /// What NumPy gives, with f32 for its floats.
  @Test(arguments: [
    ("tensor([1, 2])", "i64 [1, 2]"), ("tensor([[true], [false]])", "bool [[true], [false]]"), ("tensor([1, 2.5, true])", "f32 [1.0, 2.5, 1.0]"),
    ("tensor([1.9, -1.9], dtype='int')", "i64 [1, -1]"), ("tensor([1, 2], dtype=float)", "f32 [1.0, 2.0]"), ("tensor([])", "f32 []"),
    ("tensor([arange(2), [5, 6]])", "i64 [[0, 1], [5, 6]]"), ("tensor(range(3))", "i64 [0, 1, 2]"), ("tensor([[], []]).shape", "(2, 0)"),
    ("zeros(2)", "f32 [0.0, 0.0]"), ("ones([1, 2], dtype='i32')", "i32 [[1, 1]]"), ("full([2], 7)", "i64 [7, 7]"), ("full(2, -inf)", "f32 [-inf, -inf]"),
    ("arange(4)", "i64 [0, 1, 2, 3]"), ("arange(1, 10, 4)", "i64 [1, 5, 9]"), ("arange(3, 0, -1)", "i64 [3, 2, 1]"), ("arange(0, 1, 0.25)", "f32 [0.0, 0.25, 0.5, 0.75]"),
    ("linspace(0, 1, 3)", "f32 [0.0, 0.5, 1.0]"), ("eye(2, 3, offset=1)", "f32 [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]"),
    // Arithmetic.
    ("tensor([1.0, 2.0]) + 1", "f32 [2.0, 3.0]"), ("1 - tensor([1, 2])", "i64 [0, -1]"), ("tensor([1, 2]) / 2", "f32 [0.5, 1.0]"),
    ("tensor([7, -7]) // 2", "i64 [3, -4]"), ("tensor([7, -7]) % 3", "i64 [1, 2]"), ("2 ** arange(4)", "i64 [1, 2, 4, 8]"), ("arange(3) * 0.5", "f32 [0.0, 0.5, 1.0]"),
    ("arange(2) * true", "i64 [0, 1]"), ("tensor([[1], [2]]) + tensor([10, 20])", "i64 [[11, 21], [12, 22]]"), ("arange(3) + [1, 2, 3]", "i64 [1, 3, 5]"),
    ("[1, 2, 3] - arange(3)", "i64 [1, 1, 1]"), ("tensor([[1, 2], [3, 4]]) @ tensor([1, 1])", "i64 [3, 7]"), ("arange(3) @ arange(3)", "5"), ("-arange(3)", "i64 [0, -1, -2]"),
    ("(ones(2, dtype='bf16') * 0.5).dtype", "'f32'"), ("arange(3) > 1", "bool [false, false, true]"), ("1 < arange(3)", "bool [false, false, true]"),
    ("arange(2) == [0, 5]", "bool [true, false]"), ("not (arange(3) > 1)", "bool [true, true, false]"), ("arange(3) == none", "false"), ("arange(3) == 'a'", "false"),
    ("2 in arange(3)", "true"), ("9 in arange(3)", "false"), ("[arange(2)] == [arange(2)]", "true"),
    // Indexing.
    ("arange(5)[-1]", "4"), ("arange(5)[1:4:2]", "i64 [1, 3]"), ("arange(5)[::-1]", "i64 [4, 3, 2, 1, 0]"), ("arange(6).reshape(2, 3)[1]", "i64 [3, 4, 5]"),
    ("arange(6).reshape(2, 3)[:, 1]", "i64 [1, 4]"), ("arange(6).reshape(2, 3)[..., -1]", "i64 [2, 5]"), ("arange(6).reshape(2, 3)[1, 2]", "5"),
    ("arange(5)[[3, 0]]", "i64 [3, 0]"), ("arange(5)[arange(5) > 2]", "i64 [3, 4]"), ("arange(6).reshape(2, 3)[[0, 1], [2, 0]]", "i64 [2, 3]"),
    ("arange(3)[none].shape", "(1, 3)"), ("arange(3)[:, none].shape", "(3, 1)"), ("zeros([2, 3, 4])[..., none].shape", "(2, 3, 4, 1)"),
    ("zeros([2, 3, 4])[0, ..., 1].shape", "(3,)"), ("arange(5)[(2,)]", "2"), ("arange(6).reshape(2, 3)[range(2), 0]", "i64 [0, 3]"), ("arange(5)[[]].shape", "(0,)"),
    ("arange(4).reshape(2, 2)[tensor([[true, false], [true, true]])]", "i64 [0, 2, 3]"), ("zeros([2, 3, 4, 5])[[0], :, [1]].shape", "(1, 3, 5)"), ("zeros([2, 3, 4, 5])[:, [0], [1]].shape", "(2, 1, 5)"),
    ("x = tensor([[1, 2], [3, 4]], axes=['pos', 'd'])\nx[d=1]", "i64 [2, 4]"), ("x = tensor([[1, 2], [3, 4]], axes=['pos', 'd'])\nx[d=0, -1]", "3"),
    ("x = zeros([2, 3, 4])\ny = tensor(x, axes=['a', 'b', 'c'])\ny[b=1, ..., 2].axes", "['a']"), ("x = tensor(zeros([2, 3]), axes=['a', 'b'])\nx[b=[0, 2]].shape", "(2, 2)"),
    // Reductions.
    ("arange(4).sum()", "6"), ("tensor([0.5, 0.5]).sum()", "1.0"), ("arange(6).reshape(2, 3).sum(axis=0)", "i64 [3, 5, 7]"), ("arange(6).reshape(2, 3).mean(axis=[0, 1])", "2.5"),
    ("arange(6).reshape(2, 3).max(axis=-1, keepdims=true)", "i64 [[2], [5]]"), ("arange(4).var()", "1.25"), ("tensor([1.0, 3.0]).std(ddof=1)", "1.4142135381698608"),
    ("tensor([[1, 9], [7, 3]]).argmax()", "1"), ("tensor([[1, 9], [7, 3]]).argmin(axis=0)", "i64 [0, 1]"), ("(arange(3) > 1).any()", "true"), ("(arange(3) > 1).all()", "false"),
    ("tensor([2, 3]).prod()", "6"), ("tensor([3.0, -4.0]).norm()", "5.0"), ("tensor([3.0, -4.0]).norm(1)", "7.0"), ("norm([[3.0, 0.0], [0.0, 4.0]], p=2)", "4.0"),
    ("tensor(zeros([2, 3, 4]), axes=['a', 'b', 'c']).norm(2, axis=['c', 'a'], keepdims=true).axes", "['a', 'b', 'c']"), ("arange(4).cumsum()", "i64 [0, 1, 3, 6]"),
    ("sum(arange(4))", "6"), ("max(arange(6).reshape(2, 3), axis=0)", "i64 [3, 4, 5]"), ("tensor([[1, 2], [3, 4]], axes=['pos', 'd']).sum(axis='pos')", "i64 [4, 6]"),
    // Order, elements, shapes.
    ("tensor([3, 1, 2]).sort()", "i64 [1, 2, 3]"), ("tensor([3, 1, 2]).argsort(descending=true)", "i64 [0, 2, 1]"), ("tensor([0.5, 0.75, 0.25]).topk(2).values", "f32 [0.75, 0.5]"),
    ("tensor([1, 3, 2]).topk(2, largest=false).indices", "i64 [0, 2]"), ("tensor([0.0, 0.0]).softmax()", "f32 [0.5, 0.5]"), ("softmax([0.0, 0.0])", "f32 [0.5, 0.5]"),
    // As PyTorch gives them.
    ("softmax([inf, 1.0, -inf])", "f32 [nan, nan, nan]"), ("log_softmax([inf, 1.0, -inf])", "f32 [nan, nan, nan]"), ("log_softmax([-inf, 0.0])", "f32 [-inf, 0.0]"),
    ("tensor([1.0, 4.0]).sqrt()", "f32 [1.0, 2.0]"), ("abs(tensor([-1, 2]))", "i64 [1, 2]"), ("exp(zeros(2))", "f32 [1.0, 1.0]"), ("round(tensor([1.25, 2.5]))", "f32 [1.0, 2.0]"),
    ("tensor([1.25, 2.35]).round(1)[0]", "1.2000000476837158"), ("round(tensor([2**62 + 5, -15]), -1)", "i64 [4611686018427387910, -20]"),
    ("round(tensor([true]), -1)", "i64 [0]"), ("round(tensor([2**62]), -25)", "i64 [0]"), ("round(tensor([100.5], dtype='f16'), 3)", "f32 [100.5]"), ("arange(5).clip(1, 3)", "i64 [1, 1, 2, 3, 3]"), ("isnan(tensor([nan, 1.0]))", "bool [true, false]"), ("log(tensor([8.0]), 2)", "f32 [3.0]"),
    ("arange(4).reshape([2, 2]).T", "i64 [[0, 2], [1, 3]]"), ("zeros([2, 3, 4]).transpose(1, 2, 0).shape", "(3, 4, 2)"), ("zeros([1, 2, 1]).squeeze().shape", "(2,)"),
    ("zeros([2]).unsqueeze(0).shape", "(1, 2)"), ("zeros([2, 3, 4]).flatten(1).shape", "(2, 12)"), ("tensor([[7]]).item()", "7"), ("arange(3).tolist()", "[0, 1, 2]"),
    ("len(zeros([4, 2]))", "4"), ("[x for x in arange(3)]", "[0, 1, 2]"), ("f'{tensor(2.5):.2f}'", "'2.50'"), ("zeros([2, 3]).nbytes", "24"), ("zeros([2, 3]).ndim", "2"),
    // Functions.
    ("concatenate([arange(2), [7]])", "i64 [0, 1, 7]"), ("concat([zeros([1, 2]), ones([1, 2])], axis=-1)", "f32 [[0.0, 0.0, 1.0, 1.0]]"), ("stack([arange(2), arange(2)], axis=1)", "i64 [[0, 0], [1, 1]]"),
    ("where(arange(3) > 1, arange(3), -1)", "i64 [-1, -1, 2]"), ("where(arange(3) > 0)[0]", "i64 [1, 2]"), ("allclose([1.0], [1.0 + 1e-7])", "true"), ("outer([1, 2], [3, 4])", "i64 [[3, 4], [6, 8]]"),
    ("dot([1, 2], [3, 4])", "11"), ("tril(ones([2, 2]))", "f32 [[1.0, 0.0], [1.0, 1.0]]"), ("triu(ones([2, 2]), 1)", "f32 [[0.0, 1.0], [0.0, 0.0]]"), ("diag([1, 2])", "i64 [[1, 0], [0, 2]]"),
    ("diag(eye(2))", "f32 [1.0, 1.0]"), ("gather([[1, 2], [3, 4]], [[1], [0]])", "i64 [[2], [3]]"), ("take(arange(6).reshape(2, 3), [2, 0], axis=1)", "i64 [[2, 0], [5, 3]]"),
  ])
  func values(text: String, expected: String) throws { #expect(try shown(try value(text)) == expected, "\(text)") }

  /// Tensors are values: no assignment is seen through another name.
  @Test(arguments: [
    ("x = arange(4)\ny = x\ny[0] = 9\nx, y", "(tensor([0, 1, 2, 3]), tensor([9, 1, 2, 3]))"), ("x = arange(4)\nv = x[1:3]\nv[0] = 7\nx", "tensor([0, 1, 2, 3])"),
    ("x = zeros(3)\nx[1:] = 2\nx.sum()", "4.0"), ("x = arange(4)\nx[x > 1] = 0\nx", "tensor([0, 1, 0, 0])"), ("x = arange(4)\nx[[0, 3]] = [5, 6]\nx", "tensor([5, 1, 2, 6])"),
    ("def f(t) { t[0] = 100\nreturn t }\nx = arange(2)\nf(x), x", "(tensor([100, 1]), tensor([0, 1]))"), ("d = {'x': zeros(2)}\ne = d\nd['x'][0] = 1\nd['x'].sum(), e['x'].sum()", "(1.0, 0.0)"),
    ("x = zeros([2, 2])\nfor i in range(2) { x[i, i] += 1 }\nx.sum()", "2.0"), ("x = tensor(zeros([2, 2]), axes=['a', 'b'])\nx[b=1] = 3\nx.sum()", "6.0"), ("x = arange(3)\nx += 1\nx", "tensor([1, 2, 3])"),
    ("x = arange(3)\nfor y in x { x[0] = 5 }\nx[0]", "5"),
  ])
  func assignment(text: String, expected: String) throws { #expect(try value(text).repr == expected, "\(text)") }

  @Test(arguments: [
    ("if arange(3) { }", "a tensor of 3 elements is neither true nor false"), ("tensor([[1, 2], [3]])", "the lists are ragged: item [1] has 1 item, but those before it have 2"),
    ("tensor([[1], 2])", "the lists are ragged: item [1] is a number, but those before it are lists"), ("tensor([1, [2]])", "the lists are ragged: item [1] is a list, but those before it are numbers"),
    ("tensor([1, 'a'])", "a tensor is made of numbers, but item [1] is a string"), ("arange(3)[3]", "index 3 is out of range for axis 0 with size 3"),
    ("tensor([[1]], axes=['pos', 'd'])[d=4]", "index 4 is out of range for axis 1 (`d`) with size 1"), ("tensor([1], axes=['pos'])[poss=0]", "i64[1] has no axis `poss`"),
    ("arange(3)[0, 0]", "2 subscripts are too many"), ("arange(3) + arange(4)", "shapes do not match for `+`"), ("zeros([2, 3]) @ zeros([2, 3])", "shapes do not match for `@`"),
    ("zeros(-1)", "a size cannot be negative: [-1]"), ("zeros(2, 3)", "the sizes of a tensor go in one list"), ("zeros(2, 3.5)", "a dtype is a name, not a float"), ("zeros([9223372036854775807, 2])", "too large"), ("randint(3, 3, 2)", "there is no int from 3 up to, without, 3"),
    ("arange(3).sum(axis=1)", "axis 1 is out of range for i64[3]"), ("arange(3)[1.5]", "a float is not an index of a tensor"), ("arange(3).topk(4)", "the 4 best"), ("arange(0, 1, 0)", "step of arange cannot be 0"),
    ("arange(0.0, 1.0, 0.0)", "has no end"), ("load('x.xyz')", "`load` knows no file .xyz"), ("load('x')", "the path does not say what kind of file it is"), ("save([1], 'x.png')", "`save` knows no file .png"),
    ("save({'a': 1}, '/tmp/arr_rows.csv')", "a list of dicts, a matrix, or a result that is shown as one; not a dict"), ("save('a', '/tmp/arr_rows.csv')", "not a string"),
    ("save([{'a': 1}, 2], '/tmp/arr_rows.csv')", "dicts only, not an int"),
    ("arange(3)[::0]", "the step of a slice cannot be zero"), ("tensor([])[0]", "out of range"), ("zeros([0]).max()", "the maximum of no elements"), ("arange(3).reshape(2)", "do not fill the shape"),
    ("arange(3) // 0", "division by zero"), ("arange(3) + 'a'", "`+` does not work between tensor and string"), ("tensor('a')", "a string cannot become a tensor"), ("x = arange(3)\nx[0:2] = [1, 2, 3]", "does not fit the place"),
  ])
  func errors(text: String, expected: String) { #expect(failure(text)?.message.contains(expected) == true, "\(text): \(failure(text)?.message ?? "none")") }

  /// What must not end the process.
  @Test(arguments: [
    "arange(-9223372036854775807, 9223372036854775807)", "eye(-1)", "eye(2, 2, offset=-9223372036854775807 - 1)", "linspace(0, 1, -5)", "arange(nan)", "arange(0, inf)", "arange(3)[-9223372036854775807 - 1]",
    "arange(3)[9223372036854775807:]", "arange(3)[::-9223372036854775807 - 1]", "tensor([nan]).astype('int')", "tensor([inf]).astype('i32')", "full([2], 1e300, 'i64')", "seed(-9223372036854775807 - 1)", "rand(9223372036854775807)",
    "arange(3).topk(-1)", "arange(3).topk(9223372036854775807)", "tensor([-9223372036854775807 - 1]) // -1", "abs(tensor([-9223372036854775807 - 1]))", "arange(3).clip(nan, 1)", "arange(3).clip(1e300)", "diag(ones([2, 2]), 9223372036854775807)",
    "diag([1], 9223372036854775807)", "tril(ones([2, 2]), -9223372036854775807 - 1)", "arange(3).sum(axis=9223372036854775807)", "arange(3).transpose(0, 0)", "zeros([3, 0]).softmax()", "zeros([0]).mean()", "zeros([0, 3]).topk(1)", "tensor([]).argmax()",
    "randint(-9223372036854775807 - 1, 9223372036854775807, 3)", "arange(3).std(ddof=9223372036854775807)", "arange(3).std(ddof=-9223372036854775807 - 1)", "tensor([1.5]).round(9223372036854775807)", "arange(3).round(-2)", "x = []\nfor i in range(200) { x = [x] }\ntensor(x)",
    "tensor([1], axes=['a', 'b'])", "tensor([[1]], axes=['a', 'a'])", "gather(arange(3), 1)", "take(arange(3), 7)", "arange(3).unsqueeze(9)", "arange(3).flatten(5)", "zeros([]).softmax()", "tensor(3)[0]", "len(tensor(3))", "for x in tensor(3) {}", "zeros([2, 2])[true]",
    "x = arange(3)\nx[nan] = 1", "x = arange(3)\nx[0] = nan\nx", "where(arange(3) > 1, 2)", "stack([])", "concat([])", "concat([1, 2])", "randint(3, shape=[-1])", "tensor([1]) ** -1", "arange(3) % 0", "tensor(5) % 0", "rand([2, 'a'])", "arange(5).sort(axis='q')",
  ])
  func extremes(text: String) { _ = try? value(text) }

  @Test func randomNumbersRepeat() throws {
    #expect(try shown(value("randint(0, 100, 4)")) == shown(value("seed(5)\nrand(3)\nseed(0)\nrandint(0, 100, [4])")))
    #expect(try value("x = randint(0, 50, [1, 50])\nx.shape, x.min() >= 0, x.max() < 50").repr == "((1, 50), true, true)")
    #expect(try value("x = randn([10000])\nabs(x.mean()) < 0.05 and abs(x.std() - 1) < 0.05").repr == "true")
    #expect(try value("type(rand())").repr == "'float'")
  }

  @Test func showing() throws {
    let vocabulary = TensorObject(try Tensor([Float(1), 3, 2], axes: ["vocab"])) { "t\($0)" }
    let text = vocabulary.display(width: 80, color: false)
    #expect(text.contains("best") && text.contains("t1"))
    let interpreter = session()
    interpreter.globals.set("z", .object(vocabulary))
    #expect(try display(value("z.softmax()", in: interpreter), width: 80, color: false).contains("t1"))
    #expect(try display(value("z * 2 - z", in: interpreter), width: 80, color: false).contains("t1"))
    // Tokens in another order have lost their text.
    #expect(try !display(value("z[::-1]", in: interpreter), width: 80, color: false).contains("t1"))
    #expect(try !display(value("z.sort()", in: interpreter), width: 80, color: false).contains("t1"))
    #expect(try value("z.topk(2).tokens", in: interpreter).repr == "['t1', 't2']")
    #expect(try display(value("z.topk(2)", in: interpreter), width: 80, color: false).contains("t1"))
    #expect(try display(value("arange(3)"), width: 80, color: false).hasPrefix("i64[3]  24 B"))
    #expect(try value("arange(3), zeros([3, 4])").repr == "(tensor([0, 1, 2]), f32[3, 4])")
  }

  @Test func tensorsOfAModel() throws {
    let interpreter = Library.makeInterpreter()
    interpreter.output = { _ in }
    try value(Library.exampleModel + "run = model([1, 2, 3])\nz = run.logits[0, -1]", in: interpreter)
    #expect(try value("z.axes, z.shape, run.logits.axes", in: interpreter).repr == "(['vocab'], (50,), ['batch', 'pos', 'vocab'])")
    #expect(try value("z.softmax().topk(3).indices[0] == z.argmax()", in: interpreter).repr == "true")
    #expect(try value("len(z.topk(3).tokens), z.softmax().sum() > 0.999", in: interpreter).repr == "(3, true)")
    #expect(try value("run.logits[batch=0, pos=-1].argmax() == run.logits.argmax(axis='vocab')[0, -1]", in: interpreter).repr == "true")
    #expect(try display(value("z.softmax()", in: interpreter), width: 80, color: false).contains("prob"))
    #expect(try display(value("z", in: interpreter), width: 80, color: false).contains("logit"))
  }

  @Test func json() throws {
    #expect(try toJSON(value("tensor([[0.1, nan]])")).text() == #"{"shape":[1,2],"dtype":"f32","data":[[0.1,null]]}"#)
    #expect(
      try toJSON(value("tensor([[0.1, nan, -inf]])")).text(allowNonFinite: true)
        == #"{"shape":[1,3],"dtype":"f32","data":[[0.1,NaN,-Infinity]]}"#)
    #expect(try toJSON(value("tensor([true, false])")).text() == #"{"shape":[2],"dtype":"bool","data":[true,false]}"#)
    #expect(try toJSON(value("zeros([2, 0])")).text() == #"{"shape":[2,0],"dtype":"f32","data":[[],[]]}"#)
  }

  @Test func files() throws {
    #expect(try shown(value("save(arange(6).reshape(2, 3), '/tmp/arr_tensor.npy')\nload('/tmp/arr_tensor.npy')")) == "i64 [[0, 1, 2], [3, 4, 5]]")
    #expect(try shown(value("save({'a': ones(2), 'b': [1, 2]}, '/tmp/arr_tensor.safetensors')\nload('/tmp/arr_tensor.safetensors')['b']")) == "i64 [1, 2]")
    #expect(try shown(value("save({'a': ones(2)}, '/tmp/arr_tensor.npz')\nload('/tmp/arr_tensor.npz')['a']")) == "f32 [1.0, 1.0]")
    #expect(try shown(value("save({'x': tensor([[1.5, nan]]), 'n': 3}, '/tmp/arr_tensor.json')\nload('/tmp/arr_tensor.json')['x']")) == "f32 [[1.5, nan]]")
    #expect(try shown(value("save(tensor([inf, -inf, nan, 1]), '/tmp/arr_tensor.json')\nload('/tmp/arr_tensor.json')")) == "f32 [inf, -inf, nan, 1.0]")
    #expect(try shown(value("write_text('/tmp/arr_tensor.csv', '1,2\\n-3,9007199254740993\\n')\nload('/tmp/arr_tensor.csv')")) == "i64 [[1, 2], [-3, 9007199254740993]]")
    #expect(try shown(value("write_text('/tmp/arr_tensor.csv', '1,2\\n-3,0.5\\n')\nload('/tmp/arr_tensor.csv')")) == "f32 [[1.0, 2.0], [-3.0, 0.5]]")
    #expect(try shown(value("save(eye(2), '/tmp/arr_tensor.csv')\nload('/tmp/arr_tensor.csv')")) == "f32 [[1.0, 0.0], [0.0, 1.0]]")
    #expect(try value("save([{'a': 1, 'b': 'x, \"y\"'}, {'a': 2}], '/tmp/arr_rows.csv')\nload('/tmp/arr_rows.csv')").repr == #"[{'a': 1, 'b': 'x, "y"'}, {'a': 2, 'b': ''}]"#)
    #expect(failure("load('/no/such.npy')")?.code == "file")
    // A loaded tensor may lie in the file: changing it changes a copy.
    #expect(try value("save({'a': zeros(2)}, '/tmp/arr_map.safetensors')\nx = load('/tmp/arr_map.safetensors')['a']\nx[0] = 4\nload('/tmp/arr_map.safetensors')['a'].sum()").repr == "0.0")
  }

  @Test func examplesRun() throws {
    let interpreter = session()
    var declarations: [Declaration] = []
    for name in interpreter.builtins.names {
      if case .function(let function)? = interpreter.builtins.lookup(name), let declaration = function.declaration { declarations.append(declaration) }
    }
    declarations = declarations.filter { $0.group == "tensors" || $0.name == "save" || $0.name == "load" } + interpreter.methods.all(for: "tensor").map(\.declaration)
    #expect(declarations.count > 80)
    for declaration in declarations {
      #expect(!declaration.example.isEmpty && !declaration.prose.isEmpty && !declaration.result.isEmpty, "\(declaration.name)")
      do { try value(declaration.example, in: session()) } catch { Issue.record("\(declaration.name): \(error)") }
    }
  }
}
