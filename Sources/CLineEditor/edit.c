// Typing, erasing, and what Return, Tab and brackets do.
#include "internal.h"

#include <stdlib.h>
#include <wctype.h>

void beep(struct arr_editor *e) { (void)e; }   // a shell that rings at every stop is a nuisance

void on_ignore(struct arr_editor *e) { (void)e; }

// ---- Typing ----

static bool is_opener(wchar_t c) { return c == L'(' || c == L'[' || c == L'{'; }
static bool is_closer(wchar_t c) { return c == L')' || c == L']' || c == L'}'; }

/// A closing bracket typed first on its line stands as far in as the line of its opening one.
static void align_closer(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  size_t at = b.cursor - 1, start = line_start(&b, at), opener;
  if (start == 0 || text_start(&b, at) != at || !bracket_partner(e, at, &opener)) return;
  b = buffer_of(e);
  size_t wanted = text_start(&b, opener) - line_start(&b, opener), has = at - start;
  if (wanted >= has) return;
  delete_range(e, start + wanted, at);
  move_cursor(e, start + wanted + 1);
}

/// Inserts the character that was typed.
void on_insert(struct arr_editor *e) {
  wchar_t c = (wchar_t)(e->key & ~(key_code)KEY_MODIFIERS);
  if (e->key >= KEY_NAMED || c < L' ') return beep(e);
  insert_wide(e, (wchar_t[]){c, 0}, 1);
  e->follow = FOLLOW_TYPING;
  e->hides_suggestion = false;
  if (is_closer(c) && !input_waiting(e)) align_closer(e);
}

/// The next key as a character, even one that means something else.
void on_quoted_insert(struct arr_editor *e) {
  key_code key;
  if (!input_waiting(e)) paint(e);
  if (!decode_key(e, &key)) return end_reading(e, ARR_END_OF_INPUT);
  if (key == KEY_TAB) insert_wide(e, L"\t", 1);
  else if (key == KEY_ENTER) insert_wide(e, L"\n", 1);
  else if (key < KEY_NAMED) e->key = key, on_insert(e);
}

// ---- Return ----

bool is_entry_complete(struct arr_editor *e) {
  size_t n;
  const char *text = whole_text(e, &n);
  return e->callbacks.status(e->callbacks.ctx, text, n) != ARR_INCOMPLETE;
}

/// Whether the cursor stands between an opening bracket and a closing one, with nothing but blanks.
static bool is_between_brackets(const struct buffer *b) {
  size_t left = b->cursor, right = b->cursor;
  while (left > 0 && b->text[left - 1] == L' ') left--;
  while (right < b->length && b->text[right] == L' ') right++;
  return left > 0 && right < b->length && is_opener(b->text[left - 1]) && is_closer(b->text[right]);
}

/// Opens a line. Between an opening bracket and its closing one, the closing one gets a line of its own.
void insert_newline(struct arr_editor *e, bool indents) {
  struct buffer b = buffer_of(e);
  size_t n, left = b.cursor, right = b.cursor;
  const char *text = whole_text(e, &n);
  if (!indents) return insert_wide(e, L"\n", 1);
  size_t spaces = e->callbacks.indent(e->callbacks.ctx, text, n, byte_offset(e, b.cursor));
  while (left > 0 && b.text[left - 1] == L' ') left--;
  while (right < b.length && b.text[right] == L' ') right++;
  bool between = is_between_brackets(&b);
  size_t outside = text_start(&b, left) - line_start(&b, left);
  delete_range(e, b.cursor, right);   // blanks would be added to the indentation
  if (left > line_start(&b, left)) delete_range(e, left, b.cursor);
  insert_wide(e, L"\n", 1);
  insert_spaces(e, spaces);
  if (!between) return;
  size_t here = buffer_of(e).cursor;
  insert_wide(e, L"\n", 1);
  insert_spaces(e, outside);
  move_cursor(e, here);
}

void on_open_line(struct arr_editor *e) { insert_newline(e, !input_waiting(e)); }

void on_return(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  bool opens = line_end(&b, b.cursor) != b.length || (is_between_brackets(&b) && !input_waiting(e)) || !is_entry_complete(e);
  if (opens) return on_open_line(e);
  submit(e);
}

void on_interrupt(struct arr_editor *e) {
  e->interrupted = false;
  paint_left(e, "^C\r\n");
  end_reading(e, ARR_INTERRUPTED);
}

void on_end_of_input(struct arr_editor *e) {
  if (buffer_of(e).length > 0) return on_delete(e);
  paint_final(e, "\r\n");
  end_reading(e, ARR_END_OF_INPUT);
}

