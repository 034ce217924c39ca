// Keys and what they do to the text. libedit's own commands take the buffer for one line and know nothing of margins, so
// everything that moves over or cuts lines is here. So is typing: libedit's shortcuts for one more character at the end
// and for a moved cursor run off its arrays when the text is taller than the screen; every command here asks for a full
// refresh instead, which only writes what changed.
#include "internal.h"

#include <stdlib.h>
#include <wctype.h>

// A sequence no terminal sends, bound to libedit's own newline, which cannot be called otherwise.
#define SUBMIT_KEYS "\033[?7777n"

unsigned char submit(struct arr_editor *e) {
  free(e->line);
  e->line = buffer_text(e, 0, buffer_of(e).length, &e->line_length);
  e->reason = ARR_LINE;
  el_wpush(e->el, L"" SUBMIT_KEYS);
  return CC_NORM;
}

// ---- Typing ----

/// Inserts a character, and those that wait behind it, so that a paste without brackets is drawn once.
static unsigned char on_insert(EditLine *el, wint_t key) {
  struct arr_editor *e = editor_of(el);
  if (key == foreign_key && e->typed == foreign_key) return CC_ERROR;   // Ctrl-_ itself
  wchar_t c = key == foreign_key ? e->typed : (wchar_t)key;
  while (c >= L' ' && c != 0x7F) {
    el_winsertstr(el, (wchar_t[]){c, 0});
    if (!input_waiting(e) || !decode_key(e, &c)) return CC_REFRESH;
  }
  e->unread = c;
  return CC_REFRESH;
}

// ---- Return, Ctrl-C, Ctrl-D ----

static void insert_newline(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  size_t cursor, all, spaces = 0;
  char *before = buffer_text(e, 0, b.cursor, &cursor), *text = buffer_text(e, 0, b.length, &all);
  if (before && text && !input_waiting(e)) spaces = e->callbacks.indent(e->callbacks.ctx, text, all, cursor);
  free(before), free(text);
  insert_text(e, "\n", 1);
  for (; spaces > 0; spaces--) el_winsertstr(e->el, L" ");
}

static unsigned char on_newline(EditLine *el, wint_t key) {
  (void)key;
  insert_newline(editor_of(el));
  return CC_REFRESH;
}

static unsigned char on_return(EditLine *el, wint_t key) {
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  if (line_end(&b, b.cursor) != b.length) return on_newline(el, key);
  size_t n;
  char *text = buffer_text(e, 0, b.length, &n);
  bool incomplete = text && e->callbacks.status(e->callbacks.ctx, text, n) == ARR_INCOMPLETE;
  free(text);
  return incomplete ? on_newline(el, key) : submit(e);
}

/// Shows ^C behind the text and ends the entry.
static unsigned char on_interrupt(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  e->interrupted = false;
  e->reason = ARR_INTERRUPTED;
  move_cursor(e, buffer_of(e).length);
  el_winsertstr(el, L"^C");
  el_wpush(el, L"" SUBMIT_KEYS);
  return CC_REFRESH;
}

static unsigned char delete_forward(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  if (b.cursor == b.length) return CC_ERROR;
  size_t end = b.cursor + 1;
  if (b.text[b.cursor] == L'\n') end = content_start(e, &b, end);
  else while (end < b.length && wcwidth(b.text[end]) == 0) end++;
  delete_range(e, b.cursor, end);
  return CC_REFRESH;
}

static unsigned char on_ctrl_d(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  if (buffer_of(e).length > 0) return delete_forward(e);
  fputs("\r\n", e->out);
  return CC_EOF;
}

static unsigned char on_delete(EditLine *el, wint_t key) { return (void)key, delete_forward(editor_of(el)); }

static unsigned char on_backspace(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  size_t start = line_start(&b, b.cursor);
  if (b.cursor == 0) return CC_ERROR;
  bool joins = start > 0 && b.cursor == content_start(e, &b, b.cursor);
  delete_range(e, joins ? start - 1 : b.cursor - 1, b.cursor);
  return CC_REFRESH;
}

