#ifndef ARR_CONEDNN_H
#define ARR_CONEDNN_H

#include <stdint.h>

// Matrix products by oneDNN, on the threads that `arr_set_product_threads` allows.

/// What the products return when the library (`libdnnl.so` of the version that this was built with) is not installed.
#define ARR_NO_ONEDNN -1

/// y[m,n] = x[m,k] · w (+ y when `accumulate`), all row-major float32 with leading dimensions `ldx`, `ldw`, `ldy`;
/// w is [n,k] when `transposed`, else [k,n]. Returns 0, or oneDNN's status.
int arr_product(
    const float *_Nonnull x, int64_t ldx, const float *_Nonnull w, int64_t ldw, int transposed, float *_Nonnull y, int64_t ldy,
    int64_t m, int64_t n, int64_t k, int accumulate);

/// As `arr_product` without accumulation, with x and w in bfloat16 and float32 sums.
/// The primitive for a shape is made once and cached.
int arr_product_bf16(
    const void *_Nonnull x, int64_t ldx, const void *_Nonnull w, int64_t ldw, int transposed, float *_Nonnull y, int64_t ldy,
    int64_t m, int64_t n, int64_t k);

#endif
