// Up and Down: inside the text, and at its edges through history, where an entry comes back whole.
#include "internal.h"

#include <stdlib.h>

static unsigned char show_entry(struct arr_editor *e, size_t back) {
  size_t n = e->draft_length;
  const char *text = back == 0 ? e->draft : e->callbacks.recall(e->callbacks.ctx, back, &n);
  if (!text) return CC_ERROR;
  if (e->recalled == 0) {
    free(e->draft);
    e->draft = buffer_text(e, 0, buffer_of(e).length, &e->draft_length);
  }
  e->recalled = back;
  replace_text(e, text, n);
  return CC_REFRESH;
}

unsigned char on_older(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  return show_entry(e, e->recalled + 1);
}

unsigned char on_newer(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  return e->recalled == 0 ? CC_ERROR : show_entry(e, e->recalled - 1);
}

/// Goes to the line that holds `i`, as far along as the cursor is in its own.
static unsigned char move_to_line(struct arr_editor *e, const struct buffer *b, size_t i) {
  size_t along = b->cursor - content_start(e, b, b->cursor);
  size_t start = content_start(e, b, i), end = line_end(b, i);
  move_cursor(e, along < end - start ? start + along : end);
  return CC_REFRESH;
}

unsigned char on_up(EditLine *el, wint_t key) {
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  size_t start = line_start(&b, b.cursor);
  return start == 0 ? on_older(el, key) : move_to_line(e, &b, start - 1);
}

unsigned char on_down(EditLine *el, wint_t key) {
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  size_t end = line_end(&b, b.cursor);
  return end == b.length ? on_newer(el, key) : move_to_line(e, &b, end + 1);
}
