#include "COneDNN.h"
#include "CThreads.h"
#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>
#include <pthread.h>
#include <string.h>

// ---- The library, loaded with the first product: a prompt need not wait for it -------------------------------------

#if DNNL_VERSION_MAJOR >= 3
#define EVERY_VERSION(X) X(dnnl_memory_desc_create_with_strides) X(dnnl_matmul_primitive_desc_create) X(dnnl_memory_desc_destroy)
#else
#define EVERY_VERSION(X) X(dnnl_memory_desc_init_by_strides) X(dnnl_matmul_desc_init) X(dnnl_primitive_desc_create)
#endif
#define FUNCTIONS(X)                                                                                                      \
  EVERY_VERSION(X)                                                                                                        \
  X(dnnl_sgemm) X(dnnl_engine_create) X(dnnl_stream_create) X(dnnl_stream_wait) X(dnnl_primitive_create)                  \
  X(dnnl_primitive_destroy) X(dnnl_primitive_desc_destroy) X(dnnl_primitive_execute) X(dnnl_memory_create)                \
  X(dnnl_memory_destroy) X(dnnl_memory_set_data_handle)

static struct {
#define POINTER(name) __typeof__(name) *name;
  FUNCTIONS(POINTER)
} one;
static int loaded;

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

static void load(void) {
  arr_load_pool();
  void *library = dlopen("libdnnl.so." TEXT(DNNL_VERSION_MAJOR), RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
#define FIND(name)                                                                                                        \
  *(void **)&one.name = dlsym(library, #name);                                                                            \
  if (!one.name) return;
  FUNCTIONS(FIND)
  loaded = 1;
}

static int is_there(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return loaded;
}

// oneDNN's own BLAS entry is row-major, takes weights as they are stored, can accumulate, and caches its kernels.
int arr_product(
    const float *x, int64_t ldx, const float *w, int64_t ldw, int transposed, float *y, int64_t ldy, int64_t m, int64_t n,
    int64_t k, int accumulate) {
  if (!is_there()) return ARR_NO_ONEDNN;
  return (int)one.dnnl_sgemm(
      'N', transposed ? 'T' : 'N', m, n, k, 1.0f, x, ldx, w, ldw, accumulate ? 1.0f : 0.0f, y, ldy);
}

// ---- bfloat16: matmul primitives, one for a shape ------------------------------------------------------------------

struct key {
  int64_t m, n, k, ldx, ldw, ldy;
  int64_t transposed;
};

struct slot {
  struct key key;
  dnnl_primitive_t primitive;
  dnnl_memory_t x, w, y;
};

// A forward pass uses about a dozen shapes; 64 slots hold those of several models, and the oldest gives way.
enum { SLOTS = 64 };
static struct slot slots[SLOTS];
static int used, next_victim;
static dnnl_engine_t engine;
static dnnl_stream_t stream;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static dnnl_status_t prepare_engine(void) {
  if (stream) return dnnl_success;
  dnnl_status_t status = engine ? dnnl_success : one.dnnl_engine_create(&engine, dnnl_cpu, 0);
  if (status != dnnl_success) return status;
  return one.dnnl_stream_create(&stream, engine, dnnl_stream_default_flags);
}

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t description;
static dnnl_status_t describe(description *d, const dnnl_dims_t dims, dnnl_data_type_t type, const dnnl_dims_t strides) {
  return one.dnnl_memory_desc_create_with_strides(d, 2, dims, type, strides);
}
static dnnl_status_t make_primitive(dnnl_primitive_t *p, description x, description w, description y) {
  dnnl_primitive_desc_t pd;
  dnnl_status_t status = one.dnnl_matmul_primitive_desc_create(&pd, engine, x, w, NULL, y, NULL);
  if (status != dnnl_success) return status;
  status = one.dnnl_primitive_create(p, pd);
  one.dnnl_primitive_desc_destroy(pd);
  return status;
}
static dnnl_status_t make_memory(dnnl_memory_t *m, description *d) {
  return one.dnnl_memory_create(m, *d, engine, DNNL_MEMORY_NONE);
}
static void forget(description *d) { one.dnnl_memory_desc_destroy(*d); }
#else
typedef dnnl_memory_desc_t description;
static dnnl_status_t describe(description *d, const dnnl_dims_t dims, dnnl_data_type_t type, const dnnl_dims_t strides) {
  return one.dnnl_memory_desc_init_by_strides(d, 2, dims, type, strides);
}
static dnnl_status_t make_primitive(dnnl_primitive_t *p, description x, description w, description y) {
  dnnl_matmul_desc_t op;
  dnnl_primitive_desc_t pd;
  dnnl_status_t status = one.dnnl_matmul_desc_init(&op, &x, &w, NULL, &y);
  if (status == dnnl_success) status = one.dnnl_primitive_desc_create(&pd, &op, NULL, engine, NULL);
  if (status != dnnl_success) return status;
  status = one.dnnl_primitive_create(p, pd);
  one.dnnl_primitive_desc_destroy(pd);
  return status;
}
static dnnl_status_t make_memory(dnnl_memory_t *m, description *d) {
  return one.dnnl_memory_create(m, d, engine, DNNL_MEMORY_NONE);
}
static void forget(description *d) { (void)d; }
#endif

static void release(struct slot *slot) {
  if (slot->primitive) one.dnnl_primitive_destroy(slot->primitive);
  if (slot->x) one.dnnl_memory_destroy(slot->x);
  if (slot->w) one.dnnl_memory_destroy(slot->w);
  if (slot->y) one.dnnl_memory_destroy(slot->y);
  memset(slot, 0, sizeof *slot);
}

static dnnl_status_t fill(struct slot *slot, const struct key *key) {
  slot->key = *key;
  dnnl_dims_t xd = {key->m, key->k}, wd = {key->k, key->n}, yd = {key->m, key->n};
  dnnl_dims_t xs = {key->ldx, 1}, ys = {key->ldy, 1};
  dnnl_dims_t wt = {1, key->ldw}, wn = {key->ldw, 1};
  description x, w, y;
  dnnl_status_t status = describe(&x, xd, dnnl_bf16, xs);
  if (status != dnnl_success) return status;
  status = describe(&w, wd, dnnl_bf16, key->transposed ? wt : wn);
  if (status == dnnl_success) {
    status = describe(&y, yd, dnnl_f32, ys);
    if (status == dnnl_success) {
      status = make_primitive(&slot->primitive, x, w, y);
      if (status == dnnl_success) status = make_memory(&slot->x, &x);
      if (status == dnnl_success) status = make_memory(&slot->w, &w);
      if (status == dnnl_success) status = make_memory(&slot->y, &y);
      forget(&y);
    }
    forget(&w);
  }
  forget(&x);
  return status;
}

static struct slot *find(const struct key *key, dnnl_status_t *status) {
  for (int i = 0; i < used; i++)
    if (memcmp(&slots[i].key, key, sizeof *key) == 0) return &slots[i];
  struct slot *slot;
  if (used < SLOTS) {
    slot = &slots[used++];
  } else {
    slot = &slots[next_victim];
    next_victim = (next_victim + 1) % SLOTS;
    release(slot);
  }
  *status = fill(slot, key);
  if (*status == dnnl_success) return slot;
  release(slot);
  return NULL;
}

int arr_product_bf16(
    const void *x, int64_t ldx, const void *w, int64_t ldw, int transposed, float *y, int64_t ldy, int64_t m, int64_t n,
    int64_t k) {
  if (!is_there()) return ARR_NO_ONEDNN;
  struct key key = {m, n, k, ldx, ldw, ldy, transposed != 0};
  pthread_mutex_lock(&lock);
  dnnl_status_t status = prepare_engine();
  struct slot *slot = status == dnnl_success ? find(&key, &status) : NULL;
  if (slot) {
    one.dnnl_memory_set_data_handle(slot->x, (void *)x);
    one.dnnl_memory_set_data_handle(slot->w, (void *)w);
    one.dnnl_memory_set_data_handle(slot->y, y);
    dnnl_exec_arg_t arguments[] = {
        {DNNL_ARG_SRC, slot->x}, {DNNL_ARG_WEIGHTS, slot->w}, {DNNL_ARG_DST, slot->y}};
    status = one.dnnl_primitive_execute(slot->primitive, stream, 3, arguments);
    if (status == dnnl_success) status = one.dnnl_stream_wait(stream);
  }
  pthread_mutex_unlock(&lock);
  return (int)status;
}