void on_clear_screen(struct arr_editor *e) { paint_clear_screen(e); }

// ---- Erasing ----

void on_delete(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  if (b.cursor == b.length) return beep(e);
  delete_range(e, b.cursor, cluster_end(&b, b.cursor));
  e->follow = FOLLOW_ERASING;
}

/// Takes the character before the cursor; of an indentation, a whole step; of marks on a letter, the last.
void on_backspace(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  if (b.cursor == 0) return beep(e);
  size_t start = line_start(&b, b.cursor), along = b.cursor - start, from = b.cursor - 1;
  bool indentation = along > 0 && text_start(&b, b.cursor) >= b.cursor;
  for (size_t i = start; indentation && i < b.cursor; i++) indentation = b.text[i] == L' ';
  if (indentation && start > 0) from = b.cursor - ((along - 1) % indent_step + 1);
  else if (!is_mark(b.text[from]) || b.text[from] == 0xFE0F || b.text[from] == 0x200D) from = cluster_start(&b, b.cursor);
  delete_range(e, from, b.cursor);
  e->follow = FOLLOW_ERASING;
}

// ---- Tab ----

static bool in_indentation(const struct buffer *b) {
  size_t i = b->cursor;
  while (i > 0 && (b->text[i - 1] == L' ' || b->text[i - 1] == L'\t')) i--;
  return i == 0 || b->text[i - 1] == L'\n';
}

void on_tab(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  if (b.length > 0 && in_indentation(&b)) {
    size_t along = b.cursor - line_start(&b, b.cursor);
    insert_spaces(e, indent_step - along % indent_step);
  } else if (input_waiting(e)) {
    insert_wide(e, L"\t", 1);   // part of a text that is pasted without brackets
  } else {
    on_complete(e);
  }
}

void on_back_tab(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  size_t start = line_start(&b, b.cursor), spaces = 0;
  while (start + spaces < b.length && b.text[start + spaces] == L' ') spaces++;
  if (spaces == 0) return beep(e);
  size_t taken = (spaces - 1) % indent_step + 1, cursor = b.cursor;
  delete_range(e, start, start + taken);
  move_cursor(e, cursor >= start + taken ? cursor - taken : start);
}

// ---- Words and letters ----

/// Swaps the characters around the cursor, at the end of a line the last two.
void on_transpose(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  size_t middle = b.cursor, start = line_start(&b, b.cursor);
  if (middle == line_end(&b, middle) && middle > start) middle = cluster_start(&b, middle);
  if (middle <= start) return beep(e);
  size_t from = cluster_start(&b, middle), to = cluster_end(&b, middle), n;
  char *first = buffer_text(e, from, middle, &n);
  if (!first) return;
  delete_range(e, from, middle);
  move_cursor(e, to - (middle - from));
  insert_text(e, first, n);
  free(first);
}

/// Swaps the word before the cursor with the one behind it or under it.
void on_transpose_words(struct arr_editor *e) {
  struct buffer b = buffer_of(e);
  struct buffer at = b;
  size_t second_end = at.cursor = word_end(&b);
  size_t second = at.cursor = word_start(&at);
  size_t first = at.cursor = word_start(&at);
  size_t first_end = word_end(&at), n, m, k;
  if (second == second_end || first == second || first_end > second) return beep(e);
  char *a = buffer_text(e, first, first_end, &n), *between = buffer_text(e, first_end, second, &m);
  char *z = buffer_text(e, second, second_end, &k);
  if (a && between && z) {
    delete_range(e, first, second_end);
    insert_text(e, z, k);
    insert_text(e, between, m);
    insert_text(e, a, n);
  }
  free(a), free(between), free(z);
}

static void change_case(struct arr_editor *e, wint_t (*one)(wint_t), wint_t (*rest)(wint_t)) {
  struct buffer b = buffer_of(e);
  size_t end = word_end(&b), i = b.cursor, n = end - i;
  if (n == 0) return beep(e);
  wchar_t *word = calloc(n + 1, sizeof *word);
  if (!word) return;
  bool begun = false;
  for (size_t k = 0; k < n; k++) {
    wint_t c = (wint_t)b.text[i + k];
    word[k] = (wchar_t)(begun ? rest(c) : one(c));
    begun = begun || in_word((wchar_t)c);
  }
  delete_range(e, i, end);
  insert_wide(e, word, n);
  free(word);
}

void on_upper(struct arr_editor *e) { change_case(e, towupper, towupper); }
void on_lower(struct arr_editor *e) { change_case(e, towlower, towlower); }
void on_capitalize(struct arr_editor *e) { change_case(e, towupper, towlower); }
