#include "internal.h"

// Products in vectors of 16 float32, for CPUs with AVX-512: the parts of x and of the weights that meet lie in the caches in the
// order in which they are multiplied, and 9 rows × 48 outputs of sums stay in registers (Goto and van de Geijn, Anatomy of
// High-Performance Matrix Multiplication, 2008). Of many rows a block stays in the first level while the weights of a strip pass
// from the second. Of few rows, for which memory is the limit, 48 outputs stay while all rows pass, so that the way from memory is
// free for the weights that come next.
//
// Why 9 × 48: a step of k takes 27 multiply-adds, 3 loads of weights and 9 of x. A core whose other thread is busy can start only
// half as many instructions, 3 at a time, and every instruction that is no multiply-add counts: there this shape reached 130 to
// 158 GFLOP/s where 14 × 32 had 100 to 126, of a peak of 155.

#include "wide_vectors.h"

enum {
  BLOCK_ROWS = 9,
  VECTORS = 3,             // of outputs
  WIDTH = VECTORS * 16,
  UNROLLED = 4,            // steps of k between two branches
  LINE = 64,               // bytes that memory hands out together
  DEPTH = 384,             // steps of k that rows and weights are cut to, at most
  FEW = 8 * BLOCK_ROWS,    // rows for which the weights stay in the first level
  FEW_DEPTH = 192,         // then: 36 KB
  STRIP = 4 * WIDTH,       // outputs whose weights are cut together
  NEAR_ROWS = 8,           // rows of weights [n, k] that memory is asked for ahead: parts of rows are too short for the CPU to guess
  FAR_ROWS = 16            // of weights [k, n]
};

// The stretches of k are of nearly one length.
INLINE int64_t depth_of(int64_t m, int64_t k) {
  int64_t most = m <= FEW ? FEW_DEPTH : DEPTH, parts = (k + most - 1) / most;
  return up_to((k + parts - 1) / parts, 16);
}

// Blocks are of nearly one height: 50 rows are four of 8 and two of 9.
int64_t arr_vector_blocks(int64_t m) { return (m + BLOCK_ROWS - 1) / BLOCK_ROWS; }
INLINE int64_t first_row(int64_t m, int64_t block) { return block * m / arr_vector_blocks(m); }

int64_t arr_vector_scratch_bytes(int64_t m, int64_t k) { return STRIP * depth_of(m, k) * 4; }

#if defined(__x86_64__)

int arr_vector_is_available(void) { return __builtin_cpu_supports("x86-64-v4") != 0; }

// ---- What is multiplied, in order ----------------------------------------------------------------------------------
// Of a block of rows: for every stretch of k the numbers of one k after the other, a number for each row.

WIDE void arr_vector_rows(float *to, const float *x, int64_t ldx, int64_t m, int64_t k, int64_t block) {
  int64_t row = first_row(m, block), height = first_row(m, block + 1) - row, depth = depth_of(m, k);
  for (int64_t start = 0; start < k; start += depth) {
    int64_t part = least(depth, k - start);
    float *at = to + start * m + row * part;
    for (int64_t i = 0; i < part; i += 16) {
      __m512 r[16];
      for (int j = 0; j < 16; j++) r[j] = _mm512_setzero_ps();
      for (int j = 0; j < height; j++) r[j] = _mm512_maskz_loadu_ps(first_lanes(part - i), x + (row + j) * ldx + start + i);
      turn(r);
      for (int j = 0; j < least(16, part - i); j++, at += height) _mm512_mask_storeu_ps(at, first_lanes(height), r[j]);
    }
  }
}

// Of weights: panels of 48 outputs, for every k a number for each. The outputs that are missing are zeros.

WIDE INLINE void cut_turned(
    float *to, const char *w, int64_t ldw, const enum arr_float_type type, int64_t n, int64_t depth) {
  const int size = size_of(type);
  for (int64_t o = 0; o < WIDTH; o += 16)
    for (int64_t k = 0; k < depth; k += 16) {
      const __mmask16 there = first_lanes(depth - k);
      __m512 r[16];
      for (int64_t i = 0; i < 16; i++) {
        const char *from = w + (o + i < n ? o + i : 0) * ldw * size + k * size;
        __builtin_prefetch(from + NEAR_ROWS * ldw * size);
        r[i] = widened(from, type, o + i < n ? there : 0);
      }
      turn(r);
      for (int64_t i = 0; i < least(16, depth - k); i++) _mm512_store_ps(to + (k + i) * WIDTH + o, r[i]);
    }
}

