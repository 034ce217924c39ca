#include "internal.h"

// Products on the matrix tiles of CPUs that have AMX, whose arithmetic is bfloat16 with float32 sums. A float32 is exactly the
// sum of three bfloat16: the number rounded, what that leaves rounded, and the rest. Of the nine products of two such sums the
// six greatest are added up; what is left out is below 2⁻²⁴ of each product, float32's own rounding, and 2⁻²⁷ on average. (Henry,
// Tang and Heinecke, Leveraging the bfloat16 Artificial Intelligence Datatype For Higher-Precision Computations, 2019; oneMKL's bf16x3.)
//
// Weights in bfloat16 are one piece, in float16 two. Stretches of k are added up in the tiles, and the stretches in vectors.

#include "split_panels.h"

int64_t arr_split_bytes(int64_t m, int64_t k, int pieces) { return up_to(m, PANEL) * up_to(k, STEP) * pieces * 2; }

int64_t arr_split_scratch_bytes(int64_t m, int64_t k) { return STRIP * (depth_of(k) * PIECES * 2 + up_to(m, PANEL) * 4); }

#if defined(__x86_64__)
#include <sys/syscall.h>
#include <unistd.h>

int arr_split_is_available(void) {
  // Linux hands the tiles' registers out to a process that asks for them.
  enum { ARCH_REQ_XCOMP_PERM = 0x1023, XFEATURE_XTILEDATA = 18 };
  return __builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("amx-bf16") &&
         syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0;
}

TILES INLINE void cut_rows(
    uint16_t *to, const float *x, int64_t ldx, int64_t m, int64_t k, int transposed, const int pieces, int64_t panel) {
  int64_t depth = depth_of(k), panels = up_to(m, PANEL) / PANEL, rows = least(m - panel * PANEL, PANEL);
  for (int64_t start = 0; start < k; start += depth) {
    int64_t part = least(depth, k - start);
    const float *from = x + panel * PANEL * ldx + start;
    uint16_t *place = to + (panels * start + panel * up_to(part, STEP)) * PANEL * pieces;
    if (transposed) cut_right_turned(place, from, ldx, pieces, rows, part);
    else cut_left(place, (const char *)from, ldx, arr_float32, pieces, rows, part);
  }
}

TILES void arr_split_rows(
    void *to, const float *x, int64_t ldx, int64_t m, int64_t k, int transposed, int pieces, int64_t panel) {
  if (pieces == PIECES) cut_rows(to, x, ldx, m, k, transposed, PIECES, panel);
  else cut_rows(to, x, ldx, m, k, transposed, 1, panel);
}

// ---- Blocks --------------------------------------------------------------------------------------------------------
// 32 × 32 sums in tiles 0 to 3; 4 and 5 hold a piece of the left side's two tiles, 6 and 7 of the right side's. `tall` and `wide`
// say whether the second ones count.

TILES static void configure(void) {
  struct {
    uint8_t palette, start, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
  } shape;
  memset(&shape, 0, sizeof shape);
  shape.palette = 1;
  for (int i = 0; i < 8; i++) shape.row_bytes[i] = 64, shape.rows[i] = TILE;
  _tile_loadconfig(&shape);
}

#define LEFT(piece)                                                           \
  do {                                                                        \
    _tile_loadd(4, a + (piece) * 2 * NUMBERS, 64);                            \
    if (tall) _tile_loadd(5, a + ((piece) * 2 + 1) * NUMBERS, 64);            \
  } while (0)
#define RIGHT(piece)                                                          \
  do {                                                                        \
    _tile_loadd(6, b + (piece) * 2 * NUMBERS, 64);                            \
    if (wide) _tile_loadd(7, b + ((piece) * 2 + 1) * NUMBERS, 64);            \
  } while (0)
#define MULTIPLY()                                                            \
  do {                                                                        \
    _tile_dpbf16ps(0, 4, 6);                                                  \
    if (wide) _tile_dpbf16ps(1, 4, 7);                                        \
    if (tall) _tile_dpbf16ps(2, 5, 6);                                        \
    if (tall && wide) _tile_dpbf16ps(3, 5, 7);                                \
  } while (0)

