// Where vi's motions lead.
#include "vi.h"

#include <wctype.h>

/// Blanks, words and everything else; for the capital motions only blanks and the rest.
static int class_of(wchar_t c, bool big) { return iswspace((wint_t)c) ? 0 : big || in_word(c) ? 1 : 2; }

static size_t next_word(const struct buffer *b, size_t i, bool big) {
  if (i >= b->length) return i;
  int class = class_of(b->text[i], big);
  while (i < b->length && class != 0 && class_of(b->text[i], big) == class) i++;
  while (i < b->length && class_of(b->text[i], big) == 0) i++;
  return i;
}

/// Where an operator before w ends: not on a later line than the last word it takes.
static size_t next_word_of_line(const struct buffer *b, size_t i, bool big) {
  size_t end = line_end(b, i), next = next_word(b, i, big);
  return next > end && end > i ? end : next;
}

static size_t previous_word(const struct buffer *b, size_t i, bool big) {
  while (i > 0 && class_of(b->text[i - 1], big) == 0) i--;
  if (i == 0) return 0;
  int class = class_of(b->text[i - 1], big);
  while (i > 0 && class_of(b->text[i - 1], big) == class) i--;
  return i;
}

static size_t end_of_word(const struct buffer *b, size_t i, bool big) {
  if (i + 1 < b->length) i++;
  while (i < b->length && class_of(b->text[i], big) == 0) i++;
  if (i >= b->length) return b->length > 0 ? b->length - 1 : 0;
  int class = class_of(b->text[i], big);
  while (i + 1 < b->length && class_of(b->text[i + 1], big) == class) i++;
  return i;
}

/// What an operator c before w takes: from a blank the blanks, else the rest of the word, which from its last letter is that
/// letter, and with a count further words.
struct motion vi_word_to_change(const struct buffer *b, bool big, size_t count) {
  size_t i = b->cursor, end = line_end(b, i);
  if (i == end) return (struct motion){i, false, false};
  int class = class_of(b->text[i], big);
  if (class == 0) {
    for (; count > 0; count--) i = next_word_of_line(b, i, big);
    return (struct motion){i, false, false};
  }
  while (i + 1 < end && class_of(b->text[i + 1], big) == class) i++;
  for (; count > 1; count--) i = end_of_word(b, i, big);
  return (struct motion){i, true, false};
}

/// The place `count` lines below (or above), in the same column as far as that line has it.
static size_t line_away(const struct buffer *b, size_t i, size_t count, bool below) {
  size_t along = i - line_start(b, i), start = line_start(b, i);
  for (; count > 0; count--) {
    size_t end = line_end(b, start);
    if (below && end < b->length) start = end + 1;
    else if (!below && start > 0) start = line_start(b, start - 1);
  }
  size_t end = line_end(b, start);
  return start + along < end ? start + along : end;
}

static size_t line_number(const struct buffer *b, size_t number) {
  size_t i = 0;
  for (; number > 1 && line_end(b, i) < b->length; number--) i = line_end(b, i) + 1;
  return text_start(b, i);
}

/// f, F, t, T and their repetitions.
bool vi_find(struct arr_editor *e, wchar_t how, wchar_t what, size_t count, struct motion *out) {
  struct buffer b = buffer_of(e);
  bool forward = how == L'f' || how == L't', till = how == L't' || how == L'T';
  size_t start = line_start(&b, b.cursor), end = line_end(&b, b.cursor), i = b.cursor;
  for (; count > 0; count--) {
    if (forward) {
      do i++; while (i < end && b.text[i] != what);
      if (i >= end) return false;
    } else {
      do { if (i == start) return false; i--; } while (b.text[i] != what);
    }
  }
  if (till) i += forward ? -(size_t)1 : 1;
  *out = (struct motion){i, forward, false};
  return true;
}

/// The motion of a key that needs no further one; false when it is none. `count` is 0 when none was typed.
bool vi_motion(struct arr_editor *e, key_code key, size_t count, struct motion *out) {
  struct buffer b = buffer_of(e);
  size_t times = count > 0 ? count : 1, i = b.cursor, one, other;
  size_t start = line_start(&b, i), end = line_end(&b, i);
  *out = (struct motion){i, false, false};
  switch (key) {
  case 'h': case KEY_LEFT: case KEY_BACKSPACE:
    while (times-- > 0 && i > start) i = cluster_start(&b, i);
    break;
  case 'l': case ' ': case KEY_RIGHT:
    while (times-- > 0 && i < end) i = cluster_end(&b, i);
    break;
  case 'w': case 'W':
    while (times-- > 1) i = next_word(&b, i, key == 'W');
    i = e->vi->operator ? next_word_of_line(&b, i, key == 'W') : next_word(&b, i, key == 'W');
    break;
  case 'b': case 'B': while (times-- > 0) i = previous_word(&b, i, key == 'B'); break;
  case 'e': case 'E':
    while (times-- > 0) i = end_of_word(&b, i, key == 'E');
    out->inclusive = true;
    break;
  case '0': case KEY_HOME: i = start; break;
  case '^': i = text_start(&b, i); break;
  case '$': case KEY_END: i = end; break;
  case 'j': i = line_away(&b, i, times, true), out->lines = true; break;
  case 'k': i = line_away(&b, i, times, false), out->lines = true; break;
  case 'G': i = count > 0 ? line_number(&b, count) : text_start(&b, b.length), out->lines = true; break;
  case '%':
    for (one = i; one < end && !bracket_partner(e, one, &other); one++) {}
    if (one >= end) return false;
    i = other;
    out->inclusive = true;
    break;
  case ';': case ',': {
    wchar_t how = e->vi->find;
    if (how == 0) return false;
    if (key == ',') how = iswupper((wint_t)how) ? (wchar_t)towlower((wint_t)how) : (wchar_t)towupper((wint_t)how);
    return vi_find(e, how, e->vi->found, times, out);
  }
  default: return false;
  }
  out->to = i;
  return true;
}
