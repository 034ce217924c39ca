#pragma once
#include <stddef.h>
#include <stdint.h>

// HTTP by libcurl, which is opened when the first request is made: the program starts without it.

/// Null when libcurl is there, else why it is not.
const char *arr_http_open(void);

/// Connections that are kept between requests. For one thread at a time.
typedef struct arr_http_session arr_http_session;
/// Null when there is no memory, or no libcurl.
arr_http_session *arr_http_session_new(void);
/// Closes the connections.
void arr_http_session_free(arr_http_session *session);

/// One request, and who hears of its answer. Texts are NUL-terminated and borrowed until the answer is complete.
typedef struct {
  const char *url;
  /// Lines “Name: value”.
  const char *const *headers;
  size_t header_count;
  /// Headers only.
  int head;
  /// Handed to the functions below.
  void *context;
  /// Not zero: give up. Asked about twenty times a second.
  int (*stop)(void *context);
  /// One header line at a time, the status line first. Not zero: give up.
  int (*header)(void *context, const char *bytes, size_t count);
  /// The next part of the content. Not zero: give up.
  int (*body)(void *context, const void *bytes, size_t count);
} arr_http_request;

/// The answer is whole; the transfer broke off, or a callback gave up; `stop` asked to end; the host is unknown, refuses
/// connections or has a certificate that is not trusted.
enum { ARR_HTTP_DONE = 0, ARR_HTTP_FAILED = 1, ARR_HTTP_STOPPED = 2, ARR_HTTP_UNREACHABLE = 3 };

/// Sends a request and hands over the answer; redirects are answers like others. `reason` receives why it failed.
int arr_http_perform(arr_http_session *session, const arr_http_request *request, char *reason, size_t reason_size);

/// SHA-256, or SHA-1 as git names its blobs, of bytes that come in parts.
typedef struct {
  uint32_t state[8];
  uint64_t count;
  uint8_t block[64];
  int is_sha1;
} arr_digest;

/// Begins the digest of another content.
void arr_digest_begin(arr_digest *digest, int is_sha1);
/// Adds the next `count` bytes.
void arr_digest_update(arr_digest *digest, const void *bytes, size_t count);
/// Writes 20 or 32 bytes and answers how many.
size_t arr_digest_finish(arr_digest *digest, uint8_t *out);
