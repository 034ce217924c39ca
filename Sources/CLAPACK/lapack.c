#include "CLAPACK.h"
#include "CThreads.h"
#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

// LAPACK's Fortran routines. Every argument is an address; the lengths of texts come last, by value.
static struct {
  void (*gesdd)(const char *, const int *, const int *, double *, const int *, double *, double *, const int *, double *, const int *,
                double *, const int *, int *, int *, size_t);
  void (*syevd)(const char *, const char *, const int *, double *, const int *, double *, double *, const int *, int *, const int *,
                int *, size_t, size_t);
  void (*geev)(const char *, const char *, const int *, double *, const int *, double *, double *, double *, const int *, double *,
               const int *, double *, const int *, int *, size_t, size_t);
  void (*geqrf)(const int *, const int *, double *, const int *, double *, double *, const int *, int *);
  void (*orgqr)(const int *, const int *, const int *, double *, const int *, const double *, double *, const int *, int *);
  void (*getrf)(const int *, const int *, double *, const int *, int *, int *);
  double (*lange)(const char *, const int *, const int *, const double *, const int *, double *, size_t);
  void (*gecon)(const char *, const int *, const double *, const int *, const double *, double *, double *, int *, int *, size_t);
  void (*getrs)(const char *, const int *, const int *, const double *, const int *, const int *, double *, const int *, int *, size_t);
  void (*gelsd)(const int *, const int *, const int *, double *, const int *, double *, const int *, double *, const double *, int *,
                double *, const int *, int *, int *);
  void (*potrf)(const char *, const int *, double *, const int *, int *, size_t);
} f;

static const char *failure;

static int load(void *library) {
  struct {
    void *place;
    const char *name;
  } wanted[] = {
      {&f.gesdd, "dgesdd_"}, {&f.syevd, "dsyevd_"}, {&f.geev, "dgeev_"},   {&f.geqrf, "dgeqrf_"},
      {&f.orgqr, "dorgqr_"}, {&f.getrf, "dgetrf_"}, {&f.lange, "dlange_"}, {&f.gecon, "dgecon_"},
      {&f.getrs, "dgetrs_"}, {&f.gelsd, "dgelsd_"}, {&f.potrf, "dpotrf_"},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    void *found = dlsym(library, wanted[i].name);
    if (!found) return 0;
    *(void **)wanted[i].place = found;
  }
  return 1;
}

static void open_library(void) {
  arr_load_pool();
  void *library = dlopen("liblapack.so.3", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    failure = "LAPACK (liblapack.so.3) is not installed";
  } else if (!load(library)) {
    failure = "liblapack.so.3 lacks a routine of LAPACK 3";
  }
}

const char *arr_lapack_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_library);
  return failure;
}

/// Working memory of the size that a routine asked for; null, with the reason, when there is none.
static double *workspace(double wanted, int *length, int *info) {
  if (*info != 0) return NULL;
  if (!(wanted < INT_MAX)) {
    *info = ARR_LAPACK_TOO_LARGE;
    return NULL;
  }
  *length = wanted < 1 ? 1 : (int)wanted;
  double *work = malloc((size_t)*length * sizeof(double));
  if (!work) *info = ARR_LAPACK_NO_MEMORY;
  return work;
}

static int *integer_workspace(long wanted, int *info) {
  if (*info != 0) return NULL;
  int *work = malloc((size_t)(wanted < 1 ? 1 : wanted) * sizeof(int));
  if (!work) *info = ARR_LAPACK_NO_MEMORY;
  return work;
}

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

int arr_lapack_svd(char kind, int m, int n, double *a, double *s, double *u, double *vt) {
  int info = 0, length = -1, k = least(m, n), ldvt = kind == 'S' ? k : n;
  double wanted = 0, none;
  int *integers = integer_workspace(8L * k, &info);
  if (!u) u = &none;
  if (!vt) vt = &none;
  if (info == 0) f.gesdd(&kind, &m, &n, a, &m, s, u, &m, vt, &ldvt, &wanted, &length, integers, &info, 1);
  double *work = workspace(wanted, &length, &info);
  if (work) f.gesdd(&kind, &m, &n, a, &m, s, u, &m, vt, &ldvt, work, &length, integers, &info, 1);
  free(work);
  free(integers);
  return info;
}

