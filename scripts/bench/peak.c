// The float32 peak of this machine: independent fused multiply-adds in registers, on every core, best of several runs.
// Prints GFLOP/s. Build: cc -O3 -march=native -pthread peak.c
#include "clock.h"
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#if defined(__AVX512F__)
enum { LANES = 16 };
#elif defined(__AVX__)
enum { LANES = 8 };
#else
enum { LANES = 4 };
#endif
typedef float vec __attribute__((vector_size(LANES * 4)));

// Enough chains to cover the latency of two multiply-add units, few enough for 16 registers.
enum { CHAINS = 12, TURNS = 20000000 };

static void *work(void *unused) {
  vec a[CHAINS], x, y;
  for (int i = 0; i < LANES; i++) x[i] = 1.0000001f, y[i] = 1e-9f;
  for (int c = 0; c < CHAINS; c++) a[c] = x;
  for (long t = 0; t < TURNS; t++) {
#pragma GCC unroll 12
    for (int c = 0; c < CHAINS; c++) a[c] = a[c] * x + y;
  }
  volatile float sink = 0;
  for (int c = 0; c < CHAINS; c++) sink += a[c][0];
  return unused;
}

int main(void) {
  int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
  if (cores > 256) cores = 256;
  double best = 0;
  for (int run = 0; run < 5; run++) {
    pthread_t threads[256];
    double start = seconds();
    for (int i = 0; i < cores; i++) pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < cores; i++) pthread_join(threads[i], NULL);
    double rate = 2.0 * CHAINS * LANES * TURNS * cores / (seconds() - start) / 1e9;
    if (rate > best) best = rate;
  }
  printf("%.0f\n", best);
}
