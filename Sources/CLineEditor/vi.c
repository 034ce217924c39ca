// vi's two modes on a text of several lines.
#include "vi.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

bool vi_in_commands(const struct arr_editor *e) { return e->vi && e->vi->commands; }

/// What stands before the prompt.
const char *vi_mode_mark(const struct arr_editor *e) { return e->vi->commands ? "[n] " : e->vi->replacing ? "[r] " : "[i] "; }

/// Turns vi keys on, in insert mode.
void vi_begin(struct arr_editor *e) {
  if (!e->vi) e->vi = calloc(1, sizeof *e->vi);
  if (!e->vi) return;
  e->vi->commands = e->vi->recording = e->vi->repeating = false;
  e->vi->count = e->vi->outer_count = e->vi->draft_length = 0;
  e->vi->operator = e->vi->waiting = 0;
  vi_end_replacing(e->vi);
}

void vi_free(struct arr_editor *e) {
  if (!e->vi) return;
  vi_end_replacing(e->vi);
  free(e->vi->searched);
  free(e->vi);
  e->vi = NULL;
}

// ---- Modes ----

static void begin_inserting(struct arr_editor *e) { e->vi->commands = false; }

/// The cursor stands on a character, not behind the line's last.
static void settle(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  if (b.cursor == line_end(&b, b.cursor) && b.cursor > line_start(&b, b.cursor)) move_cursor(e, cluster_start(&b, b.cursor));
}

static void begin_commands(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  e->vi->commands = true;
  vi_end_replacing(e->vi);
  if (b.cursor > line_start(&b, b.cursor)) move_cursor(e, cluster_start(&b, b.cursor));
}

// ---- The change that . repeats ----

static bool is_digit(key_code key) { return key >= '0' && key <= '9'; }

static void take_down(struct vi *v, key_code key) {
  if (v->draft_length < longest_change) v->draft[v->draft_length++] = key;
}

/// Begins with the count that was typed before the command.
static void begin_change(struct vi *v) {
  char digits[24] = "";
  v->recording = true;
  v->draft_length = 0;
  if (v->count > 0) snprintf(digits, sizeof digits, "%zu", v->count);
  for (size_t i = 0; digits[i]; i++) take_down(v, (key_code)digits[i]);
}

static void end_change(struct vi *v) {
  if (!v->recording) return;
  v->recording = false;
  memcpy(v->change, v->draft, v->draft_length * sizeof *v->draft);
  v->change_length = v->draft_length;
}

/// Takes the numbers out of the change, before its command and before its motion, and puts `count` in their place.
static void recount(struct vi *v, size_t count) {
  char digits[24];
  size_t n = (size_t)snprintf(digits, sizeof digits, "%zu", count), at = 0, kept = 0;
  while (at < v->change_length && is_digit(v->change[at])) at++;
  bool operates = at < v->change_length && (v->change[at] == 'd' || v->change[at] == 'c');
  if (operates) v->change[kept++] = v->change[at++];
  if (operates && at < v->change_length && v->change[at] != '0')
    while (at < v->change_length && is_digit(v->change[at])) at++;
  size_t rest = v->change_length - at;
  if (kept + n + rest > longest_change) return;
  memmove(v->change + n + kept, v->change + at, rest * sizeof *v->change);
  if (kept > 0) v->change[n] = v->change[0];
  for (size_t i = 0; i < n; i++) v->change[i] = (key_code)digits[i];
  v->change_length = n + kept + rest;
}

/// Does the last change again, with another count when one is given.
static void repeat(struct arr_editor *e, size_t count) {
  struct vi *v = e->vi;
  if (v->change_length == 0 || v->repeating) return;
  if (count > 0) recount(v, count);
  v->repeating = true;
  v->count = 0;
  for (size_t i = 0; i < v->change_length && e->vi && !e->done; i++) {
    key_code key = v->change[i];
    if (v->commands) {
      vi_key(e, key);
    } else if (key == KEY_ESCAPE) {
      begin_commands(e);
    } else if (v->replacing && vi_replace_key(e, key)) {
      continue;
    } else if (key == KEY_BACKSPACE) {
      on_backspace(e);
    } else if (key == KEY_ENTER) {
      on_open_line(e);
    } else {
      e->key = key;
      on_insert(e);
    }
  }
  if (e->vi) e->vi->repeating = false;
}

