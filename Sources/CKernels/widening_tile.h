// The tile of a product with 16-bit weights, for one kind of vector. Whoever includes this defines
//   LANES      floats of a vector
//   ROWS       rows of x that a tile takes at most: 3, 4 or 6
//   OUTPUTS    rows of w that a tile takes
//   ELEMENT    vectors of LANES weights are made of these
//   WIDEN(v)   such a vector as floats
//   TARGET     attributes of the functions
//   NAME(x)    names of this kind's own
// Both x and w run along k, so nothing is packed: ROWS × OUTPUTS vectors of sums stay in registers and each is added up once.
// The weights are read from memory once for BLOCK_ROWS rows, in their own 16 bits.

typedef float NAME(floats) __attribute__((vector_size(LANES * 4), aligned(4)));
typedef ELEMENT NAME(weights) __attribute__((vector_size(LANES * 2), aligned(2)));

TARGET INLINE void NAME(tile)(
    const int rows, const int outputs, float *y, int64_t ldy, const float *x, int64_t ldx, const uint16_t *w, int64_t ldw,
    int64_t k, int accumulate) {
  NAME(floats) sums[ROWS][OUTPUTS];
  for (int r = 0; r < rows; r++)
    for (int o = 0; o < outputs; o++) sums[r][o] = (NAME(floats)){0};
  int64_t i = 0;
  for (; i + LANES <= k; i += LANES) {
    NAME(floats) a[ROWS];
    for (int r = 0; r < rows; r++) a[r] = *(const NAME(floats) *)(x + r * ldx + i);
    for (int o = 0; o < outputs; o++) {
      NAME(floats) b = WIDEN(*(const NAME(weights) *)(w + o * ldw + i));
      for (int r = 0; r < rows; r++) sums[r][o] += a[r] * b;
    }
  }
  for (int o = 0; o < outputs; o++) {
    // What is left of k, with zeros behind it.
    ELEMENT rest[LANES] = {0};
    memcpy(rest, w + o * ldw + i, (size_t)(k - i) * sizeof *rest);
    NAME(floats) last = WIDEN(*(const NAME(weights) *)rest);
    for (int r = 0; r < rows; r++) {
      float s = 0;
      for (int j = 0; j < LANES; j++) s += sums[r][o][j];
      for (int64_t j = i; j < k; j++) s += x[r * ldx + j] * last[j - i];
      y[r * ldy + o] = accumulate ? y[r * ldy + o] + s : s;
    }
  }
}

#define CASE(rows, outputs) \
  case rows: NAME(tile)(rows, outputs, y, ldy, x, ldx, w, ldw, k, accumulate); break;
#if ROWS == 6
#define CASES(outputs) CASE(1, outputs) CASE(2, outputs) CASE(3, outputs) CASE(4, outputs) CASE(5, outputs) CASE(6, outputs)
#elif ROWS == 4
#define CASES(outputs) CASE(1, outputs) CASE(2, outputs) CASE(3, outputs) CASE(4, outputs)
#else
#define CASES(outputs) CASE(1, outputs) CASE(2, outputs) CASE(3, outputs)
#endif

TARGET static void NAME(wide)(
    int rows, float *y, int64_t ldy, const float *x, int64_t ldx, const uint16_t *w, int64_t ldw, int64_t k, int accumulate) {
  switch (rows) { CASES(OUTPUTS) }
}

TARGET static void NAME(narrow)(
    int rows, float *y, int64_t ldy, const float *x, int64_t ldx, const uint16_t *w, int64_t ldw, int64_t k, int accumulate) {
  switch (rows) { CASES(1) }
}

static void NAME(product)(
    float *y, int64_t ldy, const float *x, int64_t ldx, const uint16_t *w, int64_t ldw, int64_t m, int64_t n, int64_t k,
    int accumulate) {
  // Once even for k = 0, whose sums are zeros.
  for (int64_t inner = 0; inner == 0 || inner < k; inner += BLOCK_INNER) {
    int64_t depth = k - inner < BLOCK_INNER ? k - inner : BLOCK_INNER;
    int adds = accumulate || inner > 0;
    for (int64_t first = 0; first < m; first += BLOCK_ROWS) {
      int64_t last = m - first < BLOCK_ROWS ? m : first + BLOCK_ROWS;
      // Tiles of nearly one height: 9 rows of tiles of 4 are 3, 3 and 3.
      int64_t tiles = (last - first + ROWS - 1) / ROWS, height = (last - first + tiles - 1) / tiles;
      for (int64_t o = 0; o < n;) {
        int is_wide = n - o >= OUTPUTS;
        for (int64_t r = first; r < last; r += height) {
          int rows = (int)(last - r < height ? last - r : height);
          (is_wide ? NAME(wide) : NAME(narrow))(
              rows, y + r * ldy + o, ldy, x + r * ldx + inner, ldx, w + o * ldw + inner, ldw, depth, adds);
        }
        o += is_wide ? OUTPUTS : 1;
      }
    }
  }
}

#undef CASE
#undef CASES
#undef LANES
#undef ROWS
#undef OUTPUTS
#undef ELEMENT
#undef WIDEN
#undef TARGET
#undef NAME
