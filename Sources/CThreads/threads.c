#define _GNU_SOURCE
#include "CThreads.h"
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

// libgomp's entry points, declared by hand: the compiler need not know OpenMP.
extern void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
extern void omp_set_num_threads(int);

struct job {
  long count, grain;
  atomic_long next;
  arr_range_body body;
  void *context;
};

static void work(void *data) {
  struct job *job = data;
  for (;;) {
    long begin = atomic_fetch_add_explicit(&job->next, job->grain, memory_order_relaxed);
    if (begin >= job->count) return;
    long end = begin + job->grain < job->count ? begin + job->grain : job->count;
    job->body(job->context, begin, end);
  }
}

void arr_parallel_ranges(long count, long grain, int threads, arr_range_body body, void *context) {
  if (count <= 0) return;
  if (grain < 1) grain = 1;
  long pieces = (count - 1) / grain + 1;
  if (threads > pieces) threads = (int)pieces;
  if (threads <= 1) {
    body(context, 0, count);
    return;
  }
  struct job job = {.count = count, .grain = grain, .body = body, .context = context};
  atomic_init(&job.next, 0);
  GOMP_parallel(work, &job, (unsigned)threads, 0);
}

int arr_core_count(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    int n = CPU_COUNT(&set);
    if (n > 0) return n;
  }
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n > 0 ? (int)n : 1;
}

void arr_set_product_threads(int threads) { omp_set_num_threads(threads < 1 ? 1 : threads); }

static _Thread_local void *note;

void *arr_thread_note(void) { return note; }
void arr_set_thread_note(void *given) { note = given; }
