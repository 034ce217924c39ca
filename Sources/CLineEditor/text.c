// The edited text: one wide buffer of libedit's, in which lines end in newlines, and its UTF-8 with styles, made when
// somebody asks and kept until the text changes.
#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

// libedit counts in int.
enum { longest_text = 1 << 26, longest_styled = 1 << 20 };

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

/// Where the line that holds `i` starts behind its indentation.
size_t text_start(const struct buffer *b, size_t i) {
  i = line_start(b, i);
  while (i < b->length && (b->text[i] == L' ' || b->text[i] == L'\t')) i++;
  return i;
}

// ---- Characters as people count them ----

static bool joins_before(wchar_t c) {
  return (c >= 0x300 && is_mark(c)) || (c >= 0x1F3FB && c <= 0x1F3FF);   // marks, selectors, joiners; skin tones
}

static bool is_regional(wchar_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }

/// The place behind the character at `i`, with its marks and what it is joined with.
size_t cluster_end(const struct buffer *b, size_t i) {
  if (i >= b->length) return b->length;
  bool pairs = is_regional(b->text[i]);
  i++;
  if (pairs && i < b->length && is_regional(b->text[i])) i++;
  while (i < b->length && b->text[i] != L'\n') {
    if (joins_before(b->text[i])) i++;
    else if (b->text[i - 1] == 0x200D && b->text[i] > 0xFF) i++;   // joined by a ZERO WIDTH JOINER
    else break;
  }
  return i;
}

/// The start of the character that ends at `i` or holds it.
size_t cluster_start(const struct buffer *b, size_t i) {
  if (i == 0) return 0;
  size_t at = line_start(b, i);
  if (at == i) return i - 1;   // a newline
  // From a place that surely starts one: far enough back, or the line's start.
  if (i - at > 64) {
    at = i - 64;
    while (at < i && (joins_before(b->text[at]) || is_regional(b->text[at]) || b->text[at - 1] == 0x200D)) at++;
    if (at == i) return i - 1;
  }
  for (;;) {
    size_t end = cluster_end(b, at);
    if (end >= i) return at;
    at = end;
  }
}

size_t columns_between(const struct buffer *b, size_t from, size_t to) {
  size_t column = 0;
  for (; from < to; from++) column += drawn_width(b->text[from], column);
  return column;
}

// ---- UTF-8 ----

/// The text between two places of the buffer; NULL when there is no memory.
char *buffer_text(struct arr_editor *e, size_t from, size_t to, size_t *n) {
  struct buffer b = buffer_of(e);
  *n = 0;
  if (to > b.length) to = b.length;
  if (from > to) from = to;
  char *text = malloc((to - from) * 4 + 1);
  if (!text) return NULL;
  for (size_t i = from; i < to; i++) *n += utf8_encode(b.text[i], text + *n);
  text[*n] = 0;
  return text;
}

/// The whole text, valid until it changes.
const char *whole_text(struct arr_editor *e, size_t *n) {
  if (!e->utf8 || e->utf8_version != e->version) {
    free(e->utf8);
    e->utf8 = buffer_text(e, 0, buffer_of(e).length, &e->utf8_length);
    e->utf8_version = e->version;
  }
  *n = e->utf8 ? e->utf8_length : 0;
  return e->utf8 ? e->utf8 : "";
}

/// One style for each byte of `whole_text`; NULL when it is too long to be worth it.
const uint8_t *whole_styles(struct arr_editor *e) {
  size_t n;
  const char *text = whole_text(e, &n);
  if (n > longest_styled) return NULL;
  if (!e->styles || e->styles_version != e->version) {
    free(e->styles);
    e->styles = calloc(n + 1, 1);
    e->styles_version = e->version;
    if (e->styles && n > 0) e->callbacks.style(e->callbacks.ctx, text, n, e->styles);
  }
  return e->styles;
}

size_t byte_offset(struct arr_editor *e, size_t index) {
  struct buffer b = buffer_of(e);
  char bytes[4];
  size_t offset = 0;
  for (size_t i = 0; i < index && i < b.length; i++) offset += utf8_encode(b.text[i], bytes);
  return offset;
}

size_t index_of_byte(struct arr_editor *e, size_t offset) {
  struct buffer b = buffer_of(e);
  char bytes[4];
  size_t i = 0;
  for (size_t at = 0; i < b.length && at < offset; i++) at += utf8_encode(b.text[i], bytes);
  return i;
}

/// Wide characters for a text with its line ends made one; control characters but tab and newline are left out.
struct wide widen(const char *text, size_t n) {
  if (n > longest_text) n = longest_text;
  struct wide wide = {malloc((n + 1) * sizeof(wchar_t)), 0, 0};
  if (!wide.text) return wide;
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
    wide.text[wide.length++] = c;
  }
  wide.text[wide.length] = 0;
  return wide;
}

// ---- Changes: every one goes through here ----

void move_cursor(struct arr_editor *e, size_t index) {
  el_cursor(e->el, (int)((long)index - (long)buffer_of(e).cursor));
}

void delete_range(struct arr_editor *e, size_t from, size_t to) {
  if (to <= from) return;
  move_cursor(e, to);
  el_deletestr(e->el, (int)(to - from));
  e->version++;
}

/// Inserts `n` characters that a NUL follows, none of which is NUL.
void insert_wide(struct arr_editor *e, const wchar_t *text, size_t n) {
  if (n == 0 || n + buffer_of(e).length > longest_text) return;
  el_winsertstr(e->el, text);
  e->version++;
}

void insert_text(struct arr_editor *e, const char *text, size_t n) {
  struct wide wide = widen(text, n);
  if (wide.text) insert_wide(e, wide.text, wide.length);
  free(wide.text);
}

void insert_spaces(struct arr_editor *e, size_t count) {
  for (; count > 0; count--) insert_wide(e, L" ", 1);
}

void replace_text(struct arr_editor *e, const char *text, size_t n) {
  delete_range(e, 0, buffer_of(e).length);
  insert_text(e, text, n);
}

void replace_wide(struct arr_editor *e, const struct wide *text) {
  delete_range(e, 0, buffer_of(e).length);
  insert_wide(e, text->text, text->length);
  move_cursor(e, text->cursor);
}
