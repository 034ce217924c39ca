// Ctrl-R: entries that contain what is typed, in a list below the text, narrowed with every letter.
#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

enum { most_listed = 8 };

struct search {
  struct bytes query;
  size_t *all, all_count;       // places of the history, newest first, each text once; behind them those of `elsewhere`
  struct entry *elsewhere;      // entries that are not this session's to recall, at the places behind the history's oldest
  size_t elsewhere_count;
  size_t *matches, match_count;
  size_t chosen, top;
};

// ---- Matching ----

/// Capital letters in the query make it mean them.
static bool has_capital(const struct bytes *query) {
  for (size_t i = 0; i < query->length;) {
    wchar_t c;
    size_t taken = utf8_decode(query->data + i, query->length - i, &c);
    if (taken && iswupper((wint_t)c)) return true;
    i += taken ? taken : 1;
  }
  return false;
}

/// Where the entry contains the query, as a byte of its text or folded text; NULL when it does not.
static const char *found_in(struct entry *entry, const struct bytes *query, bool exactly) {
  if (query->length == 0) return entry->text;
  if (exactly) return memmem(entry->text, entry->length, query->data, query->length);
  history_fold(entry);
  return entry->folded ? memmem(entry->folded, entry->folded_length, query->data, query->length) : NULL;
}

/// The entry at a place of the list.
static struct entry *entry_at(struct arr_editor *e, size_t place) {
  size_t own = history_count(e);
  if (place <= own) return (struct entry *)history_entry(e, place);
  return place - own <= e->search->elsewhere_count ? &e->search->elsewhere[place - own - 1] : NULL;
}

/// Keeps those of `from` that match, in order.
static void filter(struct arr_editor *e, const size_t *from, size_t count) {
  struct search *s = e->search;
  bool exactly = has_capital(&s->query);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    struct entry *entry = entry_at(e, from[i]);
    if (entry && found_in(entry, &s->query, exactly)) s->matches[kept++] = from[i];
  }
  s->match_count = kept;
  s->chosen = s->top = 0;
}

/// Copies the entries of other sessions.
static void fetch_elsewhere(struct arr_editor *e) {
  struct search *s = e->search;
  size_t n, capacity = 0;
  const char *text;
  for (size_t i = 0; (text = e->callbacks.elsewhere(e->callbacks.ctx, i, &n)); i++) {
    if (s->elsewhere_count == capacity) {
      capacity = capacity ? 2 * capacity : 64;
      struct entry *grown = realloc(s->elsewhere, capacity * sizeof *grown);
      if (!grown) return;
      s->elsewhere = grown;
    }
    struct entry *entry = &s->elsewhere[s->elsewhere_count];
    *entry = (struct entry){.text = malloc(n + 1), .length = n};
    if (!entry->text) return;
    memcpy(entry->text, text, n);
    entry->text[n] = 0;
    s->elsewhere_count++;
  }
}

static void list_all(struct arr_editor *e) {
  struct search *s = e->search;
  fetch_elsewhere(e);
  size_t count = history_count(e), others = s->elsewhere_count, slots = 64;
  while (slots < count * 2) slots *= 2;
  size_t *seen = calloc(slots, sizeof *seen);
  s->all = calloc(count + others + 1, sizeof *s->all);
  s->matches = calloc(count + others + 1, sizeof *s->matches);
  for (size_t back = 1; seen && s->all && s->matches && back <= count; back++) {
    const struct entry *entry = history_entry(e, back);
    if (!entry || entry->length == 0) continue;
    size_t slot = entry->hash & (slots - 1);
    bool known = false;
    for (; seen[slot] && !known; slot = (slot + 1) & (slots - 1)) {
      const struct entry *other = history_entry(e, seen[slot]);
      known = other->length == entry->length && memcmp(other->text, entry->text, entry->length) == 0;
    }
    if (known) continue;
    seen[slot] = back;
    s->all[s->all_count++] = back;
  }
  if (s->all && s->matches)
    for (size_t i = 1; i <= others; i++) s->all[s->all_count++] = count + i;
  free(seen);
}

/// The entry that Enter would take; NULL without one, or outside a search.
const struct entry *search_chosen(struct arr_editor *e) {
  struct search *s = e->search;
  return s && s->match_count > 0 ? entry_at(e, s->matches[s->chosen]) : NULL;
}

