// The edited text. libedit holds one wide buffer; each of its lines but the first starts with a margin as wide as the
// prompt, so that all lines stand under each other. The margin is no part of the text: it is added and taken off here.
#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

// libedit counts in int.
enum { longest_text = 1 << 26 };

struct buffer buffer_of(struct arr_editor *e) {
  const LineInfoW *info = el_wline(e->el);
  return (struct buffer){info->buffer, (size_t)(info->cursor - info->buffer), (size_t)(info->lastchar - info->buffer)};
}

size_t line_start(const struct buffer *b, size_t i) {
  while (i > 0 && b->text[i - 1] != L'\n') i--;
  return i;
}

size_t line_end(const struct buffer *b, size_t i) {
  while (i < b->length && b->text[i] != L'\n') i++;
  return i;
}

/// Where the text of the line holding `i` starts: behind the margin, as far as there is one.
size_t content_start(const struct arr_editor *e, const struct buffer *b, size_t i) {
  size_t start = line_start(b, i), end = start;
  if (start == 0) return 0;
  while (end < b->length && end - start < e->margin && b->text[end] == L' ') end++;
  return end;
}

/// The text between two places of the buffer; NULL when there is no memory.
char *buffer_text(struct arr_editor *e, size_t from, size_t to, size_t *n) {
  struct buffer b = buffer_of(e);
  char *text = malloc((to - from) * 4 + 1);
  *n = 0;
  if (!text) return NULL;
  for (size_t i = from; i < to;) {
    *n += utf8_encode(b.text[i], text + *n);
    i = b.text[i] == L'\n' ? content_start(e, &b, i + 1) : i + 1;
  }
  text[*n] = 0;
  return text;
}

/// Wide characters for a text, with margins; control characters but tab and newline are left out.
static wchar_t *widen(const struct arr_editor *e, const char *text, size_t n) {
  size_t lines = 0;
  if (n > longest_text) n = longest_text;
  for (size_t i = 0; i < n; i++) lines += text[i] == '\n' || text[i] == '\r';
  wchar_t *wide = malloc((n + lines * e->margin + 1) * sizeof *wide), *end = wide;
  if (!wide) return NULL;
  for (size_t i = 0; i < n;) {
    wchar_t c;
    size_t taken = utf8_decode(text + i, n - i, &c);
    if (taken == 0) { i++; continue; }
    i += taken;
    if (c == L'\r') {
      if (i < n && text[i] == '\n') continue;
      c = L'\n';
    }
    if (c == 0x7F || (c >= 0x80 && c < 0xA0) || (c < 0x20 && c != L'\n' && c != L'\t')) continue;
    *end++ = c;
    if (c == L'\n') for (size_t k = 0; k < e->margin; k++) *end++ = L' ';
  }
  *end = 0;
  return wide;
}

void move_cursor(struct arr_editor *e, size_t index) {
  el_cursor(e->el, (int)((long)index - (long)buffer_of(e).cursor));
}

void delete_range(struct arr_editor *e, size_t from, size_t to) {
  if (to <= from) return;
  move_cursor(e, to);
  el_deletestr(e->el, (int)(to - from));
}

void insert_text(struct arr_editor *e, const char *text, size_t n) {
  wchar_t *wide = widen(e, text, n);
  if (wide && *wide) el_winsertstr(e->el, wide);
  free(wide);
}

void replace_text(struct arr_editor *e, const char *text, size_t n) {
  delete_range(e, 0, buffer_of(e).length);
  insert_text(e, text, n);
}

/// Columns libedit draws a character in.
static size_t drawn_width(wchar_t c) {
  if (c < 256 && iswcntrl((wint_t)c)) return 2;   // ^X
  int width = wcwidth(c);
  if (width >= 0) return (size_t)width;
  return c > 0xFFFF ? 8 : 7;   // \U+XXXX
}

/// Screen rows between the prompt's first and the one where character `index` stands, at the present terminal width.
size_t rows_before(struct arr_editor *e, size_t index) {
  struct buffer b = buffer_of(e);
  int columns = 80;
  el_get(e->el, EL_GETTC, "co", &columns, (char *)0);
  size_t width = columns > 1 ? (size_t)columns : 80;
  size_t row = e->prompt_width / width, column = e->prompt_width % width;
  for (size_t i = 0; i < index && i < b.length; i++) {
    if (b.text[i] == L'\n') { row++, column = 0; continue; }
    if (b.text[i] == L'\t') {
      do column++; while (column % 8);
    } else {
      size_t drawn = drawn_width(b.text[i]);
      if (drawn == 2 && column + 2 > width) row++, column = 0;
      column += drawn;
    }
    if (column >= width) row++, column -= width;
  }
  return row;
}