/// A closing bracket typed first on its line stands one step less far in than what it closes.
static unsigned char on_closer(EditLine *el, wint_t key) {
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  size_t start = content_start(e, &b, b.cursor), i = start;
  while (i < b.cursor && b.text[i] == L' ') i++;
  if (start > 0 && i == b.cursor && i - start >= indent_step && !input_waiting(e))
    delete_range(e, i - indent_step, i);
  return on_insert(el, key);
}

// ---- Moving ----

static unsigned char move_to(struct arr_editor *e, size_t index) {
  if (index == buffer_of(e).cursor) return CC_ERROR;
  move_cursor(e, index);
  return CC_REFRESH;
}

static unsigned char on_left(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  size_t start = content_start(e, &b, b.cursor), i = b.cursor;
  if (i <= start) return move_to(e, line_start(&b, i) > 0 ? line_start(&b, i) - 1 : 0);
  do i--; while (i > start && wcwidth(b.text[i]) == 0);
  return move_to(e, i);
}

static unsigned char on_right(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  size_t i = b.cursor;
  if (i == b.length) return CC_ERROR;
  if (b.text[i] == L'\n') return move_to(e, content_start(e, &b, i + 1));
  do i++; while (i < b.length && wcwidth(b.text[i]) == 0);
  return move_to(e, i);
}

static unsigned char on_home(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  move_cursor(e, content_start(e, &b, b.cursor));
  return CC_REFRESH;
}

static unsigned char on_end(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  move_cursor(e, line_end(&b, b.cursor));
  return CC_REFRESH;
}

static unsigned char on_first(EditLine *el, wint_t key) { return (void)key, move_to(editor_of(el), 0); }

static unsigned char on_last(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  return move_to(e, buffer_of(e).length);
}

static bool in_word(wchar_t c) { return iswalnum((wint_t)c) || c == L'_'; }

static size_t word_start(const struct buffer *b) {
  size_t i = b->cursor;
  while (i > 0 && !in_word(b->text[i - 1])) i--;
  while (i > 0 && in_word(b->text[i - 1])) i--;
  return i;
}

static size_t word_end(const struct buffer *b) {
  size_t i = b->cursor;
  while (i < b->length && !in_word(b->text[i])) i++;
  while (i < b->length && in_word(b->text[i])) i++;
  return i;
}

static unsigned char on_word_left(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  return move_to(e, word_start(&b));
}

static unsigned char on_word_right(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  return move_to(e, word_end(&b));
}

// ---- Cutting ----

static unsigned char cut(struct arr_editor *e, size_t from, size_t to) {
  if (to <= from) return CC_ERROR;
  size_t n;
  char *text = buffer_text(e, from, to, &n);
  if (!text) return CC_ERROR;
  free(e->killed);
  e->killed = text;
  e->killed_length = n;
  delete_range(e, from, to);
  return CC_REFRESH;
}

static unsigned char on_cut_to_end(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  size_t end = line_end(&b, b.cursor);
  if (end == b.cursor && end < b.length) end = content_start(e, &b, end + 1);   // joins the next line
  return cut(e, b.cursor, end);
}

static unsigned char on_cut_to_start(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  return cut(e, content_start(e, &b, b.cursor), b.cursor);
}

static unsigned char on_cut_blank_word(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  size_t i = b.cursor;
  while (i > 0 && iswspace((wint_t)b.text[i - 1])) i--;
  while (i > 0 && !iswspace((wint_t)b.text[i - 1])) i--;
  return cut(e, i, b.cursor);
}

static unsigned char on_cut_word_left(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  return cut(e, word_start(&b), b.cursor);
}

static unsigned char on_cut_word_right(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  struct buffer b = buffer_of(e);
  return cut(e, b.cursor, word_end(&b));
}

static unsigned char on_yank(EditLine *el, wint_t key) {
  (void)key;
  struct arr_editor *e = editor_of(el);
  if (!e->killed) return CC_ERROR;
  insert_text(e, e->killed, e->killed_length);
  return CC_REFRESH;
}

// ---- Keys ----

