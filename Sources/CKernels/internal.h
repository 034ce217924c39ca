#ifndef ARR_CKERNELS_INTERNAL_H
#define ARR_CKERNELS_INTERNAL_H

#include "CKernels.h"
#include <math.h>
#include <string.h>

// One clone of a loop for every CPU level; the loader picks. Arm's baseline has its vectors already.
#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

#define INLINE static inline __attribute__((always_inline))

INLINE float bits_to_float(uint32_t u) {
  float f;
  memcpy(&f, &u, 4);
  return f;
}
INLINE uint32_t float_to_bits(float f) {
  uint32_t u;
  memcpy(&u, &f, 4);
  return u;
}

INLINE float half_to_float(uint16_t h) {
  uint32_t sign = (uint32_t)(h & 0x8000u) << 16;
  uint32_t rest = (uint32_t)(h & 0x7FFFu);
  // Subnormals and normals both by one multiplication: the exponent is rebased by 2^112.
  float magnitude = bits_to_float(rest << 13) * 0x1p112f;
  uint32_t u = rest >= 0x7C00u ? (0x7F800000u | (rest << 13)) : float_to_bits(magnitude);
  return bits_to_float(sign | u);
}

// e^x to 1 ulp or so for x from `least` to 88; below, 0; above, +inf. Cody–Waite reduction with a minimax polynomial.
// NaN stays NaN: the comparisons are written so that it falls through to the polynomial.
INLINE float exp_from(float x, float least) {
  float t = x > 88.7f ? 88.7f : x;
  t = t < least ? least : t;
  float k = rintf(t * 1.44269504088896341f);
  float r = fmaf(k, -0.693145751953125f, t);
  r = fmaf(k, -1.42860682030941723e-6f, r);
  float p = 1.9875691500e-4f;
  p = fmaf(p, r, 1.3981999507e-3f);
  p = fmaf(p, r, 8.3334519073e-3f);
  p = fmaf(p, r, 4.1665795894e-2f);
  p = fmaf(p, r, 1.6666665459e-1f);
  p = fmaf(p, r, 5.0000001201e-1f);
  p = fmaf(p, r * r, r + 1.0f);
  int32_t e = (int32_t)k;
  // Two factors, so that the scale of the largest results does not overflow on the way.
  int32_t h = e >> 1;
  float y = p * bits_to_float((uint32_t)(h + 127) << 23) * bits_to_float((uint32_t)(e - h + 127) << 23);
  y = x < least ? 0.0f : y;
  y = x > 88.7f ? INFINITY : y;
  return x != x ? x : y;
}

// Without subnormal results, which are slow to compute with and add nothing to a sum of exponentials.
INLINE float exp_approx(float x) { return exp_from(x, -87.3f); }

INLINE float tanh_approx(float x) {
  // Near zero the difference of exponentials cancels: an odd polynomial there.
  float a = fabsf(x);
  float e = exp_approx(-2.0f * a);
  float big = (1.0f - e) / (1.0f + e);
  float s = x * x;
  float p = -5.70498872745e-3f;
  p = fmaf(p, s, 2.06390887954e-2f);
  p = fmaf(p, s, -5.37397155531e-2f);
  p = fmaf(p, s, 1.33314422036e-1f);
  p = fmaf(p, s, -3.33332819422e-1f);
  float small = fmaf(p * s, a, a);
  float y = a < 0.625f ? small : big;
  return copysignf(y, x);
}

#endif
