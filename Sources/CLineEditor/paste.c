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

/// Bytes of the escape sequence at `i`, 1 when it is no whole one.
static size_t escape_length(const struct bytes *text, size_t i) {
  size_t n = i + 2;
  if (n > text->length || text->data[i + 1] != '[') return 1;
  while (n < text->length && (text->data[n] < 0x40 || text->data[n] > 0x7E)) n++;
  return n < text->length ? n + 1 - i : 1;
}

/// One kind of line end, no escape sequences (colours of what was copied), and tabs at the start of lines as steps of indentation.
static void normalize(struct bytes *text) {
  struct bytes out = {0};
  bool starts = true;
  for (size_t i = 0; i < text->length; i++) {
    char c = text->data[i];
    if (c == '\033') {
      i += escape_length(text, i) - 1;
      continue;
    }
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
