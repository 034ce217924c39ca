// The screen below the place where reading began. What is there is remembered by rows, and only rows that changed are
// written again, each on its own: nothing depends on how the terminal wraps, scrolls or measures a character elsewhere.
#include "internal.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/// Writes all of it, however slow the terminal is.
void write_out(struct arr_editor *e, const char *data, size_t n) {
  while (n > 0) {
    ssize_t wrote = write(e->fd, data, n);
    if (wrote > 0) {
      data += wrote;
      n -= (size_t)wrote;
    } else if (wrote < 0 && errno == EAGAIN) {
      struct pollfd fd = {.fd = e->fd, .events = POLLOUT};
      poll(&fd, 1, -1);
    } else if (wrote >= 0 || errno != EINTR) {
      return;
    }
  }
}

void screen_size(struct arr_editor *e, size_t *columns, size_t *lines) {
  struct winsize size = {0};
  if (ioctl(e->fd, TIOCGWINSZ, &size) != 0) ioctl(STDIN_FILENO, TIOCGWINSZ, &size);
  *columns = size.ws_col >= 4 ? size.ws_col : size.ws_col > 0 ? 4 : 80;
  *lines = size.ws_row > 0 ? size.ws_row : 24;
  if (*lines > painted_most) *lines = painted_most;
}

// ---- Moving ----

static void move_rows(struct bytes *out, size_t from, size_t to) {
  if (to < from) bytes_print(out, "\033[%zuA", from - to);
  if (to > from) bytes_print(out, "\033[%zuB", to - from);
}

static void go_to_top(struct arr_editor *e, struct bytes *out) {
  move_rows(out, e->cursor_row, 0);
  bytes_text(out, "\r");
}

/// Forgets what is on the screen: the next painting begins at the cursor's row.
void paint_forget(struct arr_editor *e) {
  for (size_t i = 0; i < e->painted_count; i++) free(e->painted[i].data);
  e->painted_count = e->cursor_row = e->cursor_column = 0;
}

// From the first column down. Not in one step: tmux takes a screen that is cleared from its corner for one that shall be
// kept, and copies it into its history.
static const char clear_below[] = "\033[K\033[C\033[J\r";

/// Takes everything painted off the screen.
void paint_erase(struct arr_editor *e) {
  struct bytes out = {0};
  go_to_top(e, &out);
  bytes_text(&out, clear_below);
  write_out(e, out.data, out.length);
  bytes_free(&out);
  paint_forget(e);
}

void paint_clear_screen(struct arr_editor *e) {
  static const char clear[] = "\033[H\033[2J";
  write_out(e, clear, sizeof clear - 1);
  paint_forget(e);
}

/// Terminals that cut rows when they become narrower; the others wrap them.
static bool cuts_rows(void) {
  const char *term = getenv("TERM");
  return getenv("XTERM_VERSION") || (term && strncmp(term, "linux", 5) == 0);
}

/// The row, counted from the painted one, on which a narrower terminal puts the cell at `column` when it wraps the painted
/// row anew. Behind the last cell the cursor stays on that one's row, also at the edge, where it waits to wrap.
static size_t wrapped_row(const struct painted_row *row, size_t column, size_t columns) {
  size_t wrapped = 0, along = 0, at = 0;
  for (size_t i = 0; i < row->length;) {
    wchar_t c;
    size_t taken = row->data[i] == '\033' ? escape_bytes(row->data + i) : utf8_decode(row->data + i, row->length - i, &c);
    size_t width = row->data[i] == '\033' || !taken ? 0 : drawn_width(c, 0);
    i += taken ? taken : 1;
    if (width == 0) continue;
    if (at + width > columns) wrapped++, at = 0;
    if (along + width > column) break;
    at += width;
    along += width;
  }
  return wrapped;
}

/// After the window changed: what was painted may have been wrapped anew, so it is taken off by its new height.
void paint_resized(struct arr_editor *e) {
  size_t columns, lines, above = e->cursor_row;
  screen_size(e, &columns, &lines);
  if (e->painted_columns > columns && !cuts_rows()) {
    above = 0;
    for (size_t i = 0; i < e->cursor_row && i < e->painted_count; i++)
      above += wrapped_row(&e->painted[i], SIZE_MAX, columns) + 1;
    if (e->cursor_row < e->painted_count) above += wrapped_row(&e->painted[e->cursor_row], e->cursor_column, columns);
  }
  e->cursor_row = above < lines ? above : lines - 1;
  paint_erase(e);
}

// ---- Painting ----

static bool is_painted(const struct arr_editor *e, size_t i, const struct bytes *row) {
  const struct painted_row *old = &e->painted[i];
  return i < e->painted_count && old->length == row->length && memcmp(old->data, row->data ? row->data : "", row->length) == 0;
}