WIDE INLINE void cut_straight(
    float *to, int64_t panel, const char *w, int64_t ldw, const enum arr_float_type type, int64_t n, int64_t depth) {
  const int size = size_of(type);
  for (int64_t k = 0; k < depth; k++)
    for (int64_t o = 0; o < up_to(n, WIDTH); o += 16) {
      const char *from = w + (k * ldw + (o < n ? o : 0)) * size;
      __builtin_prefetch(from + FAR_ROWS * ldw * size);
      _mm512_store_ps(to + o / WIDTH * panel + k * WIDTH + o % WIDTH, widened(from, type, first_lanes(n - o)));
    }
}

WIDE INLINE void cut(
    float *to, int64_t panel, const char *w, int64_t ldw, const enum arr_float_type type, int transposed, int64_t n, int64_t depth) {
  if (!transposed) return cut_straight(to, panel, w, ldw, type, n, depth);
  for (int64_t o = 0; o < n; o += WIDTH) cut_turned(to + o / WIDTH * panel, w + o * ldw * size_of(type), ldw, type, n - o, depth);
}

#define CUT(name, type)                                                                                                      \
  WIDE static void name(float *to, int64_t panel, const char *w, int64_t ldw, int transposed, int64_t n, int64_t depth) {    \
    cut(to, panel, w, ldw, type, transposed, n, depth);                                                                      \
  }
CUT(cut_bf16, arr_bfloat16)
CUT(cut_f16, arr_float16)
CUT(cut_f32, arr_float32)

// ---- Blocks --------------------------------------------------------------------------------------------------------

WIDE INLINE void multiply(__m512 sums[BLOCK_ROWS][VECTORS], const float *x, const float *w, const int height) {
  __m512 outputs[VECTORS];
  for (int j = 0; j < VECTORS; j++) outputs[j] = _mm512_load_ps(w + 16 * j);
  for (int i = 0; i < height; i++) {
    __m512 number = _mm512_set1_ps(x[i]);
    for (int j = 0; j < VECTORS; j++) sums[i][j] = _mm512_fmadd_ps(number, outputs[j], sums[i][j]);
  }
}

// Weights that memory is asked for meanwhile, if a place is given: steps go over UNROLLED lines, from one row of the matrix to the next.
struct ahead {
  const char *place;
  int64_t lead;
};

WIDE INLINE void block(
    float *y, int64_t ldy, const float *x, const float *w, int64_t k, int64_t n, int adds, struct ahead ahead, const int height,
    const int asks) {
  __m512 sums[BLOCK_ROWS][VECTORS];
  for (int i = 0; i < height; i++)
    for (int j = 0; j < VECTORS; j++) sums[i][j] = _mm512_setzero_ps();
  for (; k >= UNROLLED; k -= UNROLLED, ahead.place += ahead.lead)
    for (int step = 0; step < UNROLLED; step++, x += height, w += WIDTH) {
      if (asks) _mm_prefetch(ahead.place + step * LINE, _MM_HINT_T1);
      multiply(sums, x, w, height);
    }
  for (; k > 0; k--, x += height, w += WIDTH) multiply(sums, x, w, height);
  for (int i = 0; i < height; i++, y += ldy)
    for (int j = 0; j < VECTORS; j++) {
      __mmask16 mask = first_lanes(n - 16 * j);
      __m512 sum = sums[i][j];
      if (adds) sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(mask, y + 16 * j));
      _mm512_mask_storeu_ps(y + 16 * j, mask, sum);
    }
}

typedef void block_function(
    float *y, int64_t ldy, const float *x, const float *w, int64_t k, int64_t n, int adds, struct ahead ahead);

