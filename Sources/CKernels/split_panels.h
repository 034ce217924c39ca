// How products on matrix tiles lay their numbers out: pieces, and panels of tiles. Included by split_product.c alone.

enum {
  TILE = 16,               // rows of a tile
  STEP = 32,               // numbers of k in a tile's row
  PANEL = 2 * TILE,        // rows or columns that a block of four sums takes
  NUMBERS = TILE * STEP,   // of a tile
  PIECES = 3,              // of a float32
  DEPTH = 256,             // numbers of k that are added up in the tiles at most
  STRIP = 128,             // outputs whose weights are cut together
  STRIP_PANELS = STRIP / PANEL,
  NEAR_ROWS = 8,           // rows of weights [n, k] that memory is asked for ahead: parts of rows are too short for the CPU to guess
  FAR_ROWS = 16            // of weights [k, n]
};

INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
INLINE int64_t up_to(int64_t n, int64_t unit) { return (n + unit - 1) / unit * unit; }

// The stretches of k are of nearly one length.
INLINE int64_t depth_of(int64_t k) {
  int64_t parts = (k + DEPTH - 1) / DEPTH;
  return up_to((k + parts - 1) / parts, STEP);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define TILES __attribute__((target("amx-tile,amx-bf16,avx512f,avx512bw,avx512vl,avx512dq")))

// ---- Pieces --------------------------------------------------------------------------------------------------------

INLINE int size_of(enum arr_float_type type) { return type == arr_float32 ? 4 : 2; }
INLINE int pieces_of(enum arr_float_type type) { return type == arr_float32 ? PIECES : type == arr_float16 ? 2 : 1; }
INLINE __mmask16 first_lanes(int64_t n) { return n >= 16 ? 0xffff : n <= 0 ? 0 : (__mmask16)((1u << n) - 1); }

TILES INLINE __m512 widened(const void *w, enum arr_float_type type, __mmask16 mask) {
  if (type == arr_float32) return _mm512_maskz_loadu_ps(mask, w);
  __m256i halves = _mm256_maskz_loadu_epi16(mask, w);
  if (type == arr_float16) return _mm512_cvtph_ps(halves);
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(halves), 16));
}

// Pieces in the upper halves of 32 bits; below the last one may be more. Ties are rounded away from zero, which is as near.
struct pieces {
  __m512i part[PIECES];
};

TILES INLINE struct pieces cut(__m512 x, const int count) {
  const __m512i half = _mm512_set1_epi32(0x8000), upper = _mm512_set1_epi32((int)0xffff0000);
  struct pieces s;
  for (int i = 0; i < count; i++) {
    __m512i bits = _mm512_castps_si512(x), rounding = half;
    // A piece that stands alone is rounded as conversions do, ties to even.
    if (count == 1) rounding = _mm512_sub_epi32(half, _mm512_andnot_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1)));
    s.part[i] = i == PIECES - 1 ? bits : _mm512_and_si512(_mm512_add_epi32(bits, rounding), upper);
    // Rounding turns some NaN into zero. Of three pieces the last one keeps it.
    if (count < PIECES)
      s.part[i] = _mm512_mask_mov_epi32(s.part[i], _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q), _mm512_set1_epi32(0x7fc00000));
    if (i < count - 1) x = _mm512_sub_ps(x, _mm512_castsi512_ps(s.part[i]));
  }
  return s;
}

// ---- Panels --------------------------------------------------------------------------------------------------------
// A panel holds 32 rows of the left side, or columns of the right, for one stretch of k: for every step of k and every piece two
// tiles. A left tile has rows of 32 numbers along k, a right one rows of 16 pairs along k.

