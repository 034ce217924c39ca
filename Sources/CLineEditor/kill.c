// Cutting and yanking. What is cut one after the other without anything between becomes one piece.
#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

/// Keeps a piece of the text as the newest cut.
void remember_killed(struct arr_editor *e, size_t from, size_t to) {
  size_t n;
  char *text = buffer_text(e, from, to, &n);
  if (!text) return;
  e->kill_newest = (e->kill_newest + 1) % kill_ring_size;
  bytes_free(&e->killed[e->kill_newest]);
  bytes_add(&e->killed[e->kill_newest], text, n);
  free(text);
}

const struct bytes *newest_kill(const struct arr_editor *e) { return &e->killed[e->kill_newest]; }

/// Cuts; `backwards` when what was cut before stands behind it.
void kill_range(struct arr_editor *e, size_t from, size_t to, bool backwards) {
  if (to <= from) return beep(e);
  e->follow = FOLLOW_KILL;
  if (e->followed == FOLLOW_KILL) {
    size_t n;
    char *text = buffer_text(e, from, to, &n);
    struct bytes joined = {0}, *newest = &e->killed[e->kill_newest];
    if (text && backwards) bytes_add(&joined, text, n);
    if (newest->length > 0) bytes_add(&joined, newest->data, newest->length);
    if (text && !backwards) bytes_add(&joined, text, n);
    free(text);
    bytes_free(newest);
    *newest = joined;
  } else {
    remember_killed(e, from, to);
  }
  delete_range(e, from, to);
}

void on_kill_to_end(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  size_t end = line_end(&b, b.cursor);
  if (end == b.cursor && end < b.length) end++;   // joins the next line
  kill_range(e, b.cursor, end, false);
}

void on_kill_to_start(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  size_t start = line_start(&b, b.cursor);
  if (start == b.cursor && start > 0) start--;
  kill_range(e, start, b.cursor, true);
}

void on_kill_line(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  size_t start = line_start(&b, b.cursor), end = line_end(&b, b.cursor);
  if (end < b.length) end++;
  else if (start > 0) start--;
  kill_range(e, start, end, false);
}

void on_kill_blank_word(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  size_t i = b.cursor;
  while (i > 0 && iswspace((wint_t)b.text[i - 1])) i--;
  while (i > 0 && !iswspace((wint_t)b.text[i - 1])) i--;
  kill_range(e, i, b.cursor, true);
}

void on_kill_word_left(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  kill_range(e, word_start(&b), b.cursor, true);
}

void on_kill_word_right(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  kill_range(e, b.cursor, word_end(&b), false);
}

// ---- Yanking ----

static void insert_yanked(struct arr_editor *e) {
  const struct bytes *piece = &e->killed[e->yank_shown];
  e->yank_start = buffer_of(e).cursor;
  insert_text(e, piece->data, piece->length);
  e->yank_end = buffer_of(e).cursor;
  e->follow = FOLLOW_YANK;
}

void on_yank(struct arr_editor *e) {
  e->yank_shown = e->kill_newest;
  if (e->killed[e->yank_shown].length == 0) return beep(e);
  insert_yanked(e);
}

/// Puts the piece that was cut before in the place of the one just yanked.
void on_yank_older(struct arr_editor *e) {
  if (e->followed != FOLLOW_YANK) return beep(e);
  for (int tries = 0; tries < kill_ring_size; tries++) {
    e->yank_shown = (e->yank_shown + kill_ring_size - 1) % kill_ring_size;
    if (e->killed[e->yank_shown].length > 0) break;
  }
  delete_range(e, e->yank_start, e->yank_end);
  insert_yanked(e);
}

/// The last word of the entry before; again, that of the one before it.
void on_last_word(struct arr_editor *e) {
  bool again = e->followed == FOLLOW_WORD;
  size_t back = again ? e->word_back : 0;
  const struct entry *entry;
  size_t start, end;
  do {
    entry = history_entry(e, ++back);
    if (!entry) {
      e->follow = again ? FOLLOW_WORD : FOLLOW_NOTHING;
      return beep(e);
    }
    end = entry->length;
    while (end > 0 && (unsigned char)entry->text[end - 1] <= ' ') end--;
    start = end;
    while (start > 0 && (unsigned char)entry->text[start - 1] > ' ') start--;
  } while (start == end);
  if (again) delete_range(e, e->yank_start, e->yank_end);
  e->yank_start = buffer_of(e).cursor;
  insert_text(e, entry->text + start, end - start);
  e->yank_end = buffer_of(e).cursor;
  e->word_back = back;
  e->follow = FOLLOW_WORD;
}