#define BLOCK(height)                                                                                                   \
  WIDE static void block_##height(                                                                                      \
      float *y, int64_t ldy, const float *x, const float *w, int64_t k, int64_t n, int adds, struct ahead ahead) {      \
    if (ahead.place) block(y, ldy, x, w, k, n, adds, ahead, height, 1);                                                 \
    else block(y, ldy, x, w, k, n, adds, ahead, height, 0);                                                             \
  }
BLOCK(1) BLOCK(2) BLOCK(3) BLOCK(4) BLOCK(5) BLOCK(6) BLOCK(7) BLOCK(8) BLOCK(9)

// The parts of x and of the weights that meet, for a strip of outputs and a stretch of k.
struct meeting {
  int64_t m, outputs, part;
  const float *rows, *weights;
  const char *next;  // the weights that the scratch holds afterwards, or null
  int64_t lead, size;
  int transposed, adds;
};

// What the block asks for of the weights that its panel takes next.
INLINE struct ahead share(const struct meeting *s, int64_t panel, int64_t block) {
  const char *next = s->next;
  int64_t width = UNROLLED * LINE;
  if (next && s->transposed && block * width < s->part * s->size)
    return (struct ahead){next + panel * WIDTH * s->lead + block * width, s->lead};
  if (next && !s->transposed && block < UNROLLED)
    return (struct ahead){next + panel * WIDTH * s->size + block * (s->part / UNROLLED) * s->lead, s->lead};
  return (struct ahead){NULL, 0};
}

WIDE INLINE void meet(const struct meeting *s, float *y, int64_t ldy, int64_t panel, int64_t b, struct ahead ahead) {
  static block_function *const blocks[] = {block_1, block_2, block_3, block_4, block_5, block_6, block_7, block_8, block_9};
  int64_t row = first_row(s->m, b), height = first_row(s->m, b + 1) - row;
  blocks[height - 1](
      y + row * ldy + panel * WIDTH, ldy, s->rows + row * s->part, s->weights + panel * s->part * WIDTH, s->part,
      s->outputs - panel * WIDTH, s->adds, ahead);
}

WIDE void arr_vector_product(
    enum arr_float_type type, int transposed, float *y, int64_t ldy, const float *rows, int64_t m, const void *weights, int64_t ldw,
    int64_t n, int64_t k, float *scratch) {
  int64_t depth = depth_of(m, k), count = arr_vector_blocks(m), size = size_of(type);
  int64_t output = (transposed ? ldw : 1) * size, inner = (transposed ? 1 : ldw) * size;
  const char *first = weights;
  for (int64_t o = 0; o < n; o += STRIP)
    for (int64_t start = 0; start < k; start += depth) {
      int64_t outputs = least(STRIP, n - o), part = least(depth, k - start), panels = up_to(outputs, WIDTH) / WIDTH;
      const char *w = first + o * output + start * inner;
      const char *next = start + depth < k ? w + depth * inner : o + STRIP < n ? first + (o + STRIP) * output : NULL;
      (type == arr_float32 ? cut_f32 : type == arr_float16 ? cut_f16 : cut_bf16)(scratch, part * WIDTH, w, ldw, transposed, outputs, part);
      struct meeting s = {m, outputs, part, rows + start * m, scratch, next, ldw * size, size, transposed, start > 0};
      if (m <= FEW) {
        for (int64_t p = 0; p < panels; p++)
          for (int64_t b = 0; b < count; b++) meet(&s, y + o, ldy, p, b, share(&s, p, b));
      } else {
        for (int64_t b = 0; b < count; b++)
          for (int64_t p = 0; p < panels; p++) meet(&s, y + o, ldy, p, b, (struct ahead){NULL, 0});
      }
    }
}

#else

int arr_vector_is_available(void) { return 0; }
void arr_vector_rows(float *to, const float *x, int64_t ldx, int64_t m, int64_t k, int64_t block) {}
void arr_vector_product(
    enum arr_float_type type, int transposed, float *y, int64_t ldy, const float *rows, int64_t m, const void *weights, int64_t ldw,
    int64_t n, int64_t k, float *scratch) {}

#endif
