// What the rows of the screen hold: the prompt, the text in its colours, the suggestion behind it.
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum { most_windows = 10 };   // a text taller than so many is not left whole on the screen

/// A text to draw: its characters, and a look for each.
struct shown { wchar_t *text; uint8_t *looks; size_t length, cursor; };

/// A new row at the end of the frame, to be filled; NULL when there is no memory.
struct bytes *frame_row(struct frame *f, size_t width) {
  if (f->count == f->capacity) {
    size_t capacity = f->capacity ? f->capacity * 2 : 32;
    struct bytes *rows = realloc(f->rows, capacity * sizeof *rows);
    if (rows) f->rows = rows;
    size_t *widths = rows ? realloc(f->widths, capacity * sizeof *widths) : NULL;
    if (!widths) return NULL;
    f->widths = widths;
    f->capacity = capacity;
  }
  f->rows[f->count] = (struct bytes){0};
  f->widths[f->count] = width;
  return &f->rows[f->count++];
}

void frame_free(struct frame *f) {
  for (size_t i = 0; i < f->count; i++) bytes_free(&f->rows[i]);
  free(f->rows), free(f->widths);
}

/// Gives each character the look of its first byte.
static void spread_styles(const struct arr_editor *e, struct shown *s, const uint8_t *styles) {
  char encoded[4];
  if (!e->color) return;
  for (size_t i = 0, at = 0; styles && i < s->length; i++) {
    s->looks[i] = styles[at] < ARR_STYLE_COUNT ? styles[at] : 0;
    at += utf8_encode(s->text[i], encoded);
  }
}

static bool allocate(struct shown *s, size_t capacity) {
  s->text = malloc((capacity + 1) * sizeof *s->text);
  s->looks = calloc(capacity + 1, 1);
  return s->text && s->looks;
}

/// The entry that the search has found, with what was searched for marked.
static bool show_found(struct arr_editor *e, const struct entry *found, struct shown *s) {
  struct wide wide = widen(found->text, found->length);
  if (!wide.text || !allocate(s, wide.length)) return free(wide.text), false;
  memcpy(s->text, wide.text, wide.length * sizeof *wide.text);
  s->length = wide.length;
  s->cursor = SIZE_MAX;
  free(wide.text);
  size_t n = found->length;
  uint8_t *styles = calloc(n + 1, 1);
  if (styles && n > 0) e->callbacks.style(e->callbacks.ctx, found->text, n, styles);
  spread_styles(e, s, styles);
  free(styles);
  return true;
}

/// The part of the suggested entry that would follow: the rest of its line, and a mark for more.
static struct wide suggestion(struct arr_editor *e, const struct buffer *b, bool final) {
  struct wide none = {0};
  if (final || e->menu || b->cursor != b->length || vi_in_commands(e)) return none;
  const struct entry *entry = suggested_entry(e);
  if (!entry) return none;
  size_t n;
  (void)whole_text(e, &n);
  struct wide rest = widen(entry->text + n, entry->length - n);
  for (size_t i = 0; rest.text && i < rest.length; i++) {
    if (rest.text[i] != L'\n') continue;
    rest.length = i;
    rest.text[rest.length++] = e->unicode ? 0x2026 : L'~';
  }
  return rest;
}

static bool show_text(struct arr_editor *e, bool final, struct shown *s) {
  struct buffer b = buffer_of(e);
  struct wide more = suggestion(e, &b, final);
  if (!allocate(s, b.length + more.length)) return free(more.text), false;
  memcpy(s->text, b.text, b.length * sizeof *b.text);
  s->length = b.length;
  s->cursor = b.cursor;
  spread_styles(e, s, whole_styles(e));
  if (more.length > 0) {
    memcpy(s->text + b.length, more.text, more.length * sizeof *more.text);
    memset(s->looks + b.length, LOOK_DIM, more.length);
    s->length += more.length;
  }
  free(more.text);
  size_t one, other;
  if (!final && matching_brackets(e, &one, &other)) {
    uint8_t look = one == other ? LOOK_UNMATCHED : LOOK_MATCHED;
    s->looks[one] = s->looks[other] = look;
  }
  return true;
}

static void draw_character(struct bytes *out, wchar_t c, size_t width) {
  char encoded[4];
  if (c == L'\t') {
    for (; width > 0; width--) bytes_add(out, " ", 1);
  } else if (c < 0x20 || c == 0x7F) {
    bytes_add(out, (char[]){'^', (char)(c ^ 0x40)}, 2);
  } else {
    bytes_add(out, encoded, utf8_encode(is_drawable(c) ? c : 0xFFFD, encoded));
  }
}