// ---- Operators ----

static void cut(struct arr_editor *e, size_t from, size_t to, bool lines) {
  e->vi->cut_lines = lines;
  if (from < to) remember_killed(e, from, to);
  delete_range(e, from, to);
}

/// Applies the waiting operator to what lies between the cursor and where the motion leads.
static void operate(struct arr_editor *e, wchar_t operator, struct motion m) {
  struct buffer b = buffer_of(e);
  size_t from = m.to < b.cursor ? m.to : b.cursor, to = m.to < b.cursor ? b.cursor : m.to;
  if (m.inclusive && to < b.length) to = cluster_end(&b, to);
  if (m.lines) {
    from = line_start(&b, from), to = line_end(&b, to);
    if (operator == L'c') from = text_start(&b, from) < to ? text_start(&b, from) : from;
  }
  if (operator == L'y') {
    e->vi->cut_lines = m.lines;
    if (from < to) remember_killed(e, from, to);
    if (!m.lines) move_cursor(e, from);
  } else if (m.lines && operator == L'd') {
    e->vi->cut_lines = true;
    remember_killed(e, from, to);
    if (to < b.length) to++;
    else if (from > 0) from--;
    delete_range(e, from, to);
    b = buffer_of(e);
    move_cursor(e, text_start(&b, b.cursor));
  } else {
    cut(e, from, to, m.lines);
  }
  if (operator == L'c') begin_inserting(e);
}

static void put(struct arr_editor *e, bool behind, size_t times) {
  const struct bytes *piece = newest_kill(e);
  struct buffer b = buffer_of(e);
  if (piece->length == 0) return beep(e);
  if (e->vi->cut_lines) {
    size_t at = behind ? line_end(&b, b.cursor) : line_start(&b, b.cursor);
    move_cursor(e, at);
    for (; times > 0; times--) {
      if (behind) insert_wide(e, L"\n", 1);
      insert_text(e, piece->data, piece->length);
      if (!behind) insert_wide(e, L"\n", 1);
    }
    b = buffer_of(e);
    size_t begun = behind ? at + 1 : at;
    move_cursor(e, text_start(&b, begun < b.length ? begun : b.length));
    return;
  }
  if (behind && b.cursor < line_end(&b, b.cursor)) move_cursor(e, cluster_end(&b, b.cursor));
  for (; times > 0; times--) insert_text(e, piece->data, piece->length);
  b = buffer_of(e);
  move_cursor(e, cluster_start(&b, b.cursor));
}

static void replace_character(struct arr_editor *e, wchar_t c, size_t times) {
  struct buffer b = buffer_of(e);
  size_t end = b.cursor, n = 0;
  for (; n < times && end < line_end(&b, b.cursor); n++) end = cluster_end(&b, end);
  if (n < times) return beep(e);
  delete_range(e, b.cursor, end);
  for (; n > 0; n--) insert_wide(e, (wchar_t[]){c, 0}, 1);
  b = buffer_of(e);
  if (c != L'\n') move_cursor(e, cluster_start(&b, b.cursor));
}

static void swap_case(struct arr_editor *e, size_t times) {
  struct buffer b = buffer_of(e);
  for (; times > 0 && b.cursor < line_end(&b, b.cursor); times--) {
    wint_t c = (wint_t)b.text[b.cursor], other = iswupper(c) ? towlower(c) : towupper(c);
    delete_range(e, b.cursor, b.cursor + 1);
    insert_wide(e, (wchar_t[]){(wchar_t)other, 0}, 1);
    b = buffer_of(e);
  }
}

// ---- Commands ----

/// Keeps what / looked for, so that n and N can go on.
void vi_searched(struct arr_editor *e, const char *query) {
  if (!e->vi) return;
  free(e->vi->searched);
  e->vi->searched = strdup(query);
}

