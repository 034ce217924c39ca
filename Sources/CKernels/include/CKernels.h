#ifndef ARR_CKERNELS_H
#define ARR_CKERNELS_H

#include <stdint.h>

// The vector loops. Nothing here allocates, starts threads or decides anything; all pointers are to dense float32
// unless the name says otherwise, and `n` counts elements.

// ---- conversion ----------------------------------------------------------------------------------------------------
/// Exact.
void arr_f32_from_bf16(float *_Nonnull y, const uint16_t *_Nonnull x, int64_t n);
/// Exact, subnormals and NaN included.
void arr_f32_from_f16(float *_Nonnull y, const uint16_t *_Nonnull x, int64_t n);
/// Rounds to nearest, ties to even; NaN stays NaN.
void arr_bf16_from_f32(uint16_t *_Nonnull y, const float *_Nonnull x, int64_t n);
/// Rounds to nearest, ties to even, from 65520 up to infinity; NaN stays NaN.
void arr_f16_from_f32(uint16_t *_Nonnull y, const float *_Nonnull x, int64_t n);

// ---- elementwise ---------------------------------------------------------------------------------------------------
/// y += x
void arr_add(float *_Nonnull y, const float *_Nonnull x, int64_t n);
/// y *= x
void arr_multiply(float *_Nonnull y, const float *_Nonnull x, int64_t n);
/// y += a·x
void arr_add_scaled(float *_Nonnull y, const float *_Nonnull x, float a, int64_t n);
/// y += a·x with double sums.
void arr_add_scaled_f64(double *_Nonnull y, const float *_Nonnull x, double a, int64_t n);
/// y *= a
void arr_scale(float *_Nonnull y, float a, int64_t n);
/// y = cap·tanh(y/cap)
void arr_soft_cap(float *_Nonnull y, float cap, int64_t n);
/// y = eˣ to about 1 ulp; 0 below −87.3, +inf above 88.7, NaN stays NaN.
void arr_exp(float *_Nonnull y, const float *_Nonnull x, int64_t n);
/// y = tanh x; an odd polynomial below |x| = 0.625, so that small values keep their digits.
void arr_tanh(float *_Nonnull y, const float *_Nonnull x, int64_t n);

// ---- activations (in place) ----------------------------------------------------------------------------------------
/// max(y, 0); NaN stays NaN.
void arr_relu(float *_Nonnull y, int64_t n);
/// y·σ(y)
void arr_silu(float *_Nonnull y, int64_t n);
/// GELU by tanh (Hendrycks and Gimpel, 2016): ½y·(1 + tanh(√(2/π)·(y + 0.044715 y³))).
void arr_gelu_tanh(float *_Nonnull y, int64_t n);
/// ½y·(1 + erf(y/√2)), with the C library's erf: a scalar loop.
void arr_gelu_exact(float *_Nonnull y, int64_t n);
/// y·σ(1.702 y)
void arr_quick_gelu(float *_Nonnull y, int64_t n);

// ---- reductions ----------------------------------------------------------------------------------------------------
/// The greatest element; −inf for none. NaN is passed over.
float arr_max(const float *_Nonnull x, int64_t n);
/// Σ x with double sums.
double arr_sum(const float *_Nonnull x, int64_t n);
/// Σ x·y with double products and sums.
double arr_dot(const float *_Nonnull x, const float *_Nonnull y, int64_t n);
/// Σ x·y in float32: twice as many lanes, where rounding does not matter.
float arr_dot_f32(const float *_Nonnull x, const float *_Nonnull y, int64_t n);

// ---- products ------------------------------------------------------------------------------------------------------
/// How a stored weight is read.
enum arr_float_type { arr_bfloat16, arr_float16, arr_float32 };

/// y[m,n] = x[m,k] · w[n,k]ᵀ (+ y when `accumulate`), rows dense with leading dimensions `ldx`, `ldw`, `ldy`: weights are
/// widened in registers as they stream in, arithmetic and sums are float32. Not for weights in float32. One thread.
void arr_product_widening(
    enum arr_float_type type, float *_Nonnull y, int64_t ldy, const float *_Nonnull x, int64_t ldx, const uint16_t *_Nonnull w,
    int64_t ldw, int64_t m, int64_t n, int64_t k, int accumulate);

/// How many kinds of vectors `arr_product_widening` can choose from here; the last is the widest.
int arr_widening_levels(void);

/// The product with the vectors of a level from 1 up.
void arr_product_widening_at(
    int level, enum arr_float_type type, float *_Nonnull y, int64_t ldy, const float *_Nonnull x, int64_t ldx,
    const uint16_t *_Nonnull w, int64_t ldw, int64_t m, int64_t n, int64_t k, int accumulate);

/// Whether this CPU has matrix tiles (AMX) and the system lets this process use them; asks for them. Without them
/// `arr_split_rows` and `arr_split_product` must not be called.
int arr_split_is_available(void);

/// Bytes that m rows of k numbers take when each is cut into bfloat16 pieces, in panels of 32 rows.
int64_t arr_split_bytes(int64_t m, int64_t k, int pieces);

