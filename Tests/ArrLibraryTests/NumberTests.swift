import ArrLanguage
import Testing

@testable import ArrLibrary

private func value(_ text: String) throws -> Value {
  let interpreter = Interpreter()
  interpreter.translateError = Library.valueError(from:)
  Library.installCore(in: interpreter)
  Library.installTensors(in: interpreter)
  let source = Source(name: "numbers.arr", text: text)
  guard case .complete(let block) = parse(source) else { throw ValueError("syntax", "not a program: \(text)") }
  return try interpreter.run(block, source: source)
}

private func failure(_ text: String) -> Diagnostic? {
  do { _ = try value(text) } catch { return error as? Diagnostic }
  return nil
}

/// Where numbers stay exact, or are refused, on their way through lists and tensors. The values are NumPy's and CPython's.
@Suite struct NumberTests {
  /// Lists of numbers, and tensors of ints, give what NumPy gives in float64, to the last digit.
  @Test(arguments: [
    ("mean([0.1])", "0.1"), ("mean([1e300, 1e300])", "1e+300"), ("mean([0.1, 0.2, 0.4, -3.5])", "-0.7"), ("mean([0.1] * 10)", "0.1"),
    ("mean([16777217, 16777219, 2**53, 7])", "2251799822073859.0"), ("mean([[0.1], [0.2]])", "0.15000000000000002"), ("mean(range(5))", "2.0"),
    ("mean((0.1, 0.2, 0.4, -3.5), axis=0)", "-0.7"), ("std([0.1, 0.2, 0.4, -3.5])", "1.620185174601965"), ("var([0.1, 0.2, 0.4, -3.5])", "2.625"),
    ("std([0.1, 0.2, 0.4, -3.5], ddof=1)", "1.8708286933869707"), ("var([16777217, 16777219, 2**53, 7])", "1.521180716495981e+31"),
    ("median([0.1, 0.2, 0.4, -3.5])", "0.15000000000000002"), ("median([16777217, 16777219, 2**53, 7])", "16777218.0"),
    ("quantile([0.1, 0.2, 0.4, -3.5], 0.3)", "-0.26000000000000034"), ("percentile([16777217, 16777219, 2**53, 7], 30)", "15099495.999999998"),
    ("prod([0.1, 0.2])", "0.020000000000000004"), ("prod([3, 4])", "12"), ("norm([0.1, 0.2])", "0.223606797749979"),
    ("nanmean([0.1, nan])", "0.1"), ("nanstd([0.1, nan, 0.3])", "0.09999999999999999"), ("nanmedian([0.1, nan])", "0.1"),
    ("nansum([0.1, nan, 0.2])", "0.30000000000000004"), ("nanmax([0.1, nan])", "0.1"), ("nanvar([0.5, nan], ddof=1)", "nan"), ("nansum([nan])", "0.0"),
    ("round(cov([0.1, 0.2, 0.4]), 16)", "0.0233333333333333"), ("argmax([1.00000001, 1.00000002])", "1"), ("count_nonzero([1e-300, 0])", "1"),
    ("[k * 0.1 for k in range(1000)] |> mean", "49.95"), ("[k * 0.1 for k in range(1000)] |> std", "28.867499025720953"),
    ("[k * 0.1 for k in range(1000)] |> var", "833.3325000000001"), ("mean([nan, 1.0])", "nan"), ("median([nan, 1.0])", "nan"),
    ("tensor([2**24 + 1, 2**53 + 1, 5]).mean()", "3002399757172737.5"), ("tensor([2**24 + 1, 2**53 + 1, 5]).std()", "4246034444396085.5"),
    ("tensor([2**24 + 1, 2**53 + 1, 5]).median()", "16777217.0"), ("histogram([0.1, 0.2, 0.3], bins=[0.1, 0.2, 0.3])[0].tolist()", "[1, 2]"),
    ("histogram([1e300, 2e300], bins=2)[0].tolist()", "[1, 1]"),
    ("corrcoef([1e9 + k * 1e-3 for k in [1, 2, 4]], [1, 2, 5])[0, 1]", "0.9958719611167908"),
    ("isclose(norm([3e200, 4e200]), 5e200, rel_tol=1e-15)", "true"), ("isclose(norm([3e-200, 4e-200]), 5e-200, rel_tol=1e-15)", "true"),
  ])
  func inDouble(text: String, expected: String) throws { #expect(try value(text).repr == expected, "\(text)") }

  /// An int and a float are compared as the numbers they are.
  @Test(arguments: [
    ("tensor([2**24 + 1]) == 16777216.0", "[false]"), ("tensor([2**24 + 1]) == tensor([16777216.0])", "[false]"), ("tensor([2**24 + 1]) > tensor([16777216.0])", "[true]"),
    ("tensor([16777216.0]) < tensor([2**24 + 1])", "[true]"), ("tensor([16777216.0]) == 2**24 + 1", "[false]"), ("tensor([16777216.0]) >= 2**24 + 1", "[false]"),
    ("2**24 + 1 > tensor([16777216.0, 16777218.0, nan])", "[true, false, false]"), ("tensor([nan, 1.0]) != 2**24 + 1", "[true, true]"),
    ("tensor([1, 2, 3]) < 2.5", "[true, true, false]"), ("tensor([1, 2, 3]) >= 2.0", "[false, true, true]"), ("2.5 < tensor([1, 2, 3])", "[false, false, true]"),
    ("tensor([1, 2]) == 1.5", "[false, false]"), ("tensor([1, 2]) != nan", "[true, true]"), ("tensor([1, 2]) < inf", "[true, true]"), ("tensor([1, 2]) <= -1e300", "[false, false]"),
    ("tensor([9223372036854775807]) < 2.0**63", "[true]"), ("tensor([9223372036854775807]) == tensor([2.0**63])", "[false]"),
    ("tensor([2**53 + 1]) > 2.0**53", "[true]"), ("tensor([3, 4], dtype='i32') <= tensor([3.5, nan])", "[true, false]"), ("tensor([1, 2]) >= tensor([1.0, nan])", "[true, false]"),
  ])
  func comparisons(text: String, expected: String) throws { #expect(try value("(\(text)).tolist()").repr == expected, "\(text)") }

  @Test(arguments: [
    ("tensor([3000000000], dtype='i32')", "3000000000 at [0] does not fit in i32, which holds -2147483648 to 2147483647"),
    ("tensor([[1.0], [nan]], dtype='i64')", "nan at [1, 0] does not fit in i64"), ("tensor([1e30]).astype('int')", "1e+30 at [0] does not fit in i64"),
    ("tensor([2**40]).astype('i32')", "1099511627776 at [0] does not fit in i32"), ("tensor(-inf, dtype='i32')", "-inf does not fit in i32"),
    ("full([2], 1e20, dtype='i64')", "1e+20 does not fit in i64"), ("x = arange(3)\nx[0] = nan", "nan does not fit in i64"),
    ("x = tensor([1], dtype='i32')\nx[0] = 3000000000", "3000000000 does not fit in i32"),
    ("x = arange(3)\nx[0:2] += 0.5", "the result is f32[2], and the tensor holds ints (i64)"), ("x = arange(3)\nx[x > 1] *= tensor([0.5])", "the tensor holds ints"),
    ("x = arange(3)\nx[1] /= 2", "the result 0.5 has a fraction, and the tensor holds ints (i64)"), ("x = zeros(3, dtype='bool')\nx[0:2] += 2", "the tensor holds bools (bool)"),
    ("10.0 ** 400", "10.0 ** 400.0 is beyond the range of floats"), ("(-10.0) ** 401", "(-10.0) ** 401.0 is beyond the range of floats"),
    ("pow(2, -1, 4)", "2 has no inverse modulo 4, so it has no negative powers"),
  ])
  func refused(text: String, expected: String) { #expect(failure(text)?.message.contains(expected) == true, "\(text): \(failure(text)?.message ?? "none")") }

  /// What does fit goes on as before; floats become ints once, from the double.
  @Test(arguments: [
    ("tensor([16777217.0, -2.9], dtype='i64').tolist()", "[16777217, -2]"), ("tensor(2.0**40 + 1, dtype='i64').item()", "1099511627777"),
    ("x = arange(3)\nx[0:2] += 5\nx.tolist()", "[5, 6, 2]"), ("x = arange(3)\nx[2] /= 2\nx.tolist()", "[0, 1, 1]"), ("x = arange(3)\nx += 0.5\nx.tolist()", "[0.5, 1.5, 2.5]"),
    ("x = arange(3)\nx[0] = 2.7\nx.tolist()", "[2, 1, 2]"), ("x = ones(3)\nx[0:2] *= 0.5\nx.tolist()", "[0.5, 0.5, 1.0]"), ("(tensor([2147483647], dtype='i32') + 1).tolist()", "[-2147483648]"),
    ("arange(4).clip(3, 1).tolist()", "[1, 1, 1, 1]"), ("tensor([0.0, 2.0]).clip(2, -2).tolist()", "[-2.0, -2.0]"), ("tensor([2**60 + 1]).clip(0, 2**60 + 1).item()", "1152921504606846977"),
  ])
  func kept(text: String, expected: String) throws { #expect(try value(text).repr == expected, "\(text)") }

  /// Infinities, subnormals, nothing.
  @Test(arguments: [
    ("quantile(tensor([-inf, 1.0, 2.0]), 0.25)", "-inf"), ("quantile(tensor([-inf, 1.0, 2.0]), 0.75)", "1.5"), ("median([-inf, 1.0])", "-inf"), ("median([1.0, inf])", "inf"), ("median([-inf, inf])", "nan"),
    ("quantile(tensor([-inf, inf]), [0, 1]).tolist()", "[-inf, inf]"), ("nanmean(tensor([60000.0, 60000.0, nan], dtype='f16'))", "60000.0"), ("nanstd(tensor([60000.0, -60000.0, nan], dtype='f16'))", "60000.0"),
    ("exp(tensor([-104.0, -200.0])).tolist()", "[0.0, 0.0]"), ("(exp(tensor([-95.0, -100.0, -103.0])) / tensor([5.521e-42, 3.783e-44, 1.4e-45])).round().tolist()", "[1.0, 1.0, 1.0]"),
    ("softmax(tensor([[-inf, -inf], [0.0, -inf]])).tolist()", "[[nan, nan], [1.0, 0.0]]"), ("log_softmax(tensor([-inf, -inf])).tolist()", "[nan, nan]"), ("logsumexp(tensor([-inf, -inf]))", "-inf"),
    ("(zeros([2, 5, 0]) @ zeros([0])).tolist()", "[[0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0]]"), ("(zeros([3, 0]) @ zeros([0, 2])).shape", "(3, 2)"), ("zeros([0]) @ zeros([0])", "0.0"),
  ])
  func edges(text: String, expected: String) throws { #expect(try value(text).repr == expected, "\(text)") }

  /// Of a million terms, to the precision of a float32.
  @Test func longProducts() throws {
    let setUp = "n = 1000000\nx = (arange(n) % 1000) / 1000\nexact = sum([(float(k) * 0.001) ** 2 for k in range(1000)]) * 1000\n"
    for product in ["dot(x, x)", "x @ x", "einsum('i,i', x, x)", "x.norm() ** 2", "(x.reshape(1, -1) @ x.reshape(-1, 1))[0, 0]"] {
      #expect(try value(setUp + "abs(\(product) / exact - 1) < 2e-7").repr == "true", "\(product)")
    }
    // Matrices in parts of the inner axis.
    #expect(try value(setUp + "m = stack([x, x * 2])\nt = m @ m.T\nmax(abs(t / (exact * tensor([[1.0, 2.0], [2.0, 4.0]])) - 1)) < 3e-6").repr == "true")
  }
}
