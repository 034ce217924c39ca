// Going back to entries of the history: whole, as they were or as they were edited since, and only those that begin with
// what was typed.
#include "history.h"

#include <stdlib.h>
#include <string.h>

static void forget_drafts(struct recall *r) {
  for (size_t i = 0; i < r->draft_count; i++) free(r->drafts[i].text.text);
  free(r->drafts);
  r->drafts = NULL;
  r->draft_count = 0;
}

/// Begins a read at the newest end.
void recall_reset(struct arr_editor *e) {
  if (!e->recall) e->recall = calloc(1, sizeof *e->recall);
  struct recall *r = e->recall;
  if (!r) return;
  forget_drafts(r);
  free(r->prefix);
  r->prefix = NULL;
  r->prefix_length = r->shown = 0;
  r->suggested_version = e->version - 1;
  e->hides_suggestion = false;
  history_update(e);
}

void recall_free(struct arr_editor *e) {
  struct recall *r = e->recall;
  if (!r) return;
  forget_drafts(r);
  history_forget(r);
  free(r->entries), free(r->prefix), free(r);
  e->recall = NULL;
}

static struct draft *draft_of(struct recall *r, size_t back) {
  for (size_t i = 0; i < r->draft_count; i++) if (r->drafts[i].back == back) return &r->drafts[i];
  return NULL;
}

static void save_draft(struct arr_editor *e, size_t back) {
  struct recall *r = e->recall;
  const struct entry *entry = history_entry(e, back);
  size_t n;
  const char *text = whole_text(e, &n);
  struct draft *draft = draft_of(r, back);
  if (!draft && entry && entry->length == n && memcmp(entry->text, text, n) == 0) return;   // as it was
  if (!draft) {
    struct draft *grown = realloc(r->drafts, (r->draft_count + 1) * sizeof *grown);
    if (!grown) return;
    r->drafts = grown;
    draft = &grown[r->draft_count++];
    *draft = (struct draft){.back = back};
  }
  free(draft->text.text);
  draft->text = widen(text, n);
  draft->text.cursor = buffer_of(e).cursor;
}

static void show_entry(struct arr_editor *e, size_t back) {
  struct recall *r = e->recall;
  save_draft(e, r->shown);
  r->shown = back;
  const struct draft *draft = draft_of(r, back);
  const struct entry *entry = history_entry(e, back);
  if (draft && draft->text.text) replace_wide(e, &draft->text);
  else if (entry) replace_text(e, entry->text, entry->length);
  e->hides_suggestion = back > 0;
}

/// The first time: what stands before the cursor becomes what entries must begin with.
static void remember_prefix(struct arr_editor *e) {
  struct recall *r = e->recall;
  free(r->prefix);
  r->prefix = buffer_text(e, 0, buffer_of(e).cursor, &r->prefix_length);
}

/// Whether an entry is worth a stop: it begins as was typed, and is not what is on the screen already.
static bool is_wanted(struct arr_editor *e, size_t back) {
  struct recall *r = e->recall;
  const struct entry *entry = history_entry(e, back);
  if (!entry || !r->prefix || entry->length < r->prefix_length) return false;
  if (memcmp(entry->text, r->prefix, r->prefix_length) != 0) return false;
  size_t n;
  const char *text = whole_text(e, &n);
  return entry->length != n || memcmp(entry->text, text, n) != 0;
}

/// Goes to an entry, as if one had gone there step by step.
void recall_entry(struct arr_editor *e, size_t back) {
  if (!e->recall) return;
  if (e->recall->shown == 0) remember_prefix(e);
  show_entry(e, back);
}

/// Goes to the next entry that contains a text.
void recall_containing(struct arr_editor *e, const char *text, bool older) {
  struct recall *r = e->recall;
  if (!r) return;
  if (r->shown == 0) remember_prefix(e);
  for (size_t back = older ? r->shown + 1 : r->shown - 1; back >= 1 && back <= history_count(e); back += older ? 1 : -(size_t)1) {
    const struct entry *entry = history_entry(e, back);
    if (entry && strstr(entry->text, text)) return show_entry(e, back);
  }
  beep(e);
}

void on_older(struct arr_editor *e) {
  struct recall *r = e->recall;
  if (!r) return;
  if (r->shown == 0) remember_prefix(e);
  for (size_t back = r->shown + 1; back <= history_count(e); back++)
    if (is_wanted(e, back)) return show_entry(e, back);
  beep(e);
}

void on_newer(struct arr_editor *e) {
  struct recall *r = e->recall;
  if (!r || r->shown == 0) return beep(e);
  for (size_t back = r->shown - 1; back > 0; back--) if (is_wanted(e, back)) return show_entry(e, back);
  show_entry(e, 0);
}

void on_oldest(struct arr_editor *e) {
  struct recall *r = e->recall;
  if (!r || history_count(e) == 0) return beep(e);
  if (r->shown == 0) remember_prefix(e);
  show_entry(e, history_count(e));
}

void on_newest(struct arr_editor *e) {
  if (!e->recall || e->recall->shown == 0) return beep(e);
  show_entry(e, 0);
}