TILES INLINE void block(
    float *y, const uint16_t *a, const uint16_t *b, int64_t steps, const int left_pieces, const int right_pieces,
    const int tall, const int wide, int adds) {
  const int64_t left_step = left_pieces * 2 * NUMBERS, right_step = right_pieces * 2 * NUMBERS;
  _tile_zero(0), _tile_zero(1), _tile_zero(2), _tile_zero(3);
  for (int64_t s = 0; s < steps; s++, a += left_step, b += right_step) {
    // The pairs of pieces whose places add up to 2 at most, the greatest last, in an order that loads few twice.
    if (left_pieces > 1) RIGHT(0);
    if (left_pieces > 2) {
      LEFT(2);
      MULTIPLY();
    }
    if (left_pieces > 1) {
      LEFT(1);
      MULTIPLY();
    }
    if (left_pieces > 1 && right_pieces > 1) {
      RIGHT(1);
      MULTIPLY();
    }
    LEFT(0);
    if (right_pieces > 1) {
      if (left_pieces == 1) RIGHT(1);
      MULTIPLY();
    }
    if (right_pieces > 2) {
      RIGHT(2);
      MULTIPLY();
    }
    if (left_pieces == 1 || right_pieces > 1) RIGHT(0);
    MULTIPLY();
  }
  float sums[PANEL * PANEL] __attribute__((aligned(64)));
  float *to = adds ? sums : y;
  _tile_stored(0, to, PANEL * 4);
  if (wide) _tile_stored(1, to + TILE, PANEL * 4);
  if (tall) _tile_stored(2, to + TILE * PANEL, PANEL * 4);
  if (tall && wide) _tile_stored(3, to + TILE * PANEL + TILE, PANEL * 4);
  if (!adds) return;
  for (int r = 0; r < (tall ? PANEL : TILE); r++)
    for (float *at = y + r * PANEL, *sum = sums + r * PANEL, *end = at + (wide ? PANEL : TILE); at < end; at += 16, sum += 16)
      _mm512_store_ps(at, _mm512_add_ps(_mm512_load_ps(at), _mm512_load_ps(sum)));
}

typedef void block_function(float *y, const uint16_t *left, const uint16_t *right, int64_t steps, int tall, int wide, int adds);

#define BLOCK(name, left_pieces, right_pieces)                                                                            \
  TILES static void name(                                                                                                 \
      float *y, const uint16_t *left, const uint16_t *right, int64_t steps, int tall, int wide, int adds) {               \
    if (tall && wide) block(y, left, right, steps, left_pieces, right_pieces, 1, 1, adds);                                \
    else if (tall) block(y, left, right, steps, left_pieces, right_pieces, 1, 0, adds);                                   \
    else if (wide) block(y, left, right, steps, left_pieces, right_pieces, 0, 1, adds);                                   \
    else block(y, left, right, steps, left_pieces, right_pieces, 0, 0, adds);                                             \
  }
BLOCK(block_33, 3, 3)
BLOCK(block_23, 2, 3)
BLOCK(block_13, 1, 3)
BLOCK(block_32, 3, 2)
BLOCK(block_31, 3, 1)
BLOCK(block_11, 1, 1)

// ---- Strips --------------------------------------------------------------------------------------------------------
// Weights [n, k] are the left side and x, turned, the right one, so that neither weights nor x's numbers change places one by one;
// the sums then lie with the outputs down, and are turned as they are delivered.

typedef void cut_function(uint16_t *to, int64_t panel, const char *w, int64_t ldw, int64_t n, int64_t depth);

#define CUTS(name, type)                                                                                              \
  TILES static void name##_left(uint16_t *to, int64_t panel, const char *w, int64_t ldw, int64_t n, int64_t depth) {  \
    for (int64_t o = 0; o < n; o += PANEL) {                                                                          \
      const char *from = w + o * ldw * size_of(type);                                                                 \
      cut_left(to + o / PANEL * panel, from, ldw, type, pieces_of(type), least(PANEL, n - o), depth);                 \
    }                                                                                                                 \
  }                                                                                                                   \
  TILES static void name##_right(uint16_t *to, int64_t panel, const char *w, int64_t ldw, int64_t n, int64_t depth) { \
    cut_right(to, panel, w, ldw, type, n, depth);                                                                     \
  }
CUTS(f32, arr_float32)
CUTS(f16, arr_float16)
CUTS(bf16, arr_bfloat16)

TILES static void strip(
    enum arr_float_type type, int transposed, float *sums, const uint16_t *x, int pieces, int64_t m, const char *w, int64_t ldw,
    int64_t n, int64_t k, uint16_t *cuts) {
  cut_function *const left[] = {bf16_left, f16_left, f32_left}, *const right[] = {bf16_right, f16_right, f32_right};
  block_function *const turned[] = {block_13, block_23, block_33}, *const straight[] = {block_31, block_32, block_33};
  block_function *multiply = pieces == 1 ? block_11 : (transposed ? turned : straight)[type];
  int64_t panels = up_to(m, PANEL) / PANEL, depth = depth_of(k);
  for (int64_t start = 0; start < k; start += depth) {
    int64_t part = least(depth, k - start), padded = up_to(part, STEP), numbers = padded * PANEL * pieces_of(type);
    (transposed ? left : right)[type](cuts, numbers, w + (transposed ? start : start * ldw) * size_of(type), ldw, n, part);
    for (int64_t p = 0; p < panels; p++) {
      const uint16_t *rows = x + (panels * start + p * padded) * PANEL * pieces;
      int two_rows = m - p * PANEL > TILE;
      for (int64_t o = 0; o < n; o += PANEL) {
        float *y = sums + (p * STRIP_PANELS + o / PANEL) * PANEL * PANEL;
        const uint16_t *outputs = cuts + o / PANEL * numbers;
        int two_outputs = n - o > TILE;
        if (transposed) multiply(y, outputs, rows, padded / STEP, two_outputs, two_rows, start > 0);
        else multiply(y, rows, outputs, padded / STEP, two_rows, two_outputs, start > 0);
      }
    }
  }
}