/// n and N: the next entry of the history that holds what was searched for.
static void search_again(struct arr_editor *e, bool older) {
  if (e->vi->searched) recall_containing(e, e->vi->searched, older);
}

static void up_or_down(struct arr_editor *e, bool up, size_t times) {
  for (; times > 0; times--) {
    if (up) on_line_up(e);
    else on_line_down(e);
    e->followed = e->follow;
  }
}

/// A command that is no motion; false when the key is none.
static bool command(struct arr_editor *e, key_code key, size_t count) {
  struct vi *v = e->vi;
  struct buffer b = buffer_of(e);
  size_t times = count > 0 ? count : 1, end = line_end(&b, b.cursor), start = line_start(&b, b.cursor), i = b.cursor;
  switch (key) {
  case 'i': case KEY_INSERT: begin_inserting(e); break;
  case 'I': move_cursor(e, text_start(&b, b.cursor)), begin_inserting(e); break;
  case 'a': if (b.cursor < end) move_cursor(e, cluster_end(&b, b.cursor)); begin_inserting(e); break;
  case 'A': move_cursor(e, end), begin_inserting(e); break;
  case 'R': begin_inserting(e), vi_begin_replacing(e); break;
  case 'o': move_cursor(e, end), insert_newline(e, true), begin_inserting(e); break;
  case 'O':
    move_cursor(e, start);
    insert_wide(e, L"\n", 1);
    move_cursor(e, start);
    insert_spaces(e, text_start(&b, i) - start);
    begin_inserting(e);
    break;
  case 'x': case KEY_DELETE:
    for (; times > 0 && i < end; times--) i = cluster_end(&b, i);
    cut(e, b.cursor, i, false);
    break;
  case 'X':
    for (; times > 0 && i > start; times--) i = cluster_start(&b, i);
    cut(e, i, b.cursor, false);
    break;
  case 's':
    for (; times > 0 && i < end; times--) i = cluster_end(&b, i);
    cut(e, b.cursor, i, false);
    begin_inserting(e);
    break;
  case 'S': operate(e, L'c', (struct motion){b.cursor, false, true}); break;
  case 'D': cut(e, b.cursor, end, false); break;
  case 'C': cut(e, b.cursor, end, false), begin_inserting(e); break;
  case 'Y': operate(e, L'y', (struct motion){b.cursor, false, true}); break;
  case 'J':
    if (end < b.length) delete_range(e, end, text_start(&b, end + 1)), insert_wide(e, L" ", 1), move_cursor(e, end);
    break;
  case 'p': put(e, true, times); break;
  case 'P': put(e, false, times); break;
  case '~': swap_case(e, times); break;
  case 'u': for (; times > 0; times--) on_undo(e); break;
  case CONTROL('r'): for (; times > 0; times--) on_redo(e); break;
  case '.': repeat(e, count); break;
  case 'v': on_edit(e); break;
  case '/': case '?': on_search(e); break;
  case 'n': search_again(e, true); break;
  case 'N': search_again(e, false); break;
  case '#': move_cursor(e, start), insert_text(e, "# ", 2); break;
  case 'j': case '+': case KEY_DOWN: up_or_down(e, false, times); break;
  case 'k': case '-': case KEY_UP: up_or_down(e, true, times); break;
  default: return false;
  }
  (void)v;
  return true;
}

static void forget_numbers(struct vi *v) {
  v->count = v->outer_count = 0;
  v->operator = 0;
}

static size_t whole_count(const struct vi *v) {
  size_t outer = v->outer_count, inner = v->count, most = 10000;
  if (outer == 0 && inner == 0) return 0;
  size_t product = (outer ? outer : 1) * (inner ? inner : 1);
  return product < most ? product : most;
}

/// Acts on a motion: goes there, or lets the operator have what lies between.
static void move(struct arr_editor *e, struct motion m) {
  struct vi *v = e->vi;
  wchar_t operator = v->operator;
  forget_numbers(v);
  if (operator) operate(e, operator, m);
  else move_cursor(e, m.to);
}

