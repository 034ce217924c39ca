#ifndef ARR_CTHREADS_H
#define ARR_CTHREADS_H

// The one pool of threads: the OpenMP pool that oneDNN's products run on. A second pool would fight with it for the
// cores, because a pool that has just finished a product spins for a while.

/// Loads the library of the pool, which every other library that brings it along then shares. Called by all that need it.
void arr_load_pool(void);

/// The work on begin..<end; called from several threads at once.
typedef void (*arr_range_body)(void *_Nullable context, long begin, long end);

/// Calls `body` for consecutive ranges that cover 0..<count, each at least `grain` long (but for the last), on up to
/// `threads` threads. Ranges are handed out as threads come free.
void arr_parallel_ranges(long count, long grain, int threads, arr_range_body _Nonnull body, void *_Nullable context);

/// Cores this process may run on.
int arr_core_count(void);

/// Threads that oneDNN may use from now on.
void arr_set_product_threads(int threads);

/// What the calling thread was given with `arr_set_thread_note`; NULL at first.
void *_Nullable arr_thread_note(void);
void arr_set_thread_note(void *_Nullable note);

#endif
