#include <zlib.h>

// A macro of zlib's, which Swift does not see: a stream of plain deflate, as zip files hold it.
static inline int arr_inflate_begin(z_stream *stream) { return inflateInit2(stream, -MAX_WBITS); }