// ---- Keys ----

static void begin(struct arr_editor *e) {
  menu_close(e);
  e->search = calloc(1, sizeof *e->search);
  if (!e->search) return;
  list_all(e);
  bytes_add(&e->search->query, "", 0);
  filter(e, e->search->all, e->search->all_count);
}

void search_close(struct arr_editor *e) {
  struct search *s = e->search;
  if (!s) return;
  bytes_free(&s->query);
  for (size_t i = 0; i < s->elsewhere_count; i++) free(s->elsewhere[i].text), free(s->elsewhere[i].folded);
  free(s->elsewhere);
  free(s->all), free(s->matches), free(s);
  e->search = NULL;
}

static void step(struct arr_editor *e, long by) {
  struct search *s = e->search;
  if (s->match_count == 0) return;
  long at = (long)s->chosen + by, last = (long)s->match_count - 1;
  s->chosen = (size_t)(at < 0 ? 0 : at > last ? last : at);
}

void on_search(struct arr_editor *e) { begin(e); }
void on_search_newer(struct arr_editor *e) { begin(e); }

static void accept(struct arr_editor *e) {
  struct search *s = e->search;
  if (s->match_count > 0) {
    vi_searched(e, s->query.data);
    size_t place = s->matches[s->chosen];
    const struct entry *entry = entry_at(e, place);
    if (place <= history_count(e)) {
      recall_entry(e, place);
    } else if (entry) {
      // It has no place among this session's entries: it is as if it were typed.
      delete_range(e, 0, buffer_of(e).length);
      insert_text(e, entry->text, entry->length);
    }
  }
  search_close(e);
}

/// Drops the query's end: a character, or back to a blank.
static void shorten(struct arr_editor *e, bool word) {
  struct search *s = e->search;
  struct bytes *q = &s->query;
  if (q->length == 0) return;
  if (word) {
    while (q->length > 0 && q->data[q->length - 1] == ' ') q->length--;
    while (q->length > 0 && q->data[q->length - 1] != ' ') q->length--;
  } else {
    do q->length--; while (q->length > 0 && ((unsigned char)q->data[q->length] & 0xC0) == 0x80);
  }
  q->data[q->length] = 0;
  filter(e, s->all, s->all_count);
}

static void lengthen(struct arr_editor *e, key_code key) {
  struct search *s = e->search;
  char encoded[4];
  bool was_exact = has_capital(&s->query);
  bytes_add(&s->query, encoded, utf8_encode((wchar_t)key, encoded));
  bool narrows = was_exact == has_capital(&s->query);
  filter(e, narrows ? s->matches : s->all, narrows ? s->match_count : s->all_count);
}

/// A key while the search is on; false when it ended the search and means something else as well.
bool search_key(struct arr_editor *e, key_code key) {
  if (key < KEY_NAMED && key >= ' ') return lengthen(e, key), true;
  switch (key) {
  case CONTROL('r'): case KEY_DOWN: case CONTROL('n'): step(e, 1); return true;
  case CONTROL('s'): case KEY_UP: case CONTROL('p'): step(e, -1); return true;
  case KEY_PAGE_DOWN: step(e, most_listed); return true;
  case KEY_PAGE_UP: step(e, -most_listed); return true;
  case KEY_BACKSPACE: shorten(e, false); return true;
  case CONTROL('w'): case KEY_BACKSPACE | KEY_ALT: shorten(e, true); return true;
  case CONTROL('u'):
    e->search->query.length = 0;
    filter(e, e->search->all, e->search->all_count);
    return true;
  case KEY_ENTER: case KEY_TAB: case CONTROL('j'): accept(e); return true;
  case CONTROL('c'): e->interrupted = false; search_close(e); return true;
  case CONTROL('g'): case KEY_ESCAPE: search_close(e); return true;
  case KEY_PASTE: case KEY_UNKNOWN: return key == KEY_UNKNOWN ? true : (accept(e), false);
  case CONTROL('l'): return false;
  default: accept(e); return false;
  }
}

// ---- Drawing ----