TILES INLINE void cut_left(
    uint16_t *to, const char *from, int64_t lead, const enum arr_float_type type, const int count, int64_t rows, int64_t depth) {
  const int size = size_of(type);
  short odd[STEP];
  for (int i = 0; i < STEP; i++) odd[i] = (short)(2 * i + 1);
  const __m512i upper_halves = _mm512_loadu_si512(odd);
  for (int64_t r = 0; r < PANEL; r++) {
    uint16_t *line = to + r / TILE * NUMBERS + r % TILE * STEP;
    const char *row = from + (r < rows ? r : 0) * lead * size;
    for (int64_t k = 0; k < depth; k += STEP, line += count * 2 * NUMBERS) {
      __builtin_prefetch(row + NEAR_ROWS * lead * size + k * size);
      if (size == 4) __builtin_prefetch(row + NEAR_ROWS * lead * size + (k + 16) * size);
      __mmask16 low = r < rows ? first_lanes(depth - k) : 0, high = r < rows ? first_lanes(depth - k - 16) : 0;
      if (type == arr_bfloat16) {
        _mm512_store_si512(line, _mm512_maskz_loadu_epi16((__mmask32)low | (__mmask32)high << 16, row + k * size));
        continue;
      }
      struct pieces a = cut(widened(row + k * size, type, low), count), b = cut(widened(row + (k + 16) * size, type, high), count);
      for (int i = 0; i < count; i++)
        _mm512_store_si512(line + i * 2 * NUMBERS, _mm512_permutex2var_epi16(a.part[i], upper_halves, b.part[i]));
    }
  }
}

TILES INLINE void put_pairs(uint16_t *to, __m512 even, __m512 odd, const int count) {
  const __m512i upper = _mm512_set1_epi32((int)0xffff0000);
  struct pieces a = cut(even, count), b = cut(odd, count);
  for (int i = 0; i < count; i++) {
    __m512i low = _mm512_srli_epi32(a.part[i], 16), high = _mm512_and_si512(b.part[i], upper);
    _mm512_store_si512(to + i * 2 * NUMBERS, _mm512_or_si512(low, high));
  }
}

// Of rows along the columns: weights [k, columns].
TILES INLINE void cut_right(
    uint16_t *to, int64_t panel, const char *from, int64_t lead, const enum arr_float_type type, int64_t columns, int64_t depth) {
  const int count = pieces_of(type), size = size_of(type);
  for (int64_t k = 0; k < up_to(depth, STEP); k += 2) {
    const char *even = from + least(k, depth - 1) * lead * size, *odd = from + least(k + 1, depth - 1) * lead * size;
    uint16_t *line = to + k / STEP * count * 2 * NUMBERS + k % STEP / 2 * STEP;
    for (int64_t c = 0; c < up_to(columns, PANEL); c += TILE) {
      __mmask16 mask = first_lanes(columns - c);
      int64_t place = c < columns ? c : 0;
      __builtin_prefetch(even + FAR_ROWS * lead * size + place * size);
      __builtin_prefetch(odd + FAR_ROWS * lead * size + place * size);
      uint16_t *at = line + c / PANEL * panel + c % PANEL / TILE * NUMBERS;
      __mmask16 first_row = k < depth ? mask : 0, second_row = k + 1 < depth ? mask : 0;
      if (type == arr_bfloat16) {
        __m512i low = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(first_row, even + place * size));
        __m512i high = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(second_row, odd + place * size));
        _mm512_store_si512(at, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
      } else {
        put_pairs(at, widened(even + place * size, type, first_row), widened(odd + place * size, type, second_row), count);
      }
    }
  }
}

// Of rows along k: x [columns, k].
TILES INLINE void cut_right_turned(uint16_t *to, const float *from, int64_t lead, const int count, int64_t columns, int64_t depth) {
  const __m512 zero = _mm512_setzero_ps();
  for (int block = 0; block < 2; block++) {
    __mmask8 low = (__mmask8)first_lanes(least(columns - block * TILE, 8)), high = (__mmask8)first_lanes(columns - block * TILE - 8);
    const __m512i index = _mm512_mullo_epi64(_mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0), _mm512_set1_epi64(lead));
    const float *near = from + block * TILE * lead, *far = near + 8 * lead;
    for (int64_t k = 0; k < up_to(depth, STEP); k += 2) {
      __m512 pair[2];
      for (int i = 0; i < 2; i++) {
        int is_there = k + i < depth;
        const __m256 none = _mm512_castps512_ps256(zero);
        __m256 a = _mm512_mask_i64gather_ps(none, is_there ? low : 0, index, near + k + i, 4);
        __m256 b = _mm512_mask_i64gather_ps(none, is_there ? high : 0, index, far + k + i, 4);
        pair[i] = _mm512_insertf32x8(_mm512_castps256_ps512(a), b, 1);
      }
      put_pairs(to + k / STEP * count * 2 * NUMBERS + block * NUMBERS + k % STEP / 2 * STEP, pair[0], pair[1], count);
    }
  }
}

#endif
