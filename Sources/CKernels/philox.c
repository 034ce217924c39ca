#include "internal.h"

// No contraction or reassociation here: the same bits must come out on every machine and every clone.
#pragma clang fp contract(off) reassociate(off) reciprocal(off)

INLINE void philox_block(uint32_t out[4], uint64_t key, uint64_t counter) {
  uint32_t c0 = (uint32_t)counter, c1 = (uint32_t)(counter >> 32), c2 = 0, c3 = 0;
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++) {
    uint64_t a = (uint64_t)0xD2511F53u * c0;
    uint64_t b = (uint64_t)0xCD9E8D57u * c2;
    uint32_t n0 = (uint32_t)(b >> 32) ^ c1 ^ k0;
    uint32_t n2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
    c1 = (uint32_t)b;
    c3 = (uint32_t)a;
    c0 = n0;
    c2 = n2;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

CLONES void arr_philox(uint32_t *y, uint64_t key, uint64_t first, int64_t n) {
  uint32_t block[4];
  for (int64_t i = 0; i < n;) {
    uint64_t word = first + (uint64_t)i;
    philox_block(block, key, word / 4);
    for (uint64_t lane = word % 4; lane < 4 && i < n; lane++, i++) y[i] = block[lane];
  }
}

// ln(u) for u in (0, 1], by the decomposition u = 2^e·m with m in [√½, √2) (Cephes' polynomial).
INLINE float log_unit(float u) {
  uint32_t b = float_to_bits(u);
  int32_t e = (int32_t)(b >> 23) - 126;
  float m = bits_to_float((b & 0x007FFFFFu) | 0x3F000000u);
  int low = m < 0.707106781186547524f;
  float f = low ? (m + m) - 1.0f : m - 1.0f;
  float k = (float)(low ? e - 1 : e);
  float z = f * f;
  float p = 7.0376836292e-2f;
  p = p * f + -1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f + -1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f + -1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f + -2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  float y = f * z * p;
  y = y + k * -2.12194440e-4f;
  y = y - 0.5f * z;
  return (f + y) + k * 0.693359375f;
}

// cos(2πt) for t in [0, 1): folded to [0, ¼] and a Taylor polynomial in (2πt)².
INLINE float cos_turn(float t) {
  float a = t > 0.5f ? 1.0f - t : t;
  int flip = a > 0.25f;
  float q = flip ? 0.5f - a : a;
  float x = 6.28318530717958648f * q;
  float s = x * x;
  float p = 2.08767569878681e-9f;
  p = p * s + -2.75573192239859e-7f;
  p = p * s + 2.48015873015873e-5f;
  p = p * s + -1.38888888888889e-3f;
  p = p * s + 4.16666666666667e-2f;
  p = p * s + -0.5f;
  p = p * s + 1.0f;
  return flip ? -p : p;
}

INLINE float normal_from(uint32_t a, uint32_t b) {
  float u = ((float)(a >> 8) + 1.0f) * 0x1p-24f;
  float t = (float)(b >> 8) * 0x1p-24f;
  return sqrtf(-2.0f * log_unit(u)) * cos_turn(t);
}

CLONES void arr_philox_normal(float *y, uint64_t key, uint64_t first, float mean, float deviation, int64_t n) {
  uint32_t block[4];
  int64_t i = 0;
  if (n > 0 && (first & 1)) {
    philox_block(block, key, first / 2);
    y[i++] = normal_from(block[2], block[3]) * deviation + mean;
  }
  for (; i < n; i += 2) {
    philox_block(block, key, (first + (uint64_t)i) / 2);
    y[i] = normal_from(block[0], block[1]) * deviation + mean;
    if (i + 1 < n) y[i + 1] = normal_from(block[2], block[3]) * deviation + mean;
  }
}