// ---- Few rows ------------------------------------------------------------------------------------------------------
// Weights [n, k] in bfloat16 are tiles as they lie in memory, 16 outputs and 32 numbers of k each: with at most 16 rows nothing is
// put in order first. Their rows are read from end to end, 32 at a time, which the CPU sees coming: asking for 64 ahead was slower.

// Sums in tiles 0 and 1, 16 outputs of weights in 4, the pieces of the rows in 5 to 7: added up in the order of `block`, to the same bits.
TILES INLINE void block_in_place(
    float *y, const char *w, int64_t lead, const uint16_t *x, int64_t steps, const int pieces, int adds) {
  _tile_zero(0), _tile_zero(1);
  for (int64_t s = 0; s < steps; s++, x += pieces * 2 * NUMBERS, w += STEP * 2) {
    _tile_loadd(5, x, 64);
    if (pieces > 1) _tile_loadd(6, x + 2 * NUMBERS, 64), _tile_loadd(7, x + 4 * NUMBERS, 64);
    _tile_loadd(4, w, lead);
    if (pieces > 1) _tile_dpbf16ps(0, 4, 6), _tile_dpbf16ps(0, 4, 7);
    _tile_dpbf16ps(0, 4, 5);
    _tile_loadd(4, w + TILE * lead, lead);
    if (pieces > 1) _tile_dpbf16ps(1, 4, 6), _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(1, 4, 5);
  }
  float sums[PANEL * PANEL] __attribute__((aligned(64)));
  float *to = adds ? sums : y;
  _tile_stored(0, to, PANEL * 4), _tile_stored(1, to + TILE * PANEL, PANEL * 4);
  if (!adds) return;
  for (int r = 0; r < PANEL; r++)
    _mm512_store_ps(y + r * PANEL, _mm512_add_ps(_mm512_load_ps(y + r * PANEL), _mm512_load_ps(sums + r * PANEL)));
}

// Of whole tiles.
TILES static void strip_in_place(float *sums, const uint16_t *x, int pieces, const char *w, int64_t ldw, int64_t n, int64_t k) {
  int64_t depth = depth_of(k), lead = ldw * 2;
  for (int64_t o = 0; o < n; o += PANEL)
    for (int64_t start = 0; start < k; start += depth) {
      int64_t steps = least(depth, k - start) / STEP;
      const uint16_t *rows = x + start * PANEL * pieces;
      const char *from = w + o * lead + start * 2;
      if (pieces == 1) block_in_place(sums + o * PANEL, from, lead, rows, steps, 1, start > 0);
      else block_in_place(sums + o * PANEL, from, lead, rows, steps, PIECES, start > 0);
    }
}

// ---- Delivery ------------------------------------------------------------------------------------------------------

// 16 × 16 numbers change sides.
TILES INLINE void turn(__m512 r[TILE]) {
  __m512 t[TILE], u[TILE];
  for (int i = 0; i < TILE; i += 2) t[i] = _mm512_unpacklo_ps(r[i], r[i + 1]), t[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
  for (int i = 0; i < TILE; i += 4)
    for (int j = 0; j < 2; j++) {
      __m512d a = _mm512_castps_pd(t[i + j]), b = _mm512_castps_pd(t[i + j + 2]);
      u[i + 2 * j] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, b)), u[i + 2 * j + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, b));
    }
  for (int j = 0; j < 4; j++) {
    __m512 a = _mm512_shuffle_f32x4(u[j], u[4 + j], 0x88), b = _mm512_shuffle_f32x4(u[j], u[4 + j], 0xdd);
    __m512 c = _mm512_shuffle_f32x4(u[8 + j], u[12 + j], 0x88), d = _mm512_shuffle_f32x4(u[8 + j], u[12 + j], 0xdd);
    r[j] = _mm512_shuffle_f32x4(a, c, 0x88), r[8 + j] = _mm512_shuffle_f32x4(a, c, 0xdd);
    r[4 + j] = _mm512_shuffle_f32x4(b, d, 0x88), r[12 + j] = _mm512_shuffle_f32x4(b, d, 0xdd);
  }
}

