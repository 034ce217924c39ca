// Entries of the history, fetched when somebody looks at them and then kept.
#include "internal.h"
#include "history.h"

#include <stdlib.h>
#include <string.h>

/// How many entries there are.
size_t history_count(struct arr_editor *e) {
  struct recall *r = e->recall;
  return r ? r->count : 0;
}

/// Learns of entries that came since the last read. Those there were keep their places, counted from the oldest.
void history_update(struct arr_editor *e) {
  struct recall *r = e->recall;
  size_t count = e->callbacks.entries(e->callbacks.ctx);
  if (count < r->count) history_forget(r);
  if (count > r->capacity) {
    size_t capacity = count + count / 2 + 64;
    struct entry *entries = realloc(r->entries, capacity * sizeof *entries);
    if (!entries) return;
    r->entries = entries;
    r->capacity = capacity;
  }
  if (count > r->count) memset(r->entries + r->count, 0, (count - r->count) * sizeof *r->entries);
  r->count = count;
}

void arr_editor_entry_moved(struct arr_editor *e, size_t back) {
  struct recall *r = e->recall;
  if (!r || back == 0 || back > r->count) return;
  struct entry *entry = &r->entries[r->count - back];
  free(entry->text), free(entry->folded);
  memmove(entry, entry + 1, (back - 1) * sizeof *entry);
  r->count--;
}

void history_forget(struct recall *r) {
  for (size_t i = 0; i < r->count; i++) free(r->entries[i].text), free(r->entries[i].folded);
  r->count = 0;
}

/// The entry `back` steps ago, 1 the newest; NULL beyond the oldest.
const struct entry *history_entry(struct arr_editor *e, size_t back) {
  struct recall *r = e->recall;
  if (!r || back == 0 || back > r->count) return NULL;
  struct entry *entry = &r->entries[r->count - back];
  if (entry->text) return entry;
  size_t n = 0;
  const char *text = e->callbacks.recall(e->callbacks.ctx, back, &n);
  if (!text || !(entry->text = malloc(n + 1))) return NULL;
  memcpy(entry->text, text, n);
  entry->text[n] = 0;
  entry->length = n;
  entry->hash = 14695981039346656037u;   // FNV-1a
  for (size_t i = 0; i < n; i++) entry->hash = (entry->hash ^ (unsigned char)text[i]) * 1099511628211u;
  return entry;
}

/// Makes the entry's lower-case text.
void history_fold(struct entry *entry) {
  if (entry->folded) return;
  struct bytes folded = {0};
  bytes_add(&folded, "", 0);
  fold_case(&folded, entry->text, entry->length);
  entry->folded = folded.data;
  entry->folded_length = folded.data ? folded.length : 0;
}

static bool begins_with(const struct entry *entry, const char *prefix, size_t n) {
  return entry->length > n && memcmp(entry->text, prefix, n) == 0;
}

/// The newest entry that begins with the text and goes on; NULL when there is none or the text is empty.
const struct entry *suggested_entry(struct arr_editor *e) {
  struct recall *r = e->recall;
  if (!r || e->hides_suggestion) return NULL;
  if (r->suggested_version == e->version) return history_entry(e, r->suggested);
  size_t n;
  const char *text = whole_text(e, &n);
  r->suggested_version = e->version;
  r->suggested = 0;
  if (n == 0 || text[n - 1] == '\n' || !e->callbacks.suggests(e->callbacks.ctx, text, n)) return NULL;
  for (size_t back = 1; back <= r->count; back++) {
    const struct entry *entry = history_entry(e, back);
    if (entry && begins_with(entry, text, n)) return r->suggested = back, entry;
  }
  return NULL;
}
