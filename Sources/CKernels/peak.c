// What a core can do at most: independent fused multiply-adds that never leave the registers.
#include "internal.h"

// Enough chains to cover the latency of two multiply-add units; with their factors they fit sixteen registers.
enum { CHAINS = 12 };

#define PEAK(NAME, LANES, TARGET)                                                                                        \
  typedef float NAME##_lanes __attribute__((vector_size(LANES * 4)));                                                    \
  TARGET static double NAME(int64_t turns) {                                                                             \
    NAME##_lanes chains[CHAINS], factor, term;                                                                           \
    for (int i = 0; i < LANES; i++) factor[i] = 1.0000001f, term[i] = 1e-9f;                                             \
    for (int c = 0; c < CHAINS; c++) chains[c] = factor;                                                                 \
    for (int64_t t = 0; t < turns; t++) {                                                                                \
      _Pragma("clang loop unroll(full)") for (int c = 0; c < CHAINS; c++) chains[c] = chains[c] * factor + term;         \
    }                                                                                                                    \
    volatile float sink = 0;                                                                                             \
    for (int c = 0; c < CHAINS; c++) sink = sink + chains[c][0];                                                         \
    return 2.0 * CHAINS * LANES * (double)turns;                                                                         \
  }

#if defined(__x86_64__)
PEAK(peak_512, 16, __attribute__((target("avx512f,fma"))))
PEAK(peak_256, 8, __attribute__((target("avx2,fma"))))
#endif
PEAK(peak_128, 4, )

double arr_multiply_adds(int64_t turns) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return peak_512(turns);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return peak_256(turns);
#endif
  return peak_128(turns);
}
