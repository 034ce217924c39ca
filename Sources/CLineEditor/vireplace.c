// vi's replace mode: what is typed takes the place of what is there, to the end of the line, and Backspace brings that back.
#include "vi.h"

#include <stdlib.h>
#include <string.h>

/// The characters that one typed took the place of, and a 0 behind them.
struct vi_replaced { wchar_t *text; size_t length; };

static void forget(struct vi *v) {
  while (v->replaced_count > 0) free(v->replaced[--v->replaced_count].text);
}

void vi_begin_replacing(struct arr_editor *e) {
  forget(e->vi);
  e->vi->replacing = true;
}

void vi_end_replacing(struct vi *v) {
  forget(v);
  free(v->replaced);
  v->replaced = NULL;
  v->replaced_capacity = 0;
  v->replacing = false;
}

static struct vi_replaced *remember(struct vi *v) {
  if (v->replaced_count == v->replaced_capacity) {
    size_t capacity = v->replaced_capacity ? v->replaced_capacity * 2 : 32;
    struct vi_replaced *more = realloc(v->replaced, capacity * sizeof *more);
    if (!more) return NULL;
    v->replaced = more;
    v->replaced_capacity = capacity;
  }
  v->replaced[v->replaced_count] = (struct vi_replaced){0};
  return &v->replaced[v->replaced_count++];
}

static void type_over(struct arr_editor *e, wchar_t c) {
  struct buffer b = buffer_of(e);
  struct vi_replaced *old = remember(e->vi);
  size_t end = b.cursor < line_end(&b, b.cursor) && !is_mark(c) ? cluster_end(&b, b.cursor) : b.cursor, n = end - b.cursor;
  if (old && n > 0 && (old->text = calloc(n + 1, sizeof *old->text))) {
    memcpy(old->text, b.text + b.cursor, n * sizeof *old->text);
    old->length = n;
  }
  delete_range(e, b.cursor, end);
  insert_wide(e, (wchar_t[]){c, 0}, 1);
  e->follow = FOLLOW_TYPING;
  e->hides_suggestion = false;
}

/// Puts back what the last character took the place of; where nothing was typed, goes to the left.
static void take_back(struct arr_editor *e) {
  struct vi *v = e->vi;
  struct buffer b = buffer_of(e);
  e->follow = FOLLOW_ERASING;
  if (v->replaced_count == 0 || b.cursor == 0) {
    if (b.cursor > line_start(&b, b.cursor)) move_cursor(e, cluster_start(&b, b.cursor));
    return;
  }
  struct vi_replaced old = v->replaced[--v->replaced_count];
  size_t at = b.cursor - 1;
  delete_range(e, at, b.cursor);
  if (old.length > 0) insert_wide(e, old.text, old.length);
  move_cursor(e, at);
  free(old.text);
}

/// A key in replace mode; false when it means what it means in insert mode.
bool vi_replace_key(struct arr_editor *e, key_code key) {
  struct vi *v = e->vi;
  bool types = key >= ' ' && key < KEY_NAMED && !(key & KEY_MODIFIERS);
  if (v->replaced_version != e->version || v->replaced_end != buffer_of(e).cursor) forget(v);   // something else came between
  if (types) type_over(e, (wchar_t)key);
  else if (key == KEY_BACKSPACE) take_back(e);
  else return false;
  v->replaced_version = e->version;
  v->replaced_end = buffer_of(e).cursor;
  return true;
}
