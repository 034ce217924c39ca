#define _GNU_SOURCE
#include "CThreads.h"
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

// libgomp's entry points; where it is missing, the calling thread does everything.
static void (*parallel)(void (*body)(void *), void *data, unsigned threads, unsigned flags);
static void (*set_num_threads)(int);

static void load(void) {
  // A thread that waits for the others' end of a loop turns in place, by default for about a millisecond. When something else
  // runs on the machine, the one that is waited for has lost its core to just that waiting: with one other process busy a
  // forward pass of GPT-2 took 1.7 s instead of 0.16. The library reads the variable when it is loaded.
  static const char spins[] = "GOMP_SPINCOUNT";
  int ours = !getenv(spins) && !getenv("OMP_WAIT_POLICY");
  if (ours) setenv(spins, "1000", 0);
  void *library = dlopen("libgomp.so.1", RTLD_NOW | RTLD_GLOBAL);
  if (ours) unsetenv(spins);
  if (!library) return;
  *(void **)&set_num_threads = dlsym(library, "omp_set_num_threads");
  *(void **)&parallel = dlsym(library, "GOMP_parallel");
}

void arr_load_pool(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
}

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
  if (threads > 1) arr_load_pool();
  if (threads <= 1 || !parallel) {
    body(context, 0, count);
    return;
  }
  struct job job = {.count = count, .grain = grain, .body = body, .context = context};
  atomic_init(&job.next, 0);
  parallel(work, &job, (unsigned)threads, 0);
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

void arr_set_product_threads(int threads) {
  arr_load_pool();
  if (set_num_threads) set_num_threads(threads < 1 ? 1 : threads);
}

static _Thread_local void *note;

void *arr_thread_note(void) { return note; }
void arr_set_thread_note(void *given) { note = given; }
