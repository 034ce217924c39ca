// Tab: as much as all candidates share; when that is nothing more, a menu of them.
#include "completion.h"

#include <stdlib.h>
#include <string.h>

void arr_completions_begin(struct arr_completions *out, size_t start) { out->start = start; }

void arr_completions_add(struct arr_completions *out, const struct arr_candidate *candidate) {
  if (out->count == out->capacity) {
    size_t capacity = out->capacity ? out->capacity * 2 : 16;
    struct candidate *grown = realloc(out->items, capacity * sizeof *grown);
    if (!grown) return;
    out->items = grown;
    out->capacity = capacity;
  }
  struct candidate *item = &out->items[out->count];
  item->text = strdup(candidate->text);
  item->display = candidate->display ? strdup(candidate->display) : NULL;
  item->detail = candidate->detail ? strdup(candidate->detail) : NULL;
  item->kind = candidate->kind < ARR_KIND_COUNT ? candidate->kind : ARR_VARIABLE;
  if (item->text) out->count++;
}

void completions_free(struct arr_completions *c) {
  for (size_t i = 0; i < c->count; i++) free(c->items[i].text), free(c->items[i].display), free(c->items[i].detail);
  free(c->items);
  *c = (struct arr_completions){0};
}

/// Asks for what can stand at the cursor.
void completions_ask(struct arr_editor *e, struct arr_completions *found, size_t *cursor) {
  size_t n;
  const char *text = whole_text(e, &n);
  *cursor = byte_offset(e, buffer_of(e).cursor);
  *found = (struct arr_completions){.start = *cursor};
  e->callbacks.complete(e->callbacks.ctx, text, n, *cursor, found);
  if (found->start > *cursor) completions_free(found);
}

/// Puts a candidate in the place of what was typed.
void completions_insert(struct arr_editor *e, const struct arr_completions *c, const struct candidate *chosen, size_t cursor) {
  size_t from = index_of_byte(e, c->start), to = index_of_byte(e, cursor);
  delete_range(e, from, to);
  move_cursor(e, from);
  insert_text(e, chosen->text, strlen(chosen->text));
}

/// Bytes that all candidates begin with, whole characters only.
static size_t shared_length(const struct arr_completions *c) {
  const char *first = c->items[0].text;
  size_t n = strlen(first);
  for (size_t i = 1; i < c->count; i++) {
    size_t k = 0;
    while (k < n && c->items[i].text[k] == first[k]) k++;
    n = k;
  }
  while (n > 0 && ((unsigned char)first[n] & 0xC0) == 0x80) n--;
  return n;
}

void on_complete(struct arr_editor *e) {
  struct arr_completions found;
  size_t cursor, n;
  completions_ask(e, &found, &cursor);
  if (found.count == 0) {
    completions_free(&found);
    return beep(e);
  }
  const char *text = whole_text(e, &n);
  size_t typed = cursor - found.start, shared = shared_length(&found);
  bool extends = shared >= typed && memcmp(text + found.start, found.items[0].text, typed) == 0;
  if (found.count == 1) {
    if (!extends || shared > typed) completions_insert(e, &found, &found.items[0], cursor);
  } else if (extends && shared > typed) {
    insert_text(e, found.items[0].text + typed, shared - typed);
  } else {
    e->menu = calloc(1, sizeof *e->menu);
    if (e->menu) {
      *e->menu = (struct menu){.found = found, .cursor = cursor, .version = e->version, .chosen = none_chosen};
      return;
    }
  }
  completions_free(&found);
}