/// The character that f, t, r or g were waiting for.
static void take_awaited(struct arr_editor *e, key_code key) {
  struct vi *v = e->vi;
  wchar_t waiting = v->waiting, c = key == KEY_ENTER ? L'\n' : (wchar_t)key;
  size_t count = whole_count(v), times = count > 0 ? count : 1;
  struct motion m;
  v->waiting = 0;
  if (key != KEY_ENTER && (key >= KEY_NAMED || (key & KEY_MODIFIERS))) return forget_numbers(v);
  if (waiting == L'r') {
    forget_numbers(v);
    return replace_character(e, c, times);
  }
  if (waiting == L'g') {
    struct buffer b = buffer_of(e);
    if (c == L'g' && vi_motion(e, 'G', times, &m)) move(e, m);
    else if (c == L'e') move(e, (struct motion){word_start(&b), false, false});
    else forget_numbers(v);
    return;
  }
  v->find = waiting, v->found = c;
  if (vi_find(e, waiting, c, times, &m)) move(e, m);
  else forget_numbers(v), beep(e);
}

static bool begins_change(key_code key) { return key < 0x80 && strchr("iIaAoOxXsSDCJpPrR~dc", (int)key) != NULL; }

/// A key with an operator waiting or a new command; false when it means what it means in insert mode.
static bool act(struct arr_editor *e, key_code key) {
  struct vi *v = e->vi;
  struct motion m;
  if (v->waiting) return take_awaited(e, key), true;
  if (is_digit(key) && (key != '0' || v->count > 0)) {
    if (v->count < 10000) v->count = v->count * 10 + (key - '0');
    return true;
  }
  if (key == KEY_ESCAPE) return forget_numbers(v), true;
  if (key < 0x80 && strchr("fFtTrg", (int)key) && key != 0) return v->waiting = (wchar_t)key, true;
  if (v->operator && (wchar_t)key == v->operator) {   // dd, cc, yy
    size_t count = whole_count(v);
    m = (struct motion){buffer_of(e).cursor, false, true};
    if (count > 1 && vi_motion(e, 'j', count - 1, &m)) m.lines = true;
    return move(e, m), true;
  }
  if (!v->operator && (key == 'd' || key == 'c' || key == 'y')) {
    v->operator = (wchar_t)key;
    v->outer_count = v->count;
    v->count = 0;
    return true;
  }
  bool vertical = key == 'j' || key == 'k';
  if (v->operator == L'c' && (key == 'w' || key == 'W')) {
    struct buffer b = buffer_of(e);
    size_t count = whole_count(v);
    return move(e, vi_word_to_change(&b, key == 'W', count > 0 ? count : 1)), true;
  }
  if ((v->operator || !vertical) && vi_motion(e, key, whole_count(v), &m)) return move(e, m), true;
  size_t count = whole_count(v);
  bool had_operator = v->operator != 0;
  forget_numbers(v);
  if (had_operator) return beep(e), true;
  if (command(e, key, count)) return true;
  return (key >= KEY_NAMED && key != KEY_BACKSPACE) || (key & KEY_MODIFIERS) ? false : (beep(e), true);
}

/// A key while vi keys are on; false when it means the same as with emacs keys.
bool vi_key(struct arr_editor *e, key_code key) {
  struct vi *v = e->vi;
  if (!v->commands) {
    if (v->recording && !v->repeating) take_down(v, key);
    if (v->replacing && vi_replace_key(e, key)) return true;
    if (key != KEY_ESCAPE) return false;
    begin_commands(e);
    end_change(v);
    return true;
  }
  bool fresh = !v->operator && !v->waiting;
  if (!v->repeating) {
    if (fresh && begins_change(key)) begin_change(v);
    if (v->recording) take_down(v, key);
  }
  bool taken = act(e, key);
  v = e->vi;
  if (!v || e->done) return taken;
  if (v->commands && !v->operator && !v->waiting) {
    if (!v->repeating) end_change(v);
    if (taken && !e->search) settle(e);
  }
  return taken;
}