/// The prompt, or the margin of a further line with a mark when rows beyond it are hidden.
static void draw_margin(struct arr_editor *e, struct bytes *out, bool first, size_t width, const char *mark) {
  if (first) {
    if (width == 0) return;
    if (e->vi) {
      theme_look(e, out, LOOK_DIM);
      bytes_text(out, vi_mode_mark(e));
      theme_plain(out);
    }
    bytes_add(out, e->prompt, e->prompt_length);
    if (memchr(e->prompt, '\033', e->prompt_length)) bytes_text(out, "\033[0m");
    return;
  }
  if (mark && width > 1) {
    theme_look(e, out, LOOK_DIM);
    bytes_text(out, mark);
    theme_plain(out);
    width--;
  }
  for (; width > 0; width--) bytes_add(out, " ", 1);
}

static void draw_row(struct arr_editor *e, struct bytes *out, const struct shown *s, const struct row *row, size_t columns) {
  size_t column = row->column, begun = row->continues ? 0 : row->column;
  unsigned look = 0;
  for (size_t i = row->from; i < row->to; i++) {
    if (s->looks[i] != look) theme_look(e, out, look = s->looks[i]);
    size_t width = cell_width(s->text[i], column - begun, column, columns);
    draw_character(out, s->text[i], width);
    column += width;
  }
  if (look != 0) theme_plain(out);
}

/// Moves the view so that the cursor is in it, and as little as that takes.
static void scroll_view(struct arr_editor *e, const struct layout *l, size_t most) {
  if (l->count <= most) e->view_top = 0;
  else if (l->cursor_row < e->view_top) e->view_top = l->cursor_row;
  else if (l->cursor_row >= e->view_top + most) e->view_top = l->cursor_row - most + 1;
  if (l->count > most && e->view_top > l->count - most) e->view_top = l->count - most;
}

/// Adds rows `top` to `end` of the text. At the `final` time they go on from each other as the terminal wraps them.
static void draw_rows(struct arr_editor *e, struct frame *f, const struct shown *s, const struct layout *l, size_t top, size_t end,
                      size_t columns, bool final) {
  for (size_t i = top; i < end; i++) {
    const struct row *row = &l->rows[i];
    struct bytes *out = frame_row(f, row->width);
    if (!out) return;
    const char *mark = NULL;
    if (!final && i == top && i > 0) mark = e->unicode ? "\u2191" : "^";
    else if (!final && i + 1 == end && end < l->count) mark = e->unicode ? "\u2193" : "v";
    if (!row->continues) draw_margin(e, out, i == 0, row->column, mark);
    draw_row(e, out, s, row, columns);
    bool wraps = i + 1 < end && l->rows[i + 1].continues && row->width == columns;
    if (final && i + 1 < l->count && !wraps) bytes_text(out, row->width < columns ? "\033[K\r\n" : "\r\n");
  }
}

/// A row in place of `count` others.
static void draw_gap(struct arr_editor *e, struct frame *f, size_t count, size_t margin, size_t columns) {
  const char *dots = e->unicode ? "\u2026" : "...";
  char text[64];
  size_t n = (size_t)snprintf(text, sizeof text, "%s %zu lines %s", dots, count, dots), width = margin + utf8_width(text, n);
  struct bytes *out = frame_row(f, width);
  if (!out) return;
  draw_margin(e, out, false, margin, NULL);
  theme_look(e, out, LOOK_DIM);
  bytes_add(out, text, n);
  theme_plain(out);
  bytes_text(out, width < columns ? "\033[K\r\n" : "\r\n");
}

/// Adds the rows of the text to the frame, `most` being those that the window has for it: the ones around the cursor, or at
/// the `final` time all, but of a text much taller than the window as many from its start and its end.
void frame_text(struct arr_editor *e, struct frame *f, size_t columns, size_t most, bool final) {
  struct shown s = {0};
  struct layout l = {0};
  const struct entry *found = final ? NULL : search_chosen(e);
  size_t first = e->prompt_width + (e->vi ? 4 : 0);
  if (first + 4 > columns) first = 0;   // no room for both: the text matters more
  size_t margin = first <= 24 && first <= columns / 3 ? first : columns > 8 ? 2 : 0;
  bool fine = found ? show_found(e, found, &s) : show_text(e, final, &s);
  if (fine && lay_out(&l, s.text, s.length, s.cursor, first, margin, columns)) {
    if (!final) scroll_view(e, &l, most);
    size_t top = final ? 0 : e->view_top, end = final || l.count < top + most ? l.count : top + most;
    if (final && l.count / most_windows > most) {
      draw_rows(e, f, &s, &l, 0, most, columns, true);
      draw_gap(e, f, l.count - 2 * most, margin, columns);
      draw_rows(e, f, &s, &l, l.count - most, l.count, columns, true);
    } else {
      draw_rows(e, f, &s, &l, top, end, columns, final);
    }
    f->whole = l.count;
    f->cursor_row = l.cursor_row - top;
    f->cursor_column = l.cursor_column;
  }
  free(s.text), free(s.looks), free(l.rows);
}
