#ifndef ARR_CLAPACK_H
#define ARR_CLAPACK_H

// The decompositions of LAPACK in double precision. The library is opened when the first one is asked for, so that a
// program that needs none does not wait for it. Matrices are stored column after column and are dense; most are
// overwritten. Every function returns 0, LAPACK's positive report on the data, or one of these.

/// There was no memory for the work space; the sizes are more than LAPACK's 32-bit integers count.
enum { ARR_LAPACK_NO_MEMORY = -1001, ARR_LAPACK_TOO_LARGE = -1002 };

/// Opens the library once. Null when it is there, else why it cannot be used.
const char *_Nullable arr_lapack_open(void);

/// a[m, n] = u · diag(s) · vt, and a is lost. `kind` is 'A' for u[m, m] and vt[n, n], 'S' for their first min(m, n) columns
/// and rows, 'N' for the singular values alone.
int arr_lapack_svd(
    char kind, int m, int n, double *_Nonnull a, double *_Nonnull s, double *_Nullable u, double *_Nullable vt);

/// The eigenvalues of a symmetric matrix in ascending order; `a`, of which the lower triangle counts, becomes the
/// eigenvectors when `vectors` is not 0.
int arr_lapack_eigh(int vectors, int n, double *_Nonnull a, double *_Nonnull values);

/// The eigenvalues of a general matrix, and its right eigenvectors as LAPACK packs them (a conjugate pair takes two
/// columns: real part, imaginary part) when `vectors` is not null.
int arr_lapack_eig(
    int n, double *_Nonnull a, double *_Nonnull real, double *_Nonnull imaginary, double *_Nullable vectors);

/// a[m, n] becomes R in its upper triangle and the reflections below it.
int arr_lapack_qr(int m, int n, double *_Nonnull a, double *_Nonnull tau);

/// The first `columns` columns of Q from the reflections: a is [m, columns], `count` of them were made by `arr_lapack_qr`.
int arr_lapack_q(int m, int columns, int count, double *_Nonnull a, const double *_Nonnull tau);

/// a[n, n] becomes its factors L and U; `pivots` counts rows from 1. `inverse_condition` receives an estimate of the
/// reciprocal condition number in the 1-norm, 0 for a singular matrix.
int arr_lapack_lu(int n, double *_Nonnull a, int *_Nonnull pivots, double *_Nonnull inverse_condition);

/// Solves with the factors of `arr_lapack_lu`: b[n, columns] becomes the solution.
int arr_lapack_lu_solve(int n, int columns, const double *_Nonnull a, const int *_Nonnull pivots, double *_Nonnull b);

/// The least squares solution of smallest norm: b[max(m, n), columns] becomes the solution in its first n rows and, below
/// them, what the residuals are made of. Singular values up to `rcond` times the largest count as zero.
int arr_lapack_lstsq(
    int m, int n, int columns, double *_Nonnull a, double *_Nonnull b, double *_Nonnull s, double rcond, int *_Nonnull rank);

/// The lower triangle of a positive definite matrix becomes its Cholesky factor.
int arr_lapack_cholesky(int n, double *_Nonnull a);

#endif
