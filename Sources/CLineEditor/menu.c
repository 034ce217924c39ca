// The menu of candidates: columns below the text, a page at a time, and a line about the chosen one.
#include "completion.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

void menu_close(struct arr_editor *e) {
  if (!e->menu) return;
  completions_free(&e->menu->found);
  free(e->menu);
  e->menu = NULL;
}

/// After a command: a text that changed narrows the menu or ends it, anything else ends it.
void menu_refresh(struct arr_editor *e) {
  struct menu *m = e->menu;
  if (!m || (m->version == e->version && e->follow == FOLLOW_NOTHING && byte_offset(e, buffer_of(e).cursor) == m->cursor)) return;
  bool edits = e->follow == FOLLOW_TYPING || e->follow == FOLLOW_ERASING;
  size_t start = m->found.start, n;
  struct arr_completions found;
  size_t cursor;
  menu_close(e);
  if (!edits || e->done) return;
  completions_ask(e, &found, &cursor);
  const char *text = whole_text(e, &n);
  bool whole = found.count == 1 && strlen(found.items[0].text) == cursor - found.start
    && memcmp(text + found.start, found.items[0].text, cursor - found.start) == 0;
  if (found.count > 0 && found.start == start && !whole) e->menu = calloc(1, sizeof *e->menu);
  if (!e->menu) return completions_free(&found);
  *e->menu = (struct menu){.found = found, .cursor = cursor, .version = e->version, .chosen = none_chosen};
}

// ---- Keys ----

static void choose(struct menu *m, long index) {
  long count = (long)m->found.count;
  m->chosen = index < 0 ? count - 1 : index >= count ? 0 : index;
}

static void accept(struct arr_editor *e) {
  struct menu *m = e->menu;
  if (m->chosen >= 0) completions_insert(e, &m->found, &m->found.items[m->chosen], m->cursor);
  menu_close(e);
}

/// A key while the menu is open; false when it means what it always means.
bool menu_key(struct arr_editor *e, key_code key) {
  struct menu *m = e->menu;
  long rows = m->grid_rows > 0 ? (long)m->grid_rows : 1, page = rows * (m->grid_columns > 0 ? (long)m->grid_columns : 1);
  bool any = m->chosen >= 0;
  switch (key) {
  case KEY_TAB: case CONTROL('n'): choose(m, m->chosen + 1); return true;
  case KEY_TAB | KEY_SHIFT: case CONTROL('p'): choose(m, any ? m->chosen - 1 : -1); return true;
  case KEY_DOWN: choose(m, m->chosen + 1); return true;
  case KEY_UP: choose(m, any ? m->chosen - 1 : -1); return true;
  case KEY_RIGHT: case KEY_LEFT:
    if (!any) return menu_close(e), false;
    long to = m->chosen + (key == KEY_RIGHT ? rows : -rows);
    if (to >= 0 && to < (long)m->found.count) m->chosen = to;
    return true;
  case KEY_PAGE_DOWN: m->chosen = any && m->chosen + page < (long)m->found.count ? m->chosen + page : (long)m->found.count - 1; return true;
  case KEY_PAGE_UP: m->chosen = m->chosen > page ? m->chosen - page : 0; return true;
  case KEY_ENTER: case CONTROL('j'):
    if (!any) return menu_close(e), false;
    accept(e);
    return true;
  case KEY_ESCAPE: case CONTROL('g'): menu_close(e); return true;
  case KEY_UNKNOWN: return true;
  default: break;
  }
  // A sign that cannot belong to the chosen name stands behind it.
  if (any && key < KEY_NAMED && key >= ' ' && !in_word((wchar_t)key)) accept(e);
  return false;
}

// ---- Drawing ----

static const char *shown_text(const struct candidate *c) { return c->display ? c->display : c->text; }

static const char *detail_of(const struct menu *m) { return m->chosen >= 0 ? m->found.items[m->chosen].detail : NULL; }

/// The most rows of a grid. Of a window that is not low as many again stay above it with its line: one that becomes half as
/// wide wraps each row of the menu into two, and pushes what is above over its top, where nobody can take it back.
static size_t most_rows(size_t lines) { return lines >= 20 ? (lines - 1) / 2 - 1 : lines > 4 ? lines / 2 : 1; }

