// How wide things are drawn, and letters without their case.
#include "internal.h"

#include <CTextWidth.h>
#include <wctype.h>

/// Whether this system's C library knows the character; one that it does not know is drawn as U+FFFD.
bool is_drawable(wchar_t c) { return iswprint((wint_t)c); }

/// Whether a character takes no column of its own.
bool is_mark(wchar_t c) { return is_drawable(c) && arr_scalar_width((uint32_t)c) == 0; }

/// Columns of a character that stands at `column` of its line (which matters to tabs alone).
size_t drawn_width(wchar_t c, size_t column) {
  if (c >= 0x20 && c < 0x7F) return 1;
  if (c == L'\t') return 8 - column % 8;
  if (c < 0x20 || c == 0x7F) return 2;   // ^X
  return is_drawable(c) ? (size_t)arr_scalar_width((uint32_t)c) : 1;
}

/// Columns of a text without control characters.
size_t utf8_width(const char *text, size_t n) {
  size_t width = 0;
  for (size_t i = 0; i < n;) {
    wchar_t c;
    size_t taken = utf8_decode(text + i, n - i, &c);
    if (taken) width += drawn_width(c, width);
    i += taken ? taken : 1;
  }
  return width;
}

/// Adds as much of a text as fits into `columns`, on one line: line ends become a mark. The columns that it took.
size_t bytes_fitted(struct bytes *out, const char *text, size_t n, size_t columns) {
  size_t width = 0;
  for (size_t i = 0; i < n;) {
    wchar_t c;
    size_t taken = utf8_decode(text + i, n - i, &c);
    size_t at = i;
    i += taken ? taken : 1;
    if (!taken || c == L'\r') continue;
    bool blank = c == L'\n' || c == L'\t';
    size_t drawn = blank ? 1 : drawn_width(c, width);
    if (width + drawn > columns) break;
    width += drawn;
    if (blank) bytes_add(out, " ", 1);
    else if (c < 0x20 || c == 0x7F) bytes_add(out, (char[]){'^', (char)(c ^ 0x40)}, 2);
    else bytes_add(out, text + at, taken);
  }
  return width;
}

/// Adds the text in lower case, character by character.
void fold_case(struct bytes *out, const char *text, size_t n) {
  for (size_t i = 0; i < n;) {
    wchar_t c;
    char encoded[4];
    size_t taken = utf8_decode(text + i, n - i, &c);
    if (!taken) { i++; continue; }
    i += taken;
    bytes_add(out, encoded, utf8_encode((wchar_t)towlower((wint_t)c), encoded));
  }
}
