// The rate at which this machine reads memory: sums over an array far larger than its caches, on every core, best of several runs.
// Prints GB/s. Build: cc -O3 -march=native -pthread memory.c
#include "clock.h"
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BYTES = 512 << 20 };

typedef struct {
  const uint64_t *from;
  long count;
  uint64_t sum;
} part;

static void *work(void *argument) {
  part *p = argument;
  uint64_t sum = 0;
  for (long i = 0; i < p->count; i++) sum += p->from[i];
  p->sum = sum;
  return NULL;
}

int main(void) {
  int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
  if (cores > 64) cores = 64;
  uint64_t *memory = malloc(BYTES);
  if (!memory) return 1;
  memset(memory, 1, BYTES);
  double best = 0;
  uint64_t sink = 0;
  for (int run = 0; run < 7; run++) {
    pthread_t threads[64];
    part parts[64];
    long each = BYTES / 8 / cores;
    double start = seconds();
    for (int i = 0; i < cores; i++) {
      parts[i] = (part){memory + i * each, each, 0};
      pthread_create(&threads[i], NULL, work, &parts[i]);
    }
    for (int i = 0; i < cores; i++) {
      pthread_join(threads[i], NULL);
      sink += parts[i].sum;
    }
    double rate = 8.0 * each * cores / (seconds() - start) / 1e9;
    if (rate > best) best = rate;
  }
  // Printing the sum keeps the compiler from dropping the reads.
  fprintf(stderr, "%llx\n", (unsigned long long)sink);
  printf("%.1f\n", best);
}
