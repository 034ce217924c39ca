// Undo and redo: whole texts, kept after every command that changed something. A run of typed characters, or of erased
// ones, is one step for each word; with vi keys, what led into insert mode and all that was typed until it was left.
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum { most_steps = 1000, most_characters = 1 << 23 };

struct stack { struct wide steps[most_steps]; size_t count, characters; };

struct undo {
  struct stack past, future;
  struct wide present;       // the text as of `version`
  unsigned long version;
  enum follow run;           // what the newest step is made of
  bool open;                 // with vi keys: a step that goes on while typing does
};

static void clear(struct stack *s) {
  while (s->count > 0) free(s->steps[--s->count].text);
  s->characters = 0;
}

/// Takes over the text; the oldest steps go when it becomes too much.
static void push(struct stack *s, struct wide step) {
  size_t dropped = 0;
  s->characters += step.length;
  while (dropped < s->count && (s->count - dropped == most_steps || s->characters > most_characters)) {
    s->characters -= s->steps[dropped].length;
    free(s->steps[dropped++].text);
  }
  s->count -= dropped;
  memmove(s->steps, s->steps + dropped, s->count * sizeof *s->steps);
  s->steps[s->count++] = step;
}

static struct wide pop(struct stack *s) {
  struct wide step = s->steps[--s->count];
  s->characters -= step.length;
  return step;
}

static struct wide copy_of(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  struct wide copy = {malloc((b.length + 1) * sizeof(wchar_t)), b.length, b.cursor};
  if (!copy.text) return (struct wide){0};
  memcpy(copy.text, b.text, b.length * sizeof *b.text);
  copy.text[b.length] = 0;
  return copy;
}

/// Whether what was just typed begins a word, so that the one before can be undone alone.
static bool begins_word(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  if (b.cursor == 0 || !in_word(b.text[b.cursor - 1])) return false;
  return b.cursor == 1 || !in_word(b.text[b.cursor - 2]);
}

/// Begins with an empty past.
void undo_reset(struct arr_editor *e) {
  if (!e->undo) e->undo = calloc(1, sizeof *e->undo);
  struct undo *u = e->undo;
  if (!u) return;
  clear(&u->past);
  clear(&u->future);
  free(u->present.text);
  u->present = copy_of(e);
  u->version = e->version;
  u->run = FOLLOW_NOTHING;
  u->open = false;
}

void undo_free(struct arr_editor *e) {
  if (!e->undo) return;
  clear(&e->undo->past);
  clear(&e->undo->future);
  free(e->undo->present.text);
  free(e->undo);
  e->undo = NULL;
}

/// Looks at what the last command did. Called after every one.
void undo_record(struct arr_editor *e) {
  struct undo *u = e->undo;
  if (!u) return;
  if (u->version == e->version) {
    u->present.cursor = buffer_of(e).cursor;
    if (e->follow != FOLLOW_TYPING && e->follow != FOLLOW_ERASING) u->run = FOLLOW_NOTHING, u->open = false;
    return;
  }
  bool types = e->follow == FOLLOW_TYPING, erases = e->follow == FOLLOW_ERASING;
  bool goes_on = e->vi ? u->open && (types || erases)
    : (types && u->run == FOLLOW_TYPING && !begins_word(e)) || (erases && u->run == FOLLOW_ERASING);
  if (goes_on) free(u->present.text);
  else if (u->present.text) push(&u->past, u->present);
  clear(&u->future);
  u->present = copy_of(e);
  u->version = e->version;
  u->run = e->follow;
  u->open = e->vi && !vi_in_commands(e);
}

static void exchange(struct arr_editor *e, struct stack *from, struct stack *to) {
  struct undo *u = e->undo;
  if (from->count == 0) return beep(e);
  struct wide step = pop(from);
  if (u->present.text) push(to, u->present);
  u->present = step;
  replace_wide(e, &step);
  u->version = e->version;
  u->run = FOLLOW_NOTHING;
  u->open = false;
}

void on_undo(struct arr_editor *e) { if (e->undo) exchange(e, &e->undo->past, &e->undo->future); }
void on_redo(struct arr_editor *e) { if (e->undo) exchange(e, &e->undo->future, &e->undo->past); }
