// Texts that grow at their end.
#include "internal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/// Adds `n` bytes and keeps a NUL behind them; false when there is no memory.
bool bytes_add(struct bytes *b, const char *data, size_t n) {
  if (b->length + n + 1 > b->capacity) {
    size_t capacity = b->capacity ? b->capacity * 2 : 64;
    while (capacity < b->length + n + 1) capacity *= 2;
    char *grown = realloc(b->data, capacity);
    if (!grown) return false;
    b->data = grown;
    b->capacity = capacity;
  }
  if (n > 0) memcpy(b->data + b->length, data, n);
  b->length += n;
  b->data[b->length] = 0;
  return true;
}

void bytes_print(struct bytes *b, const char *format, ...) {
  char text[128];
  va_list arguments;
  va_start(arguments, format);
  int n = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (n > 0) bytes_add(b, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

void bytes_free(struct bytes *b) {
  free(b->data);
  *b = (struct bytes){0};
}
