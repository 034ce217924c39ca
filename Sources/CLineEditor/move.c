// Moving over the text.
#include "internal.h"

#include <stdlib.h>
#include <wctype.h>

bool in_word(wchar_t c) { return iswalnum((wint_t)c) || c == L'_'; }

size_t word_start(const struct buffer *b) {
  size_t i = b->cursor;
  while (i > 0 && !in_word(b->text[i - 1])) i--;
  while (i > 0 && in_word(b->text[i - 1])) i--;
  return i;
}

size_t word_end(const struct buffer *b) {
  size_t i = b->cursor;
  while (i < b->length && !in_word(b->text[i])) i++;
  while (i < b->length && in_word(b->text[i])) i++;
  return i;
}

static void move_to(struct arr_editor *e, size_t index) {
  if (index == buffer_of(e).cursor) beep(e);
  else move_cursor(e, index);
}

void on_left(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  move_to(e, cluster_start(&b, b.cursor));
}

void on_right(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  if (b.cursor == b.length) return on_accept_suggestion(e);
  move_to(e, cluster_end(&b, b.cursor));
}

/// The start of the line's text, then of the line itself, then of the whole text.
void on_home(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  size_t start = line_start(&b, b.cursor), text = text_start(&b, b.cursor);
  if (b.cursor > text) move_cursor(e, text);
  else if (b.cursor > start) move_cursor(e, start);
  else move_to(e, 0);
}

void on_end(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  size_t end = line_end(&b, b.cursor);
  if (b.cursor < end) move_cursor(e, end);
  else if (b.cursor < b.length) move_cursor(e, b.length);
  else on_accept_suggestion(e);
}

void on_first(struct arr_editor *e) { move_to(e, 0); }
void on_last(struct arr_editor *e) { move_to(e, buffer_of(e).length); }

void on_word_left(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  move_to(e, word_start(&b));
}

/// To the end of the word, or a word of the suggestion.
void on_word_right(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  if (b.cursor < b.length) return move_to(e, word_end(&b));
  const struct entry *entry = suggested_entry(e);
  if (!entry) return beep(e);
  size_t n, end;
  (void)whole_text(e, &n);
  struct wide rest = widen(entry->text + n, entry->length - n);
  struct buffer r = {rest.text, 0, rest.length};
  if (rest.text) {
    end = word_end(&r);
    rest.text[end] = 0;
    insert_wide(e, rest.text, end);
  }
  free(rest.text);
}

void on_accept_suggestion(struct arr_editor *e) {
  const struct entry *entry = suggested_entry(e);
  if (!entry || buffer_of(e).cursor < buffer_of(e).length) return beep(e);
  size_t n;
  (void)whole_text(e, &n);
  insert_text(e, entry->text + n, entry->length - n);
}

void on_match_bracket(struct arr_editor *e) {
  size_t one, other;
  if (!matching_brackets(e, &one, &other) || one == other) return beep(e);
  move_cursor(e, other);
}

// ---- Lines ----

/// Goes to the line that holds `i`, as far to the right as the first Up or Down began.
static void move_to_line(struct arr_editor *e, const struct buffer *b, size_t i) {
  if (e->followed != FOLLOW_VERTICAL) e->goal = columns_between(b, line_start(b, b->cursor), b->cursor);
  size_t at = line_start(b, i), end = line_end(b, i), column = 0;
  while (at < end) {
    size_t next = cluster_end(b, at), width = 0;
    for (size_t k = at; k < next; k++) width += drawn_width(b->text[k], column + width);
    if (column + width > e->goal) break;
    column += width;
    at = next;
  }
  move_cursor(e, at);
  e->follow = FOLLOW_VERTICAL;
}

void on_line_up(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  size_t start = line_start(&b, b.cursor);
  if (start == 0) on_older(e);
  else move_to_line(e, &b, start - 1);
}

void on_line_down(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  size_t end = line_end(&b, b.cursor);
  if (end == b.length) on_newer(e);
  else move_to_line(e, &b, end + 1);
}
