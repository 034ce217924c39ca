// What the editor's files share.
#ifndef ARR_LINE_EDITOR_INTERNAL_H
#define ARR_LINE_EDITOR_INTERNAL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE   // memmem
#endif

#include "CLineEditor.h"

#include <histedit.h>
#include <stdio.h>
#include <termios.h>
#include <wchar.h>

enum { indent_step = 4 };

// ---- bytes.c: texts that grow ----

struct bytes { char *data; size_t length, capacity; };
bool bytes_add(struct bytes *b, const char *data, size_t n);
void bytes_print(struct bytes *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline bool bytes_text(struct bytes *b, const char *text) { return bytes_add(b, text, __builtin_strlen(text)); }
void bytes_free(struct bytes *b);

// ---- Keys, as numbers: a character, or a named key, with modifiers ----

typedef uint32_t key_code;
enum { KEY_CONTROL = 1 << 24, KEY_ALT = 1 << 25, KEY_SHIFT = 1 << 26, KEY_MODIFIERS = 7 << 24 };
enum {
  KEY_NONE, KEY_NAMED = 0x110000,
  KEY_ENTER, KEY_TAB, KEY_BACKSPACE, KEY_ESCAPE, KEY_UP, KEY_DOWN, KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END, KEY_PAGE_UP,
  KEY_PAGE_DOWN, KEY_INSERT, KEY_DELETE, KEY_PASTE, KEY_UNKNOWN,
};
#define CONTROL(c) ((key_code)(c) | KEY_CONTROL)
#define ALT(c) ((key_code)(c) | KEY_ALT)

// ---- State of the parts ----

struct wide { wchar_t *text; size_t length, cursor; };
enum { kill_ring_size = 16, painted_most = 1000 };

/// What the command before was: some commands go on from it.
enum follow { FOLLOW_NOTHING, FOLLOW_KILL, FOLLOW_YANK, FOLLOW_WORD, FOLLOW_VERTICAL, FOLLOW_TYPING, FOLLOW_ERASING };

struct painted_row { char *data; size_t length, width; };
struct menu;
struct search;
struct vi;
struct undo;
struct recall;

struct arr_editor {
  EditLine *el;      // keeps the text, and the terminal's modes; what it draws goes to `nowhere`
  FILE *nowhere;
  int fd;            // standard error, kept even if somebody closes that
  struct arr_editor_callbacks callbacks;
  bool color, unicode;

  char *prompt;
  size_t prompt_length, prompt_width;

  // input.c
  unsigned char input[4096];   // bytes read and not yet decoded
  size_t input_start, input_end;
  key_code key;                // the key that the running command answers
  bool interrupted;            // Ctrl-C came; every read answers ^C until the command behind it has run
  int unread;                  // one more than a byte that was read too early, or 0
  struct bytes macro;          // keys that a `bind -s` line stands for

  // How a read ends
  bool begun, done;
  enum arr_reason reason;
  char *line;
  size_t line_length;
  char *preloaded;
  size_t preloaded_length;

  // text.c
  unsigned long version;   // another number for another text
  char *utf8;              // the text of `utf8_version`, with its styles
  uint8_t *styles;
  size_t utf8_length;
  unsigned long utf8_version, styles_version;

  // Commands
  key_code prefix;         // C-x or Esc was typed
  enum follow follow, followed;
  size_t goal;             // the column that Up and Down aim at
  struct bytes killed[kill_ring_size];
  size_t kill_newest, yank_shown, yank_start, yank_end;
  size_t word_back;        // the entry that Alt-. took its word from
  struct undo *undo;
  struct recall *recall;
  struct search *search;   // not NULL while C-r is on
  struct menu *menu;       // not NULL while candidates are shown
  struct vi *vi;           // not NULL with vi keys
  struct user_key *user_keys;   // of ~/.editrc
  size_t user_key_count;

  // paint.c
  struct painted_row painted[painted_most];   // the rows on the screen
  size_t painted_count, painted_columns, cursor_row, cursor_column;
  size_t view_top;         // the first row of the text that is shown
  bool hides_suggestion;
};

// ---- editor.c ----

struct arr_editor *editor_of(EditLine *el);
size_t escape_bytes(const char *s);
void take_terminal(struct arr_editor *e);
void give_terminal(struct arr_editor *e);
void begin_entry(struct arr_editor *e);
void submit(struct arr_editor *e);
void end_reading(struct arr_editor *e, enum arr_reason reason);

// ---- text.c: the wide buffer ----

struct buffer { const wchar_t *text; size_t cursor, length; };
struct buffer buffer_of(struct arr_editor *e);
char *buffer_text(struct arr_editor *e, size_t from, size_t to, size_t *n);
const char *whole_text(struct arr_editor *e, size_t *n);
const uint8_t *whole_styles(struct arr_editor *e);
size_t byte_offset(struct arr_editor *e, size_t index);
size_t index_of_byte(struct arr_editor *e, size_t offset);
size_t line_start(const struct buffer *b, size_t i);
size_t line_end(const struct buffer *b, size_t i);
size_t text_start(const struct buffer *b, size_t i);
size_t cluster_end(const struct buffer *b, size_t i);
size_t cluster_start(const struct buffer *b, size_t i);
size_t columns_between(const struct buffer *b, size_t from, size_t to);
void move_cursor(struct arr_editor *e, size_t index);
void delete_range(struct arr_editor *e, size_t from, size_t to);
void insert_text(struct arr_editor *e, const char *text, size_t n);
void insert_wide(struct arr_editor *e, const wchar_t *text, size_t n);
void insert_spaces(struct arr_editor *e, size_t count);
void replace_text(struct arr_editor *e, const char *text, size_t n);
void replace_wide(struct arr_editor *e, const struct wide *text);
struct wide widen(const char *text, size_t n);

// ---- utf8.c, width.c ----

size_t utf8_length(unsigned char lead);
size_t utf8_decode(const char *text, size_t n, wchar_t *out);
size_t utf8_encode(wchar_t c, char out[4]);
size_t utf8_width(const char *text, size_t n);
size_t drawn_width(wchar_t c, size_t column);
bool is_drawable(wchar_t c);
bool is_mark(wchar_t c);
void fold_case(struct bytes *out, const char *text, size_t n);

// ---- input.c, signals ----

enum { BYTE_INTERRUPTED = -1, BYTE_END = -2, BYTE_LATE = -3 };
int next_byte(struct arr_editor *e, size_t ahead, int patience_ms);
bool input_waiting(struct arr_editor *e);
int read_key(EditLine *el, wchar_t *out);
bool decode_key(struct arr_editor *e, key_code *out);   // decode.c
extern _Atomic int editor_signal_resize, editor_signal_suspend, editor_signal_resume;
int signals_wait(int fd, int patience_ms);   // 1: fd can be read, 0: look at the flags, or nothing came
void signals_begin_editing(void);
void signals_end_editing(void);
void signals_stop_process(void);
void terminal_remember(void);   // before the editor changes it
void terminal_forget(void);     // after the editor put it back
void terminal_restore(void);    // async-signal-safe
void terminal_restore_on_exit(void);

// ---- keys.c, editrc.c ----

typedef void command_function(struct arr_editor *e);
struct command { command_function *run; const char *section, *name, *keys, *shown, *meaning; };
extern const struct command commands[];
extern const size_t command_count;
struct user_key { key_code prefix, key; bool in_commands; const struct command *command; char *macro; };
unsigned char on_key(EditLine *el, wint_t ignored);
bool parse_keys(const char *text, key_code *prefix, key_code *key);
void build_key_map(void);
const struct command *command_named(const char *name);
void read_editrc(struct arr_editor *e);

// ---- Commands ----

command_function on_insert, on_quoted_insert, on_return, on_open_line, on_interrupt, on_end_of_input, on_delete,
  on_backspace, on_tab, on_back_tab, on_clear_screen, on_paste, on_edit, on_transpose, on_transpose_words, on_upper,
  on_lower, on_capitalize, on_ignore;                                                                   // edit.c …
command_function on_left, on_right, on_home, on_end, on_line_up, on_line_down, on_first, on_last, on_word_left,
  on_word_right, on_older, on_newer, on_oldest, on_newest, on_match_bracket;                            // move.c, recall.c
command_function on_kill_to_end, on_kill_to_start, on_kill_blank_word, on_kill_word_left, on_kill_word_right,
  on_kill_line, on_yank, on_yank_older, on_last_word;                                                   // kill.c
command_function on_undo, on_redo, on_search, on_search_newer, on_accept_suggestion, on_complete, on_vi_escape;

bool in_word(wchar_t c);
size_t word_start(const struct buffer *b);
size_t word_end(const struct buffer *b);
void beep(struct arr_editor *e);
void kill_range(struct arr_editor *e, size_t from, size_t to, bool backwards);
void remember_killed(struct arr_editor *e, size_t from, size_t to);
const struct bytes *newest_kill(const struct arr_editor *e);
bool is_entry_complete(struct arr_editor *e);
void insert_newline(struct arr_editor *e, bool indents);

// undo.c
void undo_reset(struct arr_editor *e);
void undo_record(struct arr_editor *e);
void undo_free(struct arr_editor *e);

// recall.c, history.c
struct entry { char *text, *folded; size_t length, folded_length; uint64_t hash; };
void recall_reset(struct arr_editor *e);
void recall_free(struct arr_editor *e);
void recall_entry(struct arr_editor *e, size_t back);
void recall_containing(struct arr_editor *e, const char *text, bool older);
size_t history_count(struct arr_editor *e);
const struct entry *history_entry(struct arr_editor *e, size_t back);
void history_fold(struct entry *entry);
const struct entry *suggested_entry(struct arr_editor *e);   // NULL, or an entry that begins with the text

// paste.c
void strip_prompts(struct arr_editor *e, struct bytes *pasted);

// menu.c, completion.c, search.c, vi.c
void menu_close(struct arr_editor *e);
bool menu_key(struct arr_editor *e, key_code key);   // false: the key goes on to its command
void menu_refresh(struct arr_editor *e);
void search_close(struct arr_editor *e);
bool search_key(struct arr_editor *e, key_code key);
void vi_begin(struct arr_editor *e);
void vi_free(struct arr_editor *e);
bool vi_key(struct arr_editor *e, key_code key);
bool vi_in_commands(const struct arr_editor *e);
const char *vi_mode_mark(const struct arr_editor *e);
void vi_searched(struct arr_editor *e, const char *query);

// ---- Drawing: theme.c, brackets.c, layout.c, frame.c, paint.c ----

// A look is a style, or one of these, or LOOK_KIND and a candidate's kind.
enum { LOOK_DIM = ARR_STYLE_COUNT, LOOK_MATCHED, LOOK_UNMATCHED, LOOK_KIND };
void theme_look(const struct arr_editor *e, struct bytes *out, unsigned look);
void theme_plain(struct bytes *out);

/// One row of the screen: characters `from` to `to` of the text, drawn from `column` on.
struct row { size_t from, to, column, width; bool continues; };
struct layout { struct row *rows; size_t count, capacity, cursor_row, cursor_column; };
size_t cell_width(wchar_t c, size_t along, size_t at, size_t columns);
bool lay_out(struct layout *out, const wchar_t *text, size_t length, size_t cursor, size_t first, size_t margin, size_t columns);

/// What the screen shall show.
struct frame {
  struct bytes *rows;
  size_t *widths;
  size_t count, capacity, cursor_row, cursor_column;
  size_t whole;   // rows of the text, with those that are not in the frame
};
struct bytes *frame_row(struct frame *f, size_t width);
void frame_free(struct frame *f);
void frame_text(struct arr_editor *e, struct frame *f, size_t columns, size_t most, bool final);
size_t menu_rows(struct arr_editor *e, size_t columns, size_t lines);
void menu_draw(struct arr_editor *e, struct frame *f, size_t columns, size_t rows);
size_t search_rows(struct arr_editor *e, size_t columns, size_t lines);
void search_draw(struct arr_editor *e, struct frame *f, size_t columns, size_t rows);
const struct entry *search_chosen(struct arr_editor *e);
size_t bytes_fitted(struct bytes *out, const char *text, size_t n, size_t columns);
bool matching_brackets(struct arr_editor *e, size_t *one, size_t *other);
bool bracket_partner(struct arr_editor *e, size_t one, size_t *other);

void screen_size(struct arr_editor *e, size_t *columns, size_t *lines);
void write_out(struct arr_editor *e, const char *data, size_t n);
void paint(struct arr_editor *e);
void paint_final(struct arr_editor *e, const char *tail);
void paint_left(struct arr_editor *e, const char *tail);
void paint_forget(struct arr_editor *e);
void paint_erase(struct arr_editor *e);
void paint_clear_screen(struct arr_editor *e);
void paint_resized(struct arr_editor *e);

#endif