/// Rows below the text: the query's, and as much of the list as there is room for.
size_t search_rows(struct arr_editor *e, size_t columns, size_t lines) {
  (void)columns;
  if (lines < 3) return lines - 1;
  size_t listed = e->search->match_count < most_listed ? e->search->match_count : most_listed;
  return 1 + (listed + 1 < lines - 1 ? listed : lines - 2);
}

/// A part of an entry on one line; its columns.
static size_t draw_part(struct arr_editor *e, struct bytes *out, const char *text, size_t n, size_t columns) {
  size_t width = 0;
  for (size_t i = 0; i < n;) {
    size_t end = i;
    while (end < n && text[end] != '\n') end++;
    width += bytes_fitted(out, text + i, end - i, columns - width);
    i = end;
    if (i == n) break;
    if (width + 2 > columns) break;
    bytes_text(out, e->unicode ? "\u23ce " : "; ");
    width += 2;
    while (i < n && (text[i] == '\n' || text[i] == ' ')) i++;
  }
  return width;
}

static size_t draw_match(struct arr_editor *e, struct bytes *out, struct entry *entry, size_t columns) {
  struct search *s = e->search;
  bool exactly = has_capital(&s->query);
  const char *at = found_in(entry, &s->query, exactly);
  if (!exactly && s->query.length > 0) {
    bool aligned = entry->folded && entry->folded_length == entry->length;
    at = aligned && at ? entry->text + (at - entry->folded) : NULL;
  }
  if (!at || s->query.length == 0) return draw_part(e, out, entry->text, entry->length, columns);
  size_t start = (size_t)(at - entry->text), end = start + s->query.length, from = 0, width = 0;
  if (utf8_width(entry->text, end) > columns) {   // the match itself shall be seen
    size_t wanted = columns / 3, back = start;
    while (back > 0 && start - back < wanted) back--;
    while (back < start && ((unsigned char)entry->text[back] & 0xC0) == 0x80) back++;
    from = back;
    bytes_text(out, e->unicode ? "\u2026" : "~");
    width = 1;
  }
  width += draw_part(e, out, entry->text + from, start - from, columns - width);
  theme_look(e, out, LOOK_MATCHED);
  width += draw_part(e, out, entry->text + start, end - start, columns - width);
  theme_plain(out);
  return width + draw_part(e, out, entry->text + end, entry->length - end, columns - width);
}

static void draw_query(struct arr_editor *e, struct frame *f, size_t columns) {
  struct search *s = e->search;
  struct bytes *out = frame_row(f, 0);
  if (!out) return;
  static const char title[] = "search: ";
  size_t width = columns > 16 ? sizeof title - 1 : 0, room = columns - width - 1, from = 0;
  theme_look(e, out, LOOK_DIM);
  if (width > 0) bytes_text(out, title);
  theme_plain(out);
  while (utf8_width(s->query.data + from, s->query.length - from) > room) from += utf8_length((unsigned char)s->query.data[from]) ?: 1;
  width += bytes_fitted(out, s->query.data + from, s->query.length - from, room);
  size_t cursor = width;
  char count[64];
  if (s->match_count > 0) snprintf(count, sizeof count, "   %zu of %zu", s->chosen + 1, s->match_count);
  else snprintf(count, sizeof count, "   nothing found");
  if (width + strlen(count) < columns) {
    theme_look(e, out, LOOK_DIM);
    bytes_text(out, count);
    theme_plain(out);
    width += strlen(count);
  }
  f->cursor_row = f->count - 1;
  f->cursor_column = cursor;
  f->widths[f->count - 1] = width;
}

void search_draw(struct arr_editor *e, struct frame *f, size_t columns, size_t rows) {
  struct search *s = e->search;
  draw_query(e, f, columns);
  size_t listed = rows - 1;
  if (listed == 0) return;
  if (s->chosen < s->top) s->top = s->chosen;
  if (s->chosen >= s->top + listed) s->top = s->chosen - listed + 1;
  for (size_t i = s->top; i < s->top + listed && i < s->match_count; i++) {
    struct entry *entry = entry_at(e, s->matches[i]);
    struct bytes *out = frame_row(f, 0);
    if (!entry || !out) return;
    bool chosen = i == s->chosen;
    bytes_text(out, chosen ? "> " : "  ");
    f->widths[f->count - 1] = 2 + draw_match(e, out, entry, columns - 2);
  }
}