/// Goes to the start of row `i`, which may be one more than there are.
static void go_to_row(struct arr_editor *e, struct bytes *out, size_t i) {
  if (i < e->painted_count || e->painted_count == 0) {
    move_rows(out, e->cursor_row, i);
  } else {
    move_rows(out, e->cursor_row, e->painted_count - 1);
    bytes_text(out, "\r\n");
  }
  bytes_text(out, "\r");
  e->cursor_row = i;
}

static void paint_row(struct arr_editor *e, struct bytes *out, const struct frame *f, size_t i, size_t columns) {
  const struct bytes *row = &f->rows[i];
  go_to_row(e, out, i);
  if (row->length > 0) bytes_add(out, row->data, row->length);
  if (f->widths[i] < columns) bytes_text(out, "\033[K");
  char *copy = malloc(row->length + 1);
  if (!copy) return;
  if (row->length > 0) memcpy(copy, row->data, row->length);
  copy[row->length] = 0;
  if (i < e->painted_count) free(e->painted[i].data);
  else e->painted_count = i + 1;
  e->painted[i] = (struct painted_row){copy, row->length, f->widths[i]};
}

/// Makes the screen show the frame.
static void show(struct arr_editor *e, const struct frame *f, size_t columns) {
  struct bytes out = {0};
  for (size_t i = 0; i < f->count && i < painted_most; i++)
    if (!is_painted(e, i, &f->rows[i])) paint_row(e, &out, f, i, columns);
  if (e->painted_count > f->count) {
    go_to_row(e, &out, f->count);
    bytes_text(&out, "\033[J");
    while (e->painted_count > f->count) free(e->painted[--e->painted_count].data);
  }
  move_rows(&out, e->cursor_row, f->cursor_row);
  bool moves = out.length > 0 || e->cursor_column != f->cursor_column;
  if (moves) bytes_text(&out, "\r");
  if (moves && f->cursor_column > 0) bytes_print(&out, "\033[%zuC", f->cursor_column);
  e->cursor_row = f->cursor_row;
  e->cursor_column = f->cursor_column;
  e->painted_columns = columns;
  write_out(e, out.data, out.length);
  bytes_free(&out);
}

void paint(struct arr_editor *e) {
  size_t columns, lines;
  screen_size(e, &columns, &lines);
  struct frame f = {0};
  size_t below = e->search ? search_rows(e, columns, lines) : e->menu ? menu_rows(e, columns, lines) : 0;
  frame_text(e, &f, columns, lines - below, false);
  if (below > 0 && e->search) search_draw(e, &f, columns, below);
  else if (below > 0) menu_draw(e, &f, columns, below);
  show(e, &f, columns);
  frame_free(&f);
}

/// Leaves on the screen what the window shows of a text that is taller, with `tail` behind it; false when it is not taller.
static bool leave_view(struct arr_editor *e, const char *tail) {
  size_t columns, lines;
  screen_size(e, &columns, &lines);
  struct frame f = {0};
  struct bytes out = {0};
  e->hides_suggestion = true;
  frame_text(e, &f, columns, lines, false);
  bool taller = f.whole > f.count && f.count > 0;
  if (taller) {
    size_t last = f.count - 1;
    show(e, &f, columns);
    go_to_row(e, &out, last);
    if (f.widths[last] >= columns) bytes_text(&out, "\r\n");
    else if (f.widths[last] > 0) bytes_print(&out, "\033[%zuC", f.widths[last]);
    bytes_text(&out, tail);
    write_out(e, out.data, out.length);
    paint_forget(e);
  }
  bytes_free(&out);
  frame_free(&f);
  return taller;
}

/// Leaves a text that is not entered: no more of it is written than the window shows.
void paint_left(struct arr_editor *e, const char *tail) {
  if (!leave_view(e, tail)) paint_final(e, tail);
}

/// Leaves the text on the screen, as it would have been typed, with `tail` behind it, and forgets it.
void paint_final(struct arr_editor *e, const char *tail) {
  size_t columns, lines;
  screen_size(e, &columns, &lines);
  struct frame f = {0};
  struct bytes out = {0};
  frame_text(e, &f, columns, lines, true);
  go_to_top(e, &out);
  for (size_t i = 0; i < f.count; i++)
    if (f.rows[i].length > 0) bytes_add(&out, f.rows[i].data, f.rows[i].length);
  if (f.count > 0 && f.widths[f.count - 1] < columns) bytes_text(&out, "\033[K");
  bytes_text(&out, tail);   // ends in a new line
  bytes_text(&out, "\033[J");
  write_out(e, out.data, out.length);
  bytes_free(&out);
  frame_free(&f);
  paint_forget(e);
}