struct command {
  const wchar_t *name;
  unsigned char (*run)(EditLine *, wint_t);
  const char *keys[8];
};

static const struct command commands[] = {
  {L"arr-return", on_return, {"^M", "^J", "\\eOM"}},
  {L"arr-newline", on_newline, {"\\e^M", "\\e^J"}},
  {L"arr-interrupt", on_interrupt, {"^C"}},
  {L"arr-ctrl-d", on_ctrl_d, {"^D"}},
  {L"arr-delete", on_delete, {"\\e[3~"}},
  {L"arr-backspace", on_backspace, {"^?", "^H"}},
  {L"arr-left", on_left, {"^B", "\\e[D", "\\eOD"}},
  {L"arr-right", on_right, {"^F", "\\e[C", "\\eOC"}},
  {L"arr-up", on_up, {"^P", "\\e[A", "\\eOA"}},
  {L"arr-down", on_down, {"^N", "\\e[B", "\\eOB"}},
  {L"arr-older", on_older, {"\\e[5~", "\\ep", "\\e[1;5A"}},
  {L"arr-newer", on_newer, {"\\e[6~", "\\en", "\\e[1;5B"}},
  {L"arr-home", on_home, {"^A", "\\e[H", "\\eOH", "\\e[1~", "\\e[7~"}},
  {L"arr-end", on_end, {"^E", "\\e[F", "\\eOF", "\\e[4~", "\\e[8~"}},
  {L"arr-first", on_first, {"\\e<", "\\e[1;5H"}},
  {L"arr-last", on_last, {"\\e>", "\\e[1;5F"}},
  {L"arr-word-left", on_word_left, {"\\eb", "\\e[1;5D", "\\e[1;3D"}},
  {L"arr-word-right", on_word_right, {"\\ef", "\\e[1;5C", "\\e[1;3C"}},
  {L"arr-cut-to-end", on_cut_to_end, {"^K"}},
  {L"arr-cut-to-start", on_cut_to_start, {"^U"}},
  {L"arr-cut-blank-word", on_cut_blank_word, {"^W"}},
  {L"arr-cut-word-left", on_cut_word_left, {"\\e^?", "\\e^H"}},
  {L"arr-cut-word-right", on_cut_word_right, {"\\ed", "\\e[3;5~"}},
  {L"arr-yank", on_yank, {"^Y"}},
  {L"arr-tab", on_tab, {"^I"}},
  {L"arr-closer", on_closer, {")", "]", "}"}},
  {L"arr-paste", on_paste, {"\\e[200~"}},
};

/// Keys of libedit that draw by the shortcuts, count, know only its own history, or open its command prompt.
static const char *const unwanted[] = {
  "^R", "^V", "^X^X", "\\ew", "\\eW", "\\ex", "\\eX", "\\eB", "\\eD", "\\eF", "\\eN", "\\eP", "\\e^_",
  "\\e0", "\\e1", "\\e2", "\\e3", "\\e4", "\\e5", "\\e6", "\\e7", "\\e8", "\\e9",
};

void bind_keys(struct arr_editor *e) {
  char name[32], key[8];
  el_wset(e->el, EL_ADDFN, L"arr-insert", L"", on_insert);
  for (int c = ' '; c < 0x80; c++) {
    snprintf(key, sizeof key, "\\%03o", c == 0x7F ? foreign_key : c);
    el_set(e->el, EL_BIND, key, "arr-insert", (char *)0);
  }
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    const struct command *c = &commands[i];
    el_wset(e->el, EL_ADDFN, c->name, L"", c->run);
    snprintf(name, sizeof name, "%ls", c->name);
    for (size_t k = 0; k < sizeof c->keys / sizeof *c->keys && c->keys[k]; k++)
      el_set(e->el, EL_BIND, c->keys[k], name, (char *)0);
  }
  el_set(e->el, EL_BIND, SUBMIT_KEYS, "ed-newline", (char *)0);
  for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++)
    el_set(e->el, EL_BIND, unwanted[i], "ed-unassigned", (char *)0);
}
