// Which brackets belong together. The lexer says what is a bracket: one in a string or a comment is not.
#include "internal.h"

static const char openers[] = "([{", closers[] = ")]}";

static int side(char c, int *kind) {
  for (int k = 0; k < 3; k++) {
    if (c == openers[k]) return *kind = k, 1;
    if (c == closers[k]) return *kind = k, -1;
  }
  return 0;
}

/// The byte of the bracket that belongs to the one at `at`; false when there is none of its kind.
static bool partner(const char *text, size_t n, const uint8_t *styles, size_t at, size_t *found) {
  enum { deepest = 256 };
  int kind, other, open[deepest];
  int direction = side(text[at], &kind);
  size_t depth = 0;
  for (size_t i = at; i < n; i += (size_t)direction) {   // below zero wraps around, which ends it as well
    if (styles[i] != ARR_STYLE_BRACKET) continue;
    int s = side(text[i], &other);
    if (s == 0) continue;
    if (s == direction) {
      if (depth == deepest) return false;
      open[depth++] = other;
    } else {
      if (depth == 0 || open[--depth] != other) return false;
      if (depth == 0) return *found = i, true;
    }
  }
  return false;
}

/// Whether the cursor is on a bracket or just behind one: `one` is its character, `other` its partner or `one` itself.
bool matching_brackets(struct arr_editor *e, size_t *one, size_t *other) {
  struct buffer b = buffer_of(e);
  size_t n;
  const char *text = whole_text(e, &n);
  const uint8_t *styles = whole_styles(e);
  if (!styles) return false;
  int kind;
  for (int behind = 0; behind < 2; behind++) {
    if (b.cursor < (size_t)behind) break;
    size_t i = b.cursor - (size_t)behind;
    if (i >= b.length || b.text[i] > 0x7F || side((char)b.text[i], &kind) == 0) continue;
    size_t at = byte_offset(e, i), found;
    if (at >= n || styles[at] != ARR_STYLE_BRACKET) continue;
    *one = i;
    *other = partner(text, n, styles, at, &found) ? index_of_byte(e, found) : i;
    return true;
  }
  return false;
}

/// The character of the bracket that the one at character `one` belongs to.
bool bracket_partner(struct arr_editor *e, size_t one, size_t *other) {
  size_t n, at = byte_offset(e, one), found;
  const char *text = whole_text(e, &n);
  const uint8_t *styles = whole_styles(e);
  if (!styles || at >= n || styles[at] != ARR_STYLE_BRACKET || !partner(text, n, styles, at, &found)) return false;
  *other = index_of_byte(e, found);
  return true;
}
