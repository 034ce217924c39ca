import ArrLanguage
import Tensors
import Testing

@testable import ArrLibrary

/// What decompositions are by definition, whatever their signs and the machine's LAPACK; their values are among `NumPyTests`.
@Suite struct LinearAlgebraTests {
  @discardableResult
  private func value(_ text: String) throws -> Value {
    let interpreter = Interpreter()
    interpreter.translateError = Library.valueError(from:)
    Library.installCore(in: interpreter)
    Library.installTensors(in: interpreter)
    let source = Source(name: "test.arr", text: text)
    guard case .complete(let block) = parse(source) else { throw ValueError("syntax", "not a program: \(text)") }
    return try interpreter.run(block, source: source)
  }

  private func message(_ text: String) -> String {
    do {
      return "no error but \(try value(text).repr)"
    } catch let diagnostic as Diagnostic {
      return diagnostic.message
    } catch { return "\(error)" }
  }

  /// Shapes of tall, wide, square, stacked, one-element and empty matrices.
  @Test(arguments: ["[5, 3]", "[3, 5]", "[4, 4]", "[2, 3, 4, 2]", "[1, 1]", "[0, 3]", "[3, 0]", "[0, 2, 2]", "[1, 6]"])
  func definitionsHold(shape: String) throws {
    try value(
      """
      a = randn(\(shape))
      m, n = a.shape[-2], a.shape[-1]
      def transposed(x) { return swapaxes(x, -1, -2) }
      def orthonormal(q) { return allclose(transposed(q) @ q, broadcast_to(eye(q.shape[-1]), (transposed(q) @ q).shape), atol=1e-5) }
      U, S, Vt = svd(a, full_matrices=false)
      assert allclose(U * expand_dims(S, -2) @ Vt, a, atol=1e-5) and orthonormal(U) and orthonormal(transposed(Vt))
      assert allclose(svdvals(a), S, atol=1e-6) and all(S >= 0) and all(diff(S) <= 0)
      U, S2, Vt = svd(a)
      assert U.shape[-1] == m and Vt.shape[-2] == n and orthonormal(U) and orthonormal(Vt) and allclose(S, S2, atol=1e-6)
      Q, R = qr(a)
      assert allclose(Q @ R, a, atol=1e-5) and orthonormal(Q) and allclose(R, triu(R))
      Q, R = qr(a, "complete")
      assert Q.shape[-2:] == [m, m] and allclose(Q @ R, a, atol=1e-5) and orthonormal(Q) and allclose(R, triu(R))
      p = pinv(a)
      assert p.shape[-2:] == [n, m] and allclose(a @ p @ a, a, atol=1e-4) and allclose(p @ a @ p, p, atol=1e-4)
      g = transposed(a) @ a
      w, V = eigh(g)
      assert allclose(g @ V, V * expand_dims(w, -2), atol=1e-4) and orthonormal(V) and all(diff(w) >= 0)
      assert allclose(eigvalsh(g), w, atol=1e-4)
      h = g + eye(n)
      L = cholesky(h)
      assert allclose(L @ transposed(L), h, atol=1e-4) and allclose(L, tril(L))
      assert allclose(h @ inv(h), broadcast_to(eye(n), h.shape), atol=1e-4)
      assert allclose(h @ solve(h, g), g, atol=1e-3)
      assert allclose(tensor(eigvals(h).real).sum(), tensor(trace(h, axis1=-2, axis2=-1)).sum(), rtol=1e-4)
      """)
  }

  /// Large enough for a thread of its own.
  @Test func longCalls() throws {
    try value("a = randn([300, 200])\nU, S, Vt = svd(a, full_matrices=false)\nassert allclose(U * S @ Vt, a, atol=1e-4)")
  }