// The dot products of a row of x with some of 16 outputs, without pieces: an infinity has none, nor has what rounds to one.
TILES INLINE void plain(
    const enum arr_float_type type, const int transposed, float *y, const float *x, const char *w, int64_t ldw, __mmask16 outputs,
    int64_t k) {
  __m512 sums = _mm512_setzero_ps();
  if (transposed) {
    float dots[TILE] = {0};
    for (unsigned rest = outputs; rest; rest &= rest - 1) {
      int o = __builtin_ctz(rest);
      __m512 sum = _mm512_setzero_ps();
      for (int64_t i = 0; i < k; i += 16) {
        __mmask16 mask = first_lanes(k - i);
        sum = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(mask, x + i), widened(w + (o * ldw + i) * size_of(type), type, mask), sum);
      }
      dots[o] = _mm512_reduce_add_ps(sum);
    }
    sums = _mm512_loadu_ps(dots);
  } else {
    for (int64_t i = 0; i < k; i++)
      sums = _mm512_fmadd_ps(_mm512_set1_ps(x[i]), widened(w + i * ldw * size_of(type), type, outputs), sums);
  }
  _mm512_mask_storeu_ps(y, outputs, sums);
}

TILES static void plain_row(
    enum arr_float_type type, int transposed, float *y, const float *x, const char *w, int64_t ldw, __mmask16 outputs, int64_t k) {
#define PLAIN(type)                                               \
  case type:                                                      \
    if (transposed) plain(type, 1, y, x, w, ldw, outputs, k);     \
    else plain(type, 0, y, x, w, ldw, outputs, k);                \
    break;
  switch (type) {
    PLAIN(arr_float32)
    PLAIN(arr_float16)
    PLAIN(arr_bfloat16)
  }
#undef PLAIN
}

// Writes 16 rows of 16 outputs, and for each row which of its sums are not finite. Returns whether any is.
TILES INLINE int deliver_tile(
    float *y, int64_t ldy, const float *sums, int transposed, int64_t rows, __mmask16 outputs, __mmask16 failed[TILE]) {
  __m512 r[TILE];
  for (int i = 0; i < TILE; i++) r[i] = _mm512_load_ps(sums + i * PANEL);
  if (transposed) turn(r);
  int any = 0;
  for (int i = 0; i < rows; i++) {
    // NaN, the infinities
    any |= failed[i] = _mm512_mask_fpclass_ps_mask(outputs, r[i], 0x99);
    _mm512_mask_storeu_ps(y + i * ldy, outputs, r[i]);
  }
  return any;
}

TILES void arr_split_product(
    enum arr_float_type type, int transposed, float *y, int64_t ldy, const float *x, int64_t ldx, const void *rows, int pieces,
    int64_t m, const void *weights, int64_t ldw, int64_t n, int64_t k, void *scratch) {
  uint16_t *cuts = scratch;
  float *sums = (float *)((char *)scratch + STRIP * depth_of(k) * PIECES * 2);
  configure();
  for (int64_t o = 0; o < n; o += STRIP) {
    int64_t count = least(STRIP, n - o);
    const char *w = (const char *)weights + (transposed ? o * ldw : o) * size_of(type);
    if (type == arr_bfloat16 && transposed && m <= TILE && k % STEP == 0 && count % PANEL == 0)
      strip_in_place(sums, rows, pieces, w, ldw, count, k);
    else strip(type, transposed, sums, rows, pieces, m, w, ldw, count, k, cuts);
    for (int64_t r = 0; r < m; r += TILE)
      for (int64_t c = 0; c < count; c += TILE) {
        const float *from = sums + (r / PANEL * STRIP_PANELS + c / PANEL) * PANEL * PANEL;
        from += transposed ? c % PANEL * PANEL + r % PANEL : r % PANEL * PANEL + c % PANEL;
        float *to = y + r * ldy + o + c;
        __mmask16 failed[TILE];
        if (!deliver_tile(to, ldy, from, transposed, least(TILE, m - r), first_lanes(count - c), failed)) continue;
        const char *of = w + (transposed ? c * ldw : c) * size_of(type);
        for (int i = 0; i < least(TILE, m - r); i++)
          if (failed[i]) plain_row(type, transposed, to + i * ldy, x + (r + i) * ldx, of, ldw, failed[i], k);
      }
  }
  _tile_release();
}

#else

int arr_split_is_available(void) { return 0; }
void arr_split_rows(
    void *to, const float *x, int64_t ldx, int64_t m, int64_t k, int transposed, int pieces, int64_t panel) {}
void arr_split_product(
    enum arr_float_type type, int transposed, float *y, int64_t ldy, const float *x, int64_t ldx, const void *rows, int pieces,
    int64_t m, const void *weights, int64_t ldw, int64_t n, int64_t k, void *scratch) {}

#endif
