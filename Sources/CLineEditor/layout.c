// From text to rows of the screen.
#include "internal.h"

#include <stdlib.h>

static struct row *add_row(struct layout *out, size_t from, size_t column, bool continues) {
  if (out->count == out->capacity) {
    size_t capacity = out->capacity ? out->capacity * 2 : 32;
    struct row *rows = realloc(out->rows, capacity * sizeof *rows);
    if (!rows) return NULL;
    out->rows = rows;
    out->capacity = capacity;
  }
  out->rows[out->count] = (struct row){from, from, column, column, continues};
  return &out->rows[out->count++];
}

/// Columns of a character that stands `along` its line and `at` a column of the screen: a tab ends at the right edge, and
/// nothing is wider than the screen.
size_t cell_width(wchar_t c, size_t along, size_t at, size_t columns) {
  size_t width = drawn_width(c, along);
  if (c == L'\t' && at < columns && at + width > columns) return columns - at;
  return width < columns ? width : columns;
}

/// Lays a text out: its first line begins behind the prompt at column `first`, further ones at `margin`, and what does not
/// fit goes on at the left edge. A character is never divided, and the cursor always has a column of its own.
bool lay_out(struct layout *out, const wchar_t *text, size_t length, size_t cursor, size_t first, size_t margin, size_t columns) {
  struct row *row = add_row(out, 0, first, false);
  size_t begun = first;   // where the line began, for its tabs
  for (size_t i = 0; row && i <= length; i++) {
    bool ends = i == length || text[i] == L'\n';
    size_t width = ends ? 0 : cell_width(text[i], row->width - begun, row->width, columns);
    if (row->width + width > columns || (ends && i == cursor && row->width >= columns)) {
      row = add_row(out, i, 0, true);
      begun = 0;
      if (!row) return false;
      if (!ends) width = cell_width(text[i], 0, 0, columns);
    }
    if (i == cursor) {
      out->cursor_row = out->count - 1;
      out->cursor_column = row->width < columns ? row->width : columns - 1;
    }
    row->width += width;
    if (ends) {
      if (i == length) break;
      row = add_row(out, i + 1, margin, false);
      begun = margin;
    } else {
      row->to = i + 1;
    }
  }
  return row != NULL;
}