/// Arranges the candidates; the rows that takes: those of the grid, and one more about the chosen one or the page.
size_t menu_rows(struct arr_editor *e, size_t columns, size_t lines) {
  struct menu *m = e->menu;
  size_t widest = 1, most = most_rows(lines);
  if (lines < 2) return 0;
  for (size_t i = 0; i < m->found.count; i++) {
    const char *text = shown_text(&m->found.items[i]);
    size_t width = utf8_width(text, strlen(text));
    if (width > widest) widest = width;
  }
  m->cell = widest + 2 < columns ? widest + 2 : columns;
  m->grid_columns = columns / m->cell;
  m->grid_rows = (m->found.count + m->grid_columns - 1) / m->grid_columns;
  if (m->grid_rows > most) m->grid_rows = most;
  bool pages = m->grid_rows * m->grid_columns < m->found.count, has_details = false;
  for (size_t i = 0; i < m->found.count && !has_details; i++) has_details = m->found.items[i].detail != NULL;
  bool line = (pages || has_details) && lines > m->grid_rows + 1;
  return m->grid_rows + line;
}

static void draw_cell(struct arr_editor *e, struct bytes *out, const struct menu *m, size_t i) {
  const struct candidate *c = &m->found.items[i];
  const char *text = shown_text(c);
  bool chosen = (long)i == m->chosen;
  theme_look(e, out, LOOK_KIND + c->kind);
  if (chosen && e->color) bytes_text(out, "\033[7m");
  bytes_text(out, chosen && !e->color ? ">" : " ");
  size_t width = 1 + bytes_fitted(out, text, strlen(text), m->cell - 1);
  for (; width < m->cell; width++) bytes_add(out, " ", 1);
  theme_plain(out);
}

/// Adds as much of the chosen candidate's description as fits, with a mark where it is cut; the columns that it took.
static size_t draw_detail(struct arr_editor *e, struct bytes *out, const char *detail, size_t columns) {
  const char *mark = e->unicode ? "\u2026" : "...";
  size_t n = strlen(detail), before = out->length, whole = bytes_fitted(out, detail, n, SIZE_MAX), cut = utf8_width(mark, strlen(mark));
  if (whole <= columns) return whole;
  out->length = before;
  size_t width = bytes_fitted(out, detail, n, columns - cut);
  while (out->length > before && out->data[out->length - 1] == ' ') out->length--, width--;
  bytes_text(out, mark);
  return width + cut;
}

static void draw_line(struct arr_editor *e, struct frame *f, const struct menu *m, size_t columns, size_t first, size_t page) {
  struct bytes *out = frame_row(f, 0);
  if (!out) return;
  char place[64] = "";
  size_t count = m->found.count, last = first + page < count ? first + page : count, width = 0;
  if (page < count) snprintf(place, sizeof place, "%zu-%zu of %zu", first + 1, last, count);
  const char *detail = detail_of(m);
  size_t behind = *place ? strlen(place) + 2 : 0;
  theme_look(e, out, LOOK_DIM);
  bytes_text(out, " ");
  width = 1;
  if (detail && columns > behind + 8) width += draw_detail(e, out, detail, columns - behind - 2);
  if (*place && width + behind <= columns) {
    bytes_print(out, "%s%s", width > 1 ? "  " : "", place);
    width += strlen(place) + (width > 1 ? 2 : 0);
  }
  theme_plain(out);
  f->widths[f->count - 1] = width;
}

void menu_draw(struct arr_editor *e, struct frame *f, size_t columns, size_t rows) {
  const struct menu *m = e->menu;
  size_t page = m->grid_rows * m->grid_columns, first = m->chosen > 0 ? (size_t)m->chosen / page * page : 0;
  for (size_t row = 0; row < m->grid_rows; row++) {
    struct bytes *out = frame_row(f, 0);
    if (!out) return;
    size_t cells = 0;
    for (size_t k = 0; k < m->grid_columns; k++) {
      size_t i = first + k * m->grid_rows + row;
      if (i >= m->found.count) break;
      draw_cell(e, out, m, i);
      cells++;
    }
    f->widths[f->count - 1] = cells * m->cell;
  }
  if (rows > m->grid_rows) draw_line(e, f, m, columns, first, page);
}
