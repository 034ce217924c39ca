#include "internal.h"

CLONES void arr_f32_from_bf16(float *y, const uint16_t *x, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = bits_to_float((uint32_t)x[i] << 16);
}

CLONES void arr_bf16_from_f32(uint16_t *y, const float *x, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    uint32_t u = float_to_bits(x[i]);
    uint32_t rounded = (u + 0x7FFFu + ((u >> 16) & 1u)) >> 16;
    uint32_t quiet = (u >> 16) | 0x40u;
    y[i] = (uint16_t)((u & 0x7FFFFFFFu) > 0x7F800000u ? quiet : rounded);
  }
}

CLONES void arr_f32_from_f16(float *y, const uint16_t *x, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = half_to_float(x[i]);
}

CLONES void arr_f16_from_f32(uint16_t *y, const float *x, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    uint32_t u = float_to_bits(x[i]);
    uint32_t sign = (u >> 16) & 0x8000u;
    u &= 0x7FFFFFFFu;
    uint32_t h;
    if (u > 0x7F800000u) {
      h = 0x7E00u;
    } else if (u >= 0x477FF000u) {
      h = 0x7C00u;  // from 65520 up rounds to infinity
    } else if (u < 0x38800000u) {
      // Adding 0.5 lines the subnormal's last bit up with the float's, and rounds.
      h = float_to_bits(bits_to_float(u) + 0.5f) - 0x3F000000u;
    } else {
      h = (u + 0xC8000FFFu + ((u >> 13) & 1u)) >> 13;
    }
    y[i] = (uint16_t)(sign | h);
  }
}

CLONES void arr_add(float *y, const float *x, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] += x[i];
}

CLONES void arr_multiply(float *y, const float *x, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] *= x[i];
}

CLONES void arr_add_scaled(float *y, const float *x, float a, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] += a * x[i];
}

CLONES void arr_add_scaled_f64(double *y, const float *x, double a, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] += a * (double)x[i];
}

CLONES void arr_scale(float *y, float a, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] *= a;
}

CLONES void arr_soft_cap(float *y, float cap, int64_t n) {
  float inverse = 1.0f / cap;
  for (int64_t i = 0; i < n; i++) y[i] = cap * tanh_approx(y[i] * inverse);
}

CLONES void arr_exp(float *y, const float *x, int64_t n) {
  // Below, less than half the smallest subnormal is left.
  for (int64_t i = 0; i < n; i++) y[i] = exp_from(x[i], -104.0f);
}

CLONES void arr_tanh(float *y, const float *x, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = tanh_approx(x[i]);
}

CLONES void arr_relu(float *y, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = y[i] < 0.0f ? 0.0f : y[i];
}

CLONES void arr_silu(float *y, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = y[i] / (1.0f + exp_approx(-y[i]));
}

CLONES void arr_quick_gelu(float *y, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = y[i] / (1.0f + exp_approx(-1.702f * y[i]));
}

CLONES void arr_gelu_tanh(float *y, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    float x = y[i];
    float u = 0.7978845608028654f * (x + 0.044715f * x * x * x);
    y[i] = 0.5f * x * (1.0f + tanh_approx(u));
  }
}

// erf is libm's: exact to the last bit matters more than the few microseconds.
void arr_gelu_exact(float *y, int64_t n) {
  for (int64_t i = 0; i < n; i++) y[i] = 0.5f * y[i] * (1.0f + erff(y[i] * 0.70710678118654752f));
}

CLONES void arr_rotate_half(float *x, const float *cos, const float *sin, int64_t half) {
  for (int64_t i = 0; i < half; i++) {
    float a = x[i], b = x[i + half];
    x[i] = a * cos[i] - b * sin[i];
    x[i + half] = b * cos[i] + a * sin[i];
  }
}

CLONES void arr_rotate_pairs(float *x, const float *cos, const float *sin, int64_t half) {
  for (int64_t i = 0; i < half; i++) {
    float a = x[2 * i], b = x[2 * i + 1];
    x[2 * i] = a * cos[i] - b * sin[i];
    x[2 * i + 1] = b * cos[i] + a * sin[i];
  }
}
