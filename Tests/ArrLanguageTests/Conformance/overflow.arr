def attempt(f) {
    try { print(f()) } catch e { print(e.code, e.message) }
}
attempt(() => 9223372036854775807 + 1)
attempt(() => -9223372036854775807 - 2)
attempt(() => 4611686018427387904 * 2)
attempt(() => 3 ** 40)
attempt(() => 3 ** 39)
attempt(() => 1 / 0)
attempt(() => 1 // 0)
attempt(() => 1.0 % 0)
attempt(() => 0 ** -1)
attempt(() => (-9223372036854775807 - 1) // -1)
attempt(() => (-9223372036854775807 - 1) % -1)
attempt(() => -(-9223372036854775807 - 1))
attempt(() => "a" * 99999999999999)
attempt(() => [1] * 99999999999999)
9223372036854775807 * 2