int arr_lapack_eigh(int vectors, int n, double *a, double *values) {
  int info = 0, length = -1, integer_length = -1, wanted_integers = 1;
  double wanted = 0;
  const char *job = vectors ? "V" : "N";
  f.syevd(job, "L", &n, a, &n, values, &wanted, &length, &wanted_integers, &integer_length, &info, 1, 1);
  double *work = workspace(wanted, &length, &info);
  int *integers = integer_workspace(wanted_integers, &info);
  integer_length = wanted_integers;
  if (work && integers) f.syevd(job, "L", &n, a, &n, values, work, &length, integers, &integer_length, &info, 1, 1);
  free(work);
  free(integers);
  return info;
}

int arr_lapack_eig(int n, double *a, double *real, double *imaginary, double *vectors) {
  int info = 0, length = -1, one = 1;
  double wanted = 0, none;
  const char *job = vectors ? "V" : "N";
  if (!vectors) vectors = &none;
  f.geev("N", job, &n, a, &n, real, imaginary, &none, &one, vectors, &n, &wanted, &length, &info, 1, 1);
  double *work = workspace(wanted, &length, &info);
  if (work) f.geev("N", job, &n, a, &n, real, imaginary, &none, &one, vectors, &n, work, &length, &info, 1, 1);
  free(work);
  return info;
}

int arr_lapack_qr(int m, int n, double *a, double *tau) {
  int info = 0, length = -1;
  double wanted = 0;
  f.geqrf(&m, &n, a, &m, tau, &wanted, &length, &info);
  double *work = workspace(wanted, &length, &info);
  if (work) f.geqrf(&m, &n, a, &m, tau, work, &length, &info);
  free(work);
  return info;
}

int arr_lapack_q(int m, int columns, int count, double *a, const double *tau) {
  int info = 0, length = -1;
  double wanted = 0;
  f.orgqr(&m, &columns, &count, a, &m, tau, &wanted, &length, &info);
  double *work = workspace(wanted, &length, &info);
  if (work) f.orgqr(&m, &columns, &count, a, &m, tau, work, &length, &info);
  free(work);
  return info;
}

int arr_lapack_lu(int n, double *a, int *pivots, double *inverse_condition) {
  int info = 0, length;
  double none, norm = f.lange("1", &n, &n, a, &n, &none, 1);
  *inverse_condition = 0;
  f.getrf(&n, &n, a, &n, pivots, &info);
  // A positive report is a zero on the diagonal of U.
  if (info != 0) return info > 0 ? 0 : info;
  double *work = workspace(4.0 * n, &length, &info);
  int *integers = integer_workspace(n, &info);
  if (work && integers) f.gecon("1", &n, a, &n, &norm, inverse_condition, work, integers, &info, 1);
  free(work);
  free(integers);
  return info;
}

int arr_lapack_lu_solve(int n, int columns, const double *a, const int *pivots, double *b) {
  int info = 0;
  f.getrs("N", &n, &columns, a, &n, pivots, b, &n, &info, 1);
  return info;
}

int arr_lapack_lstsq(int m, int n, int columns, double *a, double *b, double *s, double rcond, int *rank) {
  int info = 0, length = -1, wanted_integers = 1, rows = most(m, n);
  double wanted = 0;
  f.gelsd(&m, &n, &columns, a, &m, b, &rows, s, &rcond, rank, &wanted, &length, &wanted_integers, &info);
  double *work = workspace(wanted, &length, &info);
  int *integers = integer_workspace(wanted_integers, &info);
  if (work && integers) f.gelsd(&m, &n, &columns, a, &m, b, &rows, s, &rcond, rank, work, &length, integers, &info);
  free(work);
  free(integers);
  return info;
}

int arr_lapack_cholesky(int n, double *a) {
  int info = 0;
  f.potrf("L", &n, a, &n, &info, 1);
  return info;
}
