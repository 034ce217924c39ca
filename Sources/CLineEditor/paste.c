// A bracketed paste: everything up to the closing mark goes in at once, and is never taken for keys.
#include "internal.h"

#include <stdlib.h>
#include <string.h>

struct bytes { char *data; size_t length, capacity; };

static bool append(struct bytes *b, char byte) {
  if (b->length == b->capacity) {
    size_t capacity = b->capacity ? b->capacity * 2 : 4096;
    char *data = realloc(b->data, capacity);
    if (!data) return false;
    b->data = data;
    b->capacity = capacity;
  }
  b->data[b->length++] = byte;
  return true;
}

/// Reads to the closing mark; false when Ctrl-C or the end of input came first.
static bool read_paste(struct arr_editor *e, struct bytes *pasted) {
  static const char mark[] = "\033[201~";
  const size_t n = sizeof mark - 1;
  for (;;) {
    int byte = next_byte(e, sizeof e->input);
    if (byte < 0 || !append(pasted, (char)byte)) return false;
    if (byte == '~' && pasted->length >= n && memcmp(pasted->data + pasted->length - n, mark, n) == 0) {
      pasted->length -= n;
      return true;
    }
  }
}

static bool is_complete(struct arr_editor *e) {
  size_t n;
  char *text = buffer_text(e, 0, buffer_of(e).length, &n);
  bool complete = text && e->callbacks.status(e->callbacks.ctx, text, n) == ARR_COMPLETE;
  free(text);
  return complete;
}

unsigned char on_paste(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct bytes pasted = {0};
  unsigned char result = CC_REFRESH;
  if (read_paste(e, &pasted)) {
    size_t n = pasted.length;
    while (n > 0 && (pasted.data[n - 1] == '\n' || pasted.data[n - 1] == '\r')) n--;
    bool ended = n < pasted.length;
    insert_text(e, pasted.data, n);
    struct buffer b = buffer_of(e);
    if (ended && n > 0 && b.cursor == b.length && is_complete(e)) {
      submit(e);   // refreshed first, so that the text stays on the screen
    } else if (ended) {
      insert_text(e, "\n", 1);
    }
  }
  free(pasted.data);
  return result;
}
