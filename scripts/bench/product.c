// The time of oneDNN's float32 product x[m,k] · w[n,k]ᵀ alone, in tiles of 4,096 rows of w: what a pass over the vocabulary cannot be below.
// usage: product M N K; prints the median milliseconds of seven. Build: cc -O2 product.c -ldnnl
#include "clock.h"
#include <dnnl.h>
#include <stdio.h>
#include <stdlib.h>

enum { TILE = 4096, RUNS = 7 };

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static float *filled(long count) {
  float *out = malloc(count * sizeof(float));
  if (!out) exit(1);
  for (long i = 0; i < count; i++) out[i] = (float)(i % 17 - 8) * 0.01f;
  return out;
}

int main(int argc, char **argv) {
  if (argc != 4) return 1;
  long m = atol(argv[1]), n = atol(argv[2]), k = atol(argv[3]);
  float *x = filled(m * k), *w = filled(n * k), *y = filled(m * TILE);
  double times[RUNS];
  for (int run = -1; run < RUNS; run++) {
    double start = seconds();
    for (long from = 0; from < n; from += TILE) {
      long wide = n - from < TILE ? n - from : TILE;
      if (dnnl_sgemm('N', 'T', m, wide, k, 1, x, k, w + from * k, k, 0, y, TILE) != dnnl_success) return 1;
    }
    if (run >= 0) times[run] = (seconds() - start) * 1000;
  }
  qsort(times, RUNS, sizeof(double), ascending);
  printf("%.1f\n", times[RUNS / 2]);
}
