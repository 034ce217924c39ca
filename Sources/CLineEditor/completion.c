// Tab: as much as all candidates share; when that is nothing more, their list below the text.
#include "internal.h"

#include <stdlib.h>
#include <string.h>

struct arr_completions {
  size_t start;
  char **candidates;
  size_t count, capacity;
};

void arr_completions_begin(struct arr_completions *out, size_t start) { out->start = start; }

void arr_completions_add(struct arr_completions *out, const struct arr_candidate *candidate) {
  if (out->count == out->capacity) {
    size_t capacity = out->capacity ? out->capacity * 2 : 16;
    char **grown = realloc(out->candidates, capacity * sizeof *grown);
    if (!grown) return;
    out->candidates = grown;
    out->capacity = capacity;
  }
  char *copy = strdup(candidate->text);
  if (copy) out->candidates[out->count++] = copy;
}

/// Bytes that all candidates begin with, whole characters only.
static size_t shared_length(const struct arr_completions *c) {
  const char *first = c->candidates[0];
  size_t n = strlen(first);
  for (size_t i = 1; i < c->count; i++) {
    size_t k = 0;
    while (k < n && c->candidates[i][k] == first[k]) k++;
    n = k;
  }
  while (n > 0 && ((unsigned char)first[n] & 0xC0) == 0x80) n--;
  return n;
}

static void print_columns(struct arr_editor *e, const struct arr_completions *c) {
  const size_t most = 200;
  size_t shown = c->count < most ? c->count : most, widest = 1;
  for (size_t i = 0; i < shown; i++) {
    size_t width = utf8_width(c->candidates[i], strlen(c->candidates[i]));
    if (width > widest) widest = width;
  }
  int screen = 80;
  el_get(e->el, EL_GETTC, "co", &screen, (char *)0);
  size_t columns = (size_t)screen > widest + 2 ? (size_t)screen / (widest + 2) : 1;
  size_t rows = (shown + columns - 1) / columns;
  for (size_t row = 0; row < rows; row++) {
    for (size_t i = row; i < shown; i += rows) {
      fputs(c->candidates[i], e->out);
      size_t width = utf8_width(c->candidates[i], strlen(c->candidates[i]));
      if (i + rows < shown) fprintf(e->out, "%*s", (int)(widest + 2 - width), "");
    }
    fputs("\r\n", e->out);
  }
  if (shown < c->count) fprintf(e->out, "... and %zu more\r\n", c->count - shown);
}

static void list_below(struct arr_editor *e, const struct arr_completions *c) {
  struct buffer b = buffer_of(e);
  size_t down = rows_before(e, b.length) - rows_before(e, b.cursor);
  if (down > 0) fprintf(e->out, "\033[%zuB", down);
  fputs("\r\n", e->out);
  print_columns(e, c);
  el_set(e->el, EL_REFRESH);
}

/// Acts on the candidates for the text before the cursor.
static unsigned char offer(struct arr_editor *e, const struct arr_completions *c, const char *before, size_t cursor) {
  size_t typed = cursor - c->start, shared = shared_length(c);
  bool extends = shared >= typed && memcmp(before + c->start, c->candidates[0], typed) == 0;
  if (extends && shared > typed) {
    insert_text(e, c->candidates[0] + typed, shared - typed);
    return CC_REFRESH;
  }
  if (c->count == 1 && !extends) {   // one candidate, spelled otherwise than what was typed
    struct buffer b = buffer_of(e);
    wchar_t ignored;
    size_t characters = 0;
    for (size_t i = c->start; i < cursor; characters++) {
      size_t taken = utf8_decode(before + i, cursor - i, &ignored);
      i += taken ? taken : 1;
    }
    delete_range(e, b.cursor - characters, b.cursor);
    insert_text(e, c->candidates[0], strlen(c->candidates[0]));
    return CC_REFRESH;
  }
  if (c->count > 1) list_below(e, c);
  return CC_NORM;
}

unsigned char on_tab(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  size_t i = b.cursor, start = content_start(e, &b, b.cursor);
  while (i > start && b.text[i - 1] == L' ') i--;
  if (i == start) {   // nothing but space before it on its line: Tab indents
    insert_text(e, "    ", indent_step - (b.cursor - start) % indent_step);
    return CC_REFRESH;
  }
  size_t cursor, all;
  char *before = buffer_text(e, 0, b.cursor, &cursor), *text = buffer_text(e, 0, b.length, &all);
  struct arr_completions found = {.start = cursor};
  unsigned char result = CC_ERROR;
  if (before && text) e->callbacks.complete(e->callbacks.ctx, text, all, cursor, &found);
  if (found.count > 0 && found.start <= cursor) result = offer(e, &found, before, cursor);
  for (size_t k = 0; k < found.count; k++) free(found.candidates[k]);
  free(found.candidates), free(before), free(text);
  return result;
}
