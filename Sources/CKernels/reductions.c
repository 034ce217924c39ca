#include "internal.h"

// The greatest of x and m; NaN is passed over. Lanes of its own, because the compiler may not reorder one running maximum.
INLINE float max_with(const float *x, int64_t n, float m) {
  enum { LANES = 64 };
  int64_t i = 0;
  if (n >= LANES) {
    float top[LANES];
    for (int j = 0; j < LANES; j++) top[j] = m;
    for (; i + LANES <= n; i += LANES)
      for (int j = 0; j < LANES; j++) top[j] = x[i + j] > top[j] ? x[i + j] : top[j];
    for (int j = 0; j < LANES; j++) m = top[j] > m ? top[j] : m;
  }
  for (; i < n; i++) m = x[i] > m ? x[i] : m;
  return m;
}

CLONES float arr_max(const float *x, int64_t n) { return max_with(x, n, -INFINITY); }

CLONES double arr_sum(const float *x, int64_t n) {
  double s = 0;
  for (int64_t i = 0; i < n; i++) s += (double)x[i];
  return s;
}

CLONES double arr_dot(const float *x, const float *y, int64_t n) {
  double s = 0;
  for (int64_t i = 0; i < n; i++) s += (double)x[i] * (double)y[i];
  return s;
}

CLONES float arr_dot_f32(const float *x, const float *y, int64_t n) {
  float s = 0;
  for (int64_t i = 0; i < n; i++) s += x[i] * y[i];
  return s;
}

CLONES void arr_layer_norm(
    float *y, const float *x, const float *w, const float *b, float eps, float *scale, int64_t n) {
  double s = 0;
  for (int64_t i = 0; i < n; i++) s += (double)x[i];
  float mean = (float)(s / (double)n);
  double q = 0;
  for (int64_t i = 0; i < n; i++) {
    float d = x[i] - mean;
    q += (double)(d * d);
  }
  float sigma = sqrtf((float)(q / (double)n) + eps);
  float inverse = 1.0f / sigma;
  if (scale) *scale = sigma;
  if (w && b) {
    for (int64_t i = 0; i < n; i++) y[i] = (x[i] - mean) * inverse * w[i] + b[i];
  } else if (w) {
    for (int64_t i = 0; i < n; i++) y[i] = (x[i] - mean) * inverse * w[i];
  } else {
    for (int64_t i = 0; i < n; i++) y[i] = (x[i] - mean) * inverse;
  }
}

CLONES void arr_rms_norm(float *y, const float *x, const float *w, float offset, float eps, float *scale, int64_t n) {
  double q = 0;
  for (int64_t i = 0; i < n; i++) q += (double)x[i] * (double)x[i];
  float sigma = sqrtf((float)(q / (double)n) + eps);
  float inverse = 1.0f / sigma;
  if (scale) *scale = sigma;
  if (w) {
    for (int64_t i = 0; i < n; i++) y[i] = x[i] * inverse * (w[i] + offset);
  } else {
    for (int64_t i = 0; i < n; i++) y[i] = x[i] * inverse;
  }
}

CLONES void arr_softmax(float *x, int64_t n) {
  float m = max_with(x, n, -INFINITY);
  if (m == -INFINITY) {
    // Only a row without one finite score: all masked (zeros), unless a NaN is among them, which must stay seen.
    float poison = 0;
    for (int64_t i = 0; i < n; i++) poison = x[i] != x[i] ? x[i] : poison;
    for (int64_t i = 0; i < n; i++) x[i] = poison;
    return;
  }
  float s = 0;
  for (int64_t i = 0; i < n; i++) {
    x[i] = exp_approx(x[i] - m);
    s += x[i];
  }
  float inverse = 1.0f / s;
  for (int64_t i = 0; i < n; i++) x[i] *= inverse;
}

CLONES double arr_exp_above(float *x, float top, int64_t n) {
  double s = 0;
  for (int64_t i = 0; i < n; i++) {
    x[i] = exp_approx(x[i] - top);
    s += (double)x[i];
  }
  return s;
}

// Narrow counters: with 64-bit ones the compiler leaves the loop scalar.
INLINE void count_tile(const float *z, int64_t n, float target, int64_t *above, int64_t *bad) {
  for (int64_t start = 0; start < n; start += 1 << 30) {
    int32_t count = n - start < 1 << 30 ? (int32_t)(n - start) : 1 << 30;
    const float *x = z + start;
    int32_t higher = 0, wrong = 0;
    for (int32_t i = 0; i < count; i++) {
      higher += x[i] > target ? 1 : 0;
      wrong += x[i] < INFINITY ? 0 : 1;
    }
    *above += higher;
    *bad += wrong;
  }
}

CLONES void arr_row_statistics_add(struct arr_row_statistics *st, const float *z, int64_t n) {
  int64_t bad = 0, above = 0;
  count_tile(z, n, st->target_logit, &above, &bad);
  float m = max_with(z, n, st->max);
  st->above += above;
  st->not_finite += bad;
  if (m == -INFINITY) return;
  if (m > st->max) {
    float rescale = exp_approx(st->max - m);
    if (st->sum > 0.0f) st->weighted = rescale * (st->weighted + (st->max - m) * st->sum);
    st->sum *= rescale;
    st->max = m;
  }
  float s = 0, w = 0;
  for (int64_t i = 0; i < n; i++) {
    float e = exp_approx(z[i] - m);
    s += e;
    // 0·(−inf) would be NaN; a logit of −inf weighs nothing.
    w += e > 0.0f ? (z[i] - m) * e : 0.0f;
  }
  st->sum += s;
  st->weighted += w;
}

CLONES void arr_exp_minus(float *p, const float *f, float reference, int64_t n) {
  for (int64_t i = 0; i < n; i++) p[i] = exp_approx(f[i] - reference);
}

CLONES double arr_kl_tile(const float *p, const float *f, const float *z, int64_t n) {
  float s = 0;
  // Where p is 0 both logits may be −inf.
  for (int64_t i = 0; i < n; i++) s += p[i] > 0.0f ? p[i] * (f[i] - z[i]) : 0.0f;
  return (double)s;
}

CLONES int64_t arr_find_greater(const float *z, float floor, int64_t n) {
  // Blocks first: most tiles have nothing above the floor.
  int64_t i = 0;
  for (; i + 64 <= n; i += 64) {
    int any = 0;
    for (int64_t j = 0; j < 64; j++) any |= z[i + j] > floor;
    if (any) break;
  }
  for (; i < n; i++)
    if (z[i] > floor) return i;
  return n;
}
