#include "CTransfer.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What is used of libcurl's interface, whose numbers never change (curl/curl.h).
enum {
  OPT_WRITEDATA = 10001,
  OPT_URL = 10002,
  OPT_ERRORBUFFER = 10010,
  OPT_USERAGENT = 10018,
  OPT_HTTPHEADER = 10023,
  OPT_HEADERDATA = 10029,
  OPT_WRITEFUNCTION = 20011,
  OPT_HEADERFUNCTION = 20079,
  OPT_LOW_SPEED_LIMIT = 19,
  OPT_LOW_SPEED_TIME = 20,
  OPT_NOBODY = 44,
  OPT_CONNECTTIMEOUT = 78,
  OPT_NOSIGNAL = 99,
  OPT_PROTOCOLS = 181,
  OPT_SUPPRESS_CONNECT_HEADERS = 265,
  PROTOCOLS_HTTP_AND_HTTPS = 3,
  GLOBAL_ALL = 3,
  MESSAGE_DONE = 1,
  REASON_SIZE = 256,
};

typedef struct {
  int message;
  void *easy;
  union {
    void *any;
    int result;
  } data;
} curl_message;

static struct {
  int (*global_init)(long);
  void *(*easy_init)(void);
  void (*easy_cleanup)(void *);
  int (*easy_setopt)(void *, int, ...);
  const char *(*easy_strerror)(int);
  void *(*slist_append)(void *, const char *);
  void (*slist_free_all)(void *);
  void *(*multi_init)(void);
  int (*multi_cleanup)(void *);
  int (*multi_add_handle)(void *, void *);
  int (*multi_remove_handle)(void *, void *);
  int (*multi_perform)(void *, int *);
  int (*multi_poll)(void *, void *, unsigned, int, int *);
  curl_message *(*multi_info_read)(void *, int *);
} f;

static const char *failure;

static int load(void *library) {
  struct {
    void *place;
    const char *name;
  } wanted[] = {
      {&f.global_init, "curl_global_init"},         {&f.easy_init, "curl_easy_init"},
      {&f.easy_cleanup, "curl_easy_cleanup"},       {&f.easy_setopt, "curl_easy_setopt"},
      {&f.easy_strerror, "curl_easy_strerror"},     {&f.slist_append, "curl_slist_append"},
      {&f.slist_free_all, "curl_slist_free_all"},   {&f.multi_init, "curl_multi_init"},
      {&f.multi_cleanup, "curl_multi_cleanup"},     {&f.multi_add_handle, "curl_multi_add_handle"},
      {&f.multi_remove_handle, "curl_multi_remove_handle"},
      {&f.multi_perform, "curl_multi_perform"},     {&f.multi_poll, "curl_multi_poll"},
      {&f.multi_info_read, "curl_multi_info_read"},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    void *found = dlsym(library, wanted[i].name);
    if (!found) return 0;
    *(void **)wanted[i].place = found;
  }
  return 1;
}

static void open_library(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    failure = "libcurl (libcurl.so.4) is not installed";
  } else if (!load(library)) {
    failure = "libcurl is older than 7.66";
  } else if (f.global_init(GLOBAL_ALL) != 0) {
    failure = "libcurl cannot be initialised";
  }
}

const char *arr_http_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_library);
  return failure;
}

struct arr_http_session {
  void *multi;
};

arr_http_session *arr_http_session_new(void) {
  if (arr_http_open()) return NULL;
  arr_http_session *session = malloc(sizeof *session);
  if (!session) return NULL;
  session->multi = f.multi_init();
  if (session->multi) return session;
  free(session);
  return NULL;
}

void arr_http_session_free(arr_http_session *session) {
  if (!session) return;
  f.multi_cleanup(session->multi);
  free(session);
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context) {
  const arr_http_request *request = context;
  return request->header(request->context, bytes, size * count) ? 0 : size * count;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
  const arr_http_request *request = context;
  return request->body(request->context, bytes, size * count) ? 0 : size * count;
}

static void *header_list(const arr_http_request *request) {
  void *list = NULL;
  for (size_t i = 0; i < request->header_count; i++) {
    void *longer = f.slist_append(list, request->headers[i]);
    if (longer) list = longer;
  }
  return list;
}

static void configure(void *easy, const arr_http_request *request, void *headers, char *reason) {
  f.easy_setopt(easy, OPT_URL, request->url);
  f.easy_setopt(easy, OPT_HTTPHEADER, headers);
  f.easy_setopt(easy, OPT_USERAGENT, "arr");
  f.easy_setopt(easy, OPT_ERRORBUFFER, reason);
  f.easy_setopt(easy, OPT_NOBODY, (long)(request->head != 0));
  f.easy_setopt(easy, OPT_NOSIGNAL, 1L);
  f.easy_setopt(easy, OPT_PROTOCOLS, (long)PROTOCOLS_HTTP_AND_HTTPS);
  f.easy_setopt(easy, OPT_SUPPRESS_CONNECT_HEADERS, 1L);
  f.easy_setopt(easy, OPT_CONNECTTIMEOUT, 15L);
  // A connection that brings nothing for half a minute is dead.
  f.easy_setopt(easy, OPT_LOW_SPEED_LIMIT, 1L);
  f.easy_setopt(easy, OPT_LOW_SPEED_TIME, 30L);
  f.easy_setopt(easy, OPT_HEADERFUNCTION, take_header);
  f.easy_setopt(easy, OPT_HEADERDATA, (void *)request);
  f.easy_setopt(easy, OPT_WRITEFUNCTION, take_body);
  f.easy_setopt(easy, OPT_WRITEDATA, (void *)request);
}

/// Unknown hosts and proxies, refused connections, certificates that are not trusted.
static int is_unreachable(int code) { return (code >= 5 && code <= 7) || code == 60 || code == 77; }

/// Turns the handle's wheels until the answer is whole.
static int run(void *multi, const arr_http_request *request, char *reason) {
  int running = 1;
  while (running) {
    if (request->stop(request->context)) return ARR_HTTP_STOPPED;
    if (f.multi_perform(multi, &running) != 0) {
      snprintf(reason, REASON_SIZE, "libcurl cannot go on");
      return ARR_HTTP_FAILED;
    }
    if (running) f.multi_poll(multi, NULL, 0, 50, NULL);
  }
  int left = 0;
  for (curl_message *m = f.multi_info_read(multi, &left); m; m = f.multi_info_read(multi, &left)) {
    if (m->message != MESSAGE_DONE || m->data.result == 0) continue;
    if (!reason[0]) snprintf(reason, REASON_SIZE, "%s", f.easy_strerror(m->data.result));
    return is_unreachable(m->data.result) ? ARR_HTTP_UNREACHABLE : ARR_HTTP_FAILED;
  }
  return ARR_HTTP_DONE;
}

int arr_http_perform(arr_http_session *session, const arr_http_request *request, char *reason, size_t reason_size) {
  char why[REASON_SIZE] = "";
  void *easy = f.easy_init();
  if (!easy) {
    snprintf(reason, reason_size, "no memory");
    return ARR_HTTP_FAILED;
  }
  void *headers = header_list(request);
  configure(easy, request, headers, why);
  int result = ARR_HTTP_FAILED;
  if (f.multi_add_handle(session->multi, easy) == 0) {
    result = run(session->multi, request, why);
    f.multi_remove_handle(session->multi, easy);
  }
  f.easy_cleanup(easy);
  f.slist_free_all(headers);
  snprintf(reason, reason_size, "%s", why);
  return result;
}
