// A bracketed paste: everything up to the closing mark goes in at once, and is never taken for keys.
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/// Reads to the closing mark; false when Ctrl-C or the end of input came first.
static bool read_paste(struct arr_editor *e, struct bytes *pasted) {
  static const char mark[] = "\033[201~";
  const size_t n = sizeof mark - 1;
  for (;;) {
    int byte = next_byte(e, sizeof e->input, -1);
    if (byte < 0) return false;
    char c = (char)byte;
    if (!bytes_add(pasted, &c, 1)) return false;
    if (byte == '~' && pasted->length >= n && memcmp(pasted->data + pasted->length - n, mark, n) == 0) {
      pasted->length -= n;
      return true;
    }
  }
}

/// One kind of line end, and tabs at the start of lines as steps of indentation.
static void normalize(struct bytes *text) {
  struct bytes out = {0};
  bool starts = true;
  for (size_t i = 0; i < text->length; i++) {
    char c = text->data[i];
    if (c == '\r') {
      if (i + 1 < text->length && text->data[i + 1] == '\n') continue;
      c = '\n';
    }
    if (starts && c == '\t') bytes_add(&out, "    ", indent_step);
    else bytes_add(&out, &c, 1);
    starts = c == '\n' || (starts && (c == ' ' || c == '\t'));
  }
  bytes_free(text);
  *text = out;
}

static bool is_runnable(struct arr_editor *e) {
  size_t n;
  const char *text = whole_text(e, &n);
  return e->callbacks.status(e->callbacks.ctx, text, n) == ARR_COMPLETE;
}

void on_paste(struct arr_editor *e) {
  struct bytes pasted = {0};
  if (read_paste(e, &pasted)) {
    normalize(&pasted);
    strip_prompts(e, &pasted);
    size_t n = pasted.length;
    while (n > 0 && pasted.data[n - 1] == '\n') n--;
    bool ended = n < pasted.length;
    insert_text(e, pasted.data ? pasted.data : "", n);
    struct buffer b = buffer_of(e);
    if (ended && n > 0 && b.cursor == b.length && is_runnable(e)) submit(e);
    else if (ended) insert_wide(e, L"\n", 1);
  }
  bytes_free(&pasted);
}
