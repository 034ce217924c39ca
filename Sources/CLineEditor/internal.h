// What the editor's files share.
#ifndef ARR_LINE_EDITOR_INTERNAL_H
#define ARR_LINE_EDITOR_INTERNAL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE   // wcwidth
#endif

#include "CLineEditor.h"

#include <histedit.h>
#include <stdio.h>
#include <termios.h>
#include <wchar.h>

struct arr_editor {
  EditLine *el;
  FILE *out;   // our own buffered stream on standard error: the screen changes in one write
  struct arr_editor_callbacks callbacks;

  char *prompt;    // as libedit wants it: escape sequences between \1 and \1
  size_t prompt_width;
  size_t margin;   // every further line in the buffer begins with that many spaces, which are not text

  bool interrupted;         // Ctrl-C came; every read answers ^C until the command behind it has run
  enum arr_reason reason;   // how the read ended
  char *line;               // what it gave
  size_t line_length;

  unsigned char input[4096];   // bytes read and not yet decoded
  size_t input_start, input_end;
  wchar_t typed;    // the character that `foreign_key` stands for
  wchar_t unread;   // a key that was read too early, or 0

  char *killed;   // what C-k, C-u, C-w cut, for C-y
  size_t killed_length;
  size_t recalled;   // which history entry is shown; 0: what the user typed, else kept in `draft`
  char *draft;
  size_t draft_length;
};

enum { indent_step = 4 };
enum { foreign_key = 0x1F };   // what libedit is given for every character beyond ASCII

// text.c: the wide buffer with its margins, as UTF-8 without them
struct buffer { const wchar_t *text; size_t cursor, length; };
struct buffer buffer_of(struct arr_editor *e);
char *buffer_text(struct arr_editor *e, size_t from, size_t to, size_t *n);
size_t line_start(const struct buffer *b, size_t i);
size_t line_end(const struct buffer *b, size_t i);
size_t content_start(const struct arr_editor *e, const struct buffer *b, size_t i);
void move_cursor(struct arr_editor *e, size_t index);
void delete_range(struct arr_editor *e, size_t from, size_t to);
void insert_text(struct arr_editor *e, const char *text, size_t n);
void replace_text(struct arr_editor *e, const char *text, size_t n);
size_t rows_before(struct arr_editor *e, size_t index);

// utf8.c
size_t utf8_length(unsigned char lead);
size_t utf8_decode(const char *text, size_t n, wchar_t *out);
size_t utf8_encode(wchar_t c, char out[4]);
size_t utf8_width(const char *text, size_t n);

// input.c
enum { BYTE_INTERRUPTED = -1, BYTE_END = -2 };
int next_byte(struct arr_editor *e, size_t ahead);
bool input_waiting(struct arr_editor *e);
bool decode_key(struct arr_editor *e, wchar_t *out);
int read_key(EditLine *el, wchar_t *out);

// commands.c, recall.c, paste.c, completion.c
void bind_keys(struct arr_editor *e);
struct arr_editor *editor_of(EditLine *el);
unsigned char submit(struct arr_editor *e);
unsigned char on_up(EditLine *el, wint_t key);
unsigned char on_down(EditLine *el, wint_t key);
unsigned char on_older(EditLine *el, wint_t key);
unsigned char on_newer(EditLine *el, wint_t key);
unsigned char on_paste(EditLine *el, wint_t key);
unsigned char on_tab(EditLine *el, wint_t key);

// editor.c
void set_paste_mode(struct arr_editor *e, bool on);

// interrupts.c
extern _Atomic int editor_signal_resize, editor_signal_suspend, editor_signal_resume;
int signals_wait(int fd);   // 1: fd can be read, 0: look at the flags
void signals_begin_editing(void);
void signals_end_editing(void);
void signals_stop_process(void);
void terminal_remember(void);   // before the editor changes it
void terminal_forget(void);     // after the editor put it back
void terminal_restore(void);    // async-signal-safe
void terminal_restore_on_exit(void);

#endif