  @Test func signsAndTypes() throws {
    try value(
      """
      U, S, Vt = svd([[-3, 0], [0, -2]])
      assert U.dtype == "f32" and allclose(U, eye(2)) and allclose(Vt, -eye(2)) and allclose(S, [3, 2])
      assert eigh(tensor([[2.0, 1.0], [1.0, 2.0]], dtype="bf16"))[0].dtype == "f32"
      w, V = eig([[2.0, 1.0], [0.0, 3.0]])
      assert allclose(w, [2, 3]) and allclose(tensor([[2.0, 1.0], [0.0, 3.0]]) @ V, V * w, atol=1e-6)
      turn = eigvals([[0.0, -2.0], [2.0, 0.0]])
      assert allclose(sort(turn.imag), [-2, 2]) and allclose(turn.abs, [2, 2]) and allclose(turn.real, [0, 0])
      a = tensor([[1.0, 2.0], [3.0, 4.0]], axes=["pos", "d_model"])
      assert svd(a)[0].axes == ["pos", ""] and svd(a)[2].axes == ["", "d_model"] and inv(a).axes == ["d_model", "pos"]
      assert solve(a, [1, 2]).axes == ["d_model"] and qr(a)[1].axes == ["", "d_model"]
      """)
  }

  @Test(arguments: [
    ("inv([[1, 2], [2, 4]])", "the matrix i64[2, 2] of `inv` is singular"), ("solve([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [1, 2, 3])", "of `solve` is singular"),
    ("solve([[1.0, 2.0]], [1])", "`solve` needs a square matrix, not f32[1, 2]"), ("solve(eye(2), [1, 2, 3])", "`solve` cannot match f32[2, 2] with the right side i64[3]"),
    ("svd([1.0, 2.0])", "`svd` needs a matrix, not f32[2]"), ("svd([[1.0, nan], [2.0, 3.0]])", "`svd` needs finite numbers, but f32[2, 2] has a NaN at [0, 1]"),
    ("eigh([[inf]])", "`eigh` needs finite numbers, but f32[1, 1] has an infinity at [0, 0]"), ("eigh([[1, 2], [3, 4]])", "`eigh` needs a symmetric matrix"),
    ("eigh(ones([2, 3]))", "`eigh` needs a square matrix, not f32[2, 3]"), ("eig([[0.0, -1.0], [1.0, 0.0]])", "2 of the 2 eigenvalues of f32[2, 2] are complex"),
    ("cholesky([[1, 2], [2, 1]])", "the matrix i64[2, 2] of `cholesky` is not positive definite"), ("det(ones([2, 3]))", "`det` needs a square matrix, not f32[2, 3]"),
    ("lstsq(ones([3, 2]), [1, 2])", "`lstsq` cannot match f32[3, 2] with the right side i64[2]"), ("qr(eye(2), 'full')", "`mode` is \"reduced\" or \"complete\", not \"full\""),
    ("matrix_power(ones([2, 3]), 2)", "`matrix_power` needs a square matrix, not f32[2, 3]"), ("einsum('ij,jk', ones([2, 3]), ones([4, 2]))", "the axis `j` of \"ij,jk\" has size 4 in operand 1, but 3 before it"),
    ("einsum('ij', ones(3))", "the subscripts `ij` name 2 axes, but operand 0 is f32[3]"), ("einsum('i,j', ones(3))", "the subscripts \"i,j\" are for 2 operands, but 1 is given"),
    ("einsum('i->j', ones(3))", "the axis `j` of the result of \"i->j\" is not in any operand"), ("einsum('ij->ii', ones([2, 2]))", "the axis `i` is twice in the result"),
    ("einsum('i>j', ones(3))", "is written `->`"), ("einsum('i..', ones(3))", "cannot be read"), ("einsum('i1', ones([3, 1]))", "cannot be read"),
    ("einsum('...i,...i', ones([2, 3]), ones([4, 3]))", "do not broadcast: sizes 2 and 4 in operand 1"), ("zeros(3).astype('f64')", "there is no dtype \"f64\""),
    ("split(arange(5), 2)", "axis 0 of i64[5] cannot be cut into 2 equal parts"), ("quantile(arange(3), 1.5)", "`q` is from 0 to 1, not 1.5"), ("median([])", "a quantile of no elements is not defined"),
    ("bincount([1, -1])", "`bincount` counts ints from 0 on, not -1"), ("histogram([inf, 1.0])", "the elements reach from 1.0 to inf, which makes no bins"), ("repeat(arange(3), [1, 2])", "2 repeats do not fit axis 0 of i64[3]"),
    ("norm(eye(2), 3)", "but none of order 3.0"), ("norm(zeros([2, 2, 2]), 2)", "of one axis or two, not of 3"), ("norm([1.0], 'nuc')", "the norm 'nuc' is that of matrices"),
    ("norm([1.0], 2, p=1)", "`p` is another name of `ord`"), ("norm(eye(2), 2, axis=(1, -1))", "an axis is named twice in [1, 1]"), ("tensordot(ones([2, 3]), ones([2, 3]), 1)", "axis 1 of f32[2, 3] and axis 0 of f32[2, 3] differ in size"), ("corrcoef(ones([2, 2, 2]))", "`corrcoef` needs observations"),
  ])
  func errors(text: String, expected: String) { #expect(message(text).contains(expected), "\(text): \(message(text))") }

  /// What must not end the process or take its memory.
  @Test(arguments: [
    "tile(arange(3), 9223372036854775807)", "repeat(arange(3), 9223372036854775807)", "repeat(arange(3), -1)", "roll(arange(3), -9223372036854775807 - 1)", "roll(arange(3), 9223372036854775807)",
    "kron(broadcast_to(1, [1000000, 1000000]), broadcast_to(1, [1000000, 1000000]))", "outer(broadcast_to(1, [1000000000]), broadcast_to(1, [1000000000]))", "einsum('i,j', broadcast_to(1, [1000000000]), broadcast_to(1, [1000000000]))",
    "meshgrid(broadcast_to(1, [10000000000]), broadcast_to(1, [10000000000]))", "bincount([9223372036854775807])", "bincount([1], minlength=9223372036854775807)", "bincount([9000000000000000000])", "histogram([1.0], 9223372036854775807)", "histogram([1.0], 9007199254740992)", "zeros([]).histogram(5000000000)",
    "histogram([1.0], 0)", "histogram([1.0], range=(nan, 1))", "histogram([1.0], [3, 2])", "pad(arange(3), 9223372036854775807)", "pad(arange(3), -1)", "pad(arange(3), [(1, 2), (3, 4)])", "split(arange(3), 9223372036854775807)",
    "array_split(arange(3), 9223372036854775807)", "chunk(arange(3), 9223372036854775807)", "chunk(arange(3), 0)", "split(arange(3), [9223372036854775807, -9223372036854775807 - 1])", "diff(arange(3), 9223372036854775807)", "diff(arange(3), -1)",
    "diagonal(ones([2, 2]), -9223372036854775807 - 1)", "diagonal(ones([2, 2]), 0, 1, 1)", "trace(arange(3))", "matrix_power(eye(2), -9223372036854775807 - 1)", "matrix_power([[2, 0], [0, 2]], 9223372036854775807)", "quantile(arange(3), [])", "quantile(arange(3), nan)",
    "searchsorted(arange(3), nan)", "searchsorted(eye(2), 1)", "unique([nan, nan])", "broadcast_to(arange(3), [9223372036854775807, 3])", "swapaxes(arange(3), none, 0)", "moveaxis(arange(3), none, 9)", "norm(arange(3), 'x')", "norm(eye(2), nan)",
    "svd(broadcast_to(1.0, [3000000000, 1]))", "svd(broadcast_to(1.0, [1000000, 1000000]))", "svd(zeros([200000, 1]))", "inv(zeros([0, 0]))", "det(zeros([0, 0]))", "lstsq(zeros([0, 3]), zeros([0, 2]))", "cov(zeros([0, 3]))", "cov(arange(1))", "corrcoef(zeros([2, 0]))", "cond(zeros([0, 0]))",
    "cosine_similarity(1, 2)", "cosine_similarity(arange(3), arange(4))", "einsum('', 3)", "einsum('->', 3)", "einsum(',', 3, 4)", "einsum('i')", "einsum('é', arange(3))", "tensordot(arange(3), arange(3), 9)", "tensordot(arange(3), arange(3), -1)", "percentile([], 5)", "take(arange(3), [])",
    "x = arange(4)\nx[::-1].flip().sum()", "logaddexp(-inf, -inf)", "maximum('a', 1)", "where([])", "vstack([])", "hstack([1, 2])", "isclose(1, 'a')", "cumprod(tensor([9223372036854775807, 2]))", "nan_to_num(arange(3))", "nonzero(5)", "argwhere(5)", "argwhere(0)",
  ])
  func extremes(text: String) { _ = try? value(text) }
}