/// Bytes that `arr_split_product` works in. k is positive.
int64_t arr_split_scratch_bytes(int64_t m, int64_t k);

/// Cuts the numbers of one panel, 32 of the m rows, into three pieces, whose sum each number is, or rounds them to one. `to` holds
/// all panels, for weights [n,k] when `transposed`, else [k,n], and is aligned to 64 bytes. k is positive.
void arr_split_rows(
    void *_Nonnull to, const float *_Nonnull x, int64_t ldx, int64_t m, int64_t k, int transposed, int pieces, int64_t panel);

/// y[m,n] = x[m,k] · w, w [n,k] when `transposed`, else [k,n], on the matrix tiles: `rows` holds x cut
/// into pieces, three, or one for weights in bfloat16. With three as exact as float32 sums, but that pieces and products of them
/// below 2⁻¹²⁶ count as zero: numbers below 2⁻¹⁰² have fewer digits. Sums that are not finite are made again from x itself, not
/// rounded, which y must not overlap. `scratch` is aligned to 64 bytes. k is positive. One thread.
void arr_split_product(
    enum arr_float_type type, int transposed, float *_Nonnull y, int64_t ldy, const float *_Nonnull x, int64_t ldx,
    const void *_Nonnull rows, int pieces, int64_t m, const void *_Nonnull weights, int64_t ldw, int64_t n, int64_t k,
    void *_Nonnull scratch);

// ---- norms ---------------------------------------------------------------------------------------------------------
/// y = (x − mean)/sqrt(var + eps) · w + b; w and b may be null. `scale` receives sqrt(var + eps) when not null.
void arr_layer_norm(float *_Nonnull y, const float *_Nonnull x, const float *_Nullable w, const float *_Nullable b, float eps,
                    float *_Nullable scale, int64_t n);
/// y = x/sqrt(mean(x²) + eps) · (w + offset).
void arr_rms_norm(float *_Nonnull y, const float *_Nonnull x, const float *_Nullable w, float offset, float eps,
                  float *_Nullable scale, int64_t n);

// ---- softmax and the statistics of a vocabulary --------------------------------------------------------------------
/// In place; a row of −inf only becomes zeros, one with a NaN becomes NaN.
void arr_softmax(float *_Nonnull x, int64_t n);
/// x = e^(x − top), in place; the sum of the results. For rows that are worked through in pieces.
double arr_exp_above(float *_Nonnull x, float top, int64_t n);

/// What one pass over the tiles of a vocabulary keeps of a row of logits.
struct arr_row_statistics {
  float max;           // running maximum m
  float sum;           // Σ e^(z−m)
  float weighted;      // Σ (z−m) e^(z−m): relative to m, so that large logits do not cancel
  float target_logit;  // set before the pass
  int64_t above;       // #{v: z_v > target_logit}
  int64_t not_finite;  // logits that are NaN or +inf
};

/// Adds the tile z[0..<n] to the row's statistics: online log-sum-exp, Σ z·e^z for the entropy, rank of the target.
void arr_row_statistics_add(struct arr_row_statistics *_Nonnull s, const float *_Nonnull z, int64_t n);

/// p = e^(f−reference)
void arr_exp_minus(float *_Nonnull p, const float *_Nonnull f, float reference, int64_t n);

/// For KL(final ‖ layer): Σ p·(f − z) over a tile, f the final row's logits and p their exponentials.
double arr_kl_tile(const float *_Nonnull p, const float *_Nonnull f, const float *_Nonnull z, int64_t n);

/// Position of the first element greater than `floor`, or n.
int64_t arr_find_greater(const float *_Nonnull z, float floor, int64_t n);

// ---- rotary --------------------------------------------------------------------------------------------------------
/// Rotates pairs (i, i+half) of x[0..<2·half]; cos and sin have `half` elements.
void arr_rotate_half(float *_Nonnull x, const float *_Nonnull cos, const float *_Nonnull sin, int64_t half);
/// Rotates adjacent pairs (2i, 2i+1).
void arr_rotate_pairs(float *_Nonnull x, const float *_Nonnull cos, const float *_Nonnull sin, int64_t half);

// ---- random numbers: Philox 4x32-10 (Salmon et al., 2011) ----------------------------------------------------------
/// Words first..<first+n of the stream of `key`: word i is lane i%4 of the block with counter i/4.
void arr_philox(uint32_t *_Nonnull y, uint64_t key, uint64_t first, int64_t n);
/// Standard normal numbers: element i comes from words 2i and 2i+1 by Box–Muller, in float32 polynomials that give the
/// same bits on every machine.
void arr_philox_normal(float *_Nonnull y, uint64_t key, uint64_t first, float mean, float deviation, int64_t n);

// ---- the machine -----------------------------------------------------------------------------------------------------
/// Fused multiply-adds in registers, turn after turn, on the calling thread: how many floating-point operations they were.
double arr_multiply_adds(int64_t turns);

#endif
