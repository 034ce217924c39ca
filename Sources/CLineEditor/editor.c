// An editor's life: made once, asked for an entry at a time.
#include "internal.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct arr_editor *editor_of(EditLine *el) {
  void *data = NULL;
  el_get(el, EL_CLIENTDATA, &data);
  return data;
}

/// Characters and their widths come from the C locale tables; keys and text are UTF-8 whatever the environment says.
static void use_utf8(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return;
  if (!setlocale(LC_CTYPE, "C.UTF-8")) setlocale(LC_CTYPE, "en_US.UTF-8");
}

// ---- Making ----

/// libedit on standard input, drawing nowhere, or NULL for a terminal that cannot move its cursor.
static EditLine *make_libedit(FILE *terminal, FILE *nowhere) {
  EditLine *el = el_init("arr", stdin, terminal, nowhere);
  char *up = NULL;
  if (el && (el_get(el, EL_GETTC, "up", &up, (char *)0) != 0 || !up || !*up)) {
    el_end(el);
    return NULL;
  }
  if (el) el_set(el, EL_SETFP, 1, nowhere);
  return el;
}

static char *no_prompt(EditLine *el) {
  (void)el;
  static char empty[] = "";
  return empty;
}

static void configure(struct arr_editor *e) {
  el_set(e->el, EL_CLIENTDATA, e);
  el_set(e->el, EL_SIGNAL, 0);
  el_set(e->el, EL_EDITOR, "emacs");
  el_set(e->el, EL_PROMPT, no_prompt);
  el_wset(e->el, EL_GETCFN, read_key);
  el_wset(e->el, EL_ADDFN, L"arr-key", L"", on_key);
  el_set(e->el, EL_BIND, "\\037", "arr-key", (char *)0);
  build_key_map();
  read_editrc(e);
}

struct arr_editor *arr_editor_new(struct arr_editor_callbacks callbacks) {
  if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) return NULL;
  use_utf8();
  struct arr_editor *e = calloc(1, sizeof *e);
  if (!e) return NULL;
  e->callbacks = callbacks;
  e->fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  e->nowhere = fopen("/dev/null", "we");
  FILE *terminal = fdopen(dup(STDERR_FILENO), "w");
  if (terminal && e->nowhere && e->fd >= 0) e->el = make_libedit(terminal, e->nowhere);
  if (terminal) fclose(terminal);
  if (!e->el) {
    if (e->nowhere) fclose(e->nowhere);
    if (e->fd >= 0) close(e->fd);
    free(e);
    return NULL;
  }
  terminal_restore_on_exit();
  configure(e);
  return e;
}

void arr_editor_free(struct arr_editor *e) {
  el_set(e->el, EL_EDITMODE, 0);   // else what was typed ahead is thrown away
  el_end(e->el);
  fclose(e->nowhere);
  close(e->fd);
  search_close(e);
  menu_close(e);
  undo_free(e);
  recall_free(e);
  vi_free(e);
  paint_forget(e);
  for (int i = 0; i < kill_ring_size; i++) bytes_free(&e->killed[i]);
  for (size_t i = 0; i < e->user_key_count; i++) free(e->user_keys[i].macro);
  bytes_free(&e->macro);
  free(e->user_keys), free(e->prompt), free(e->line), free(e->preloaded), free(e->utf8), free(e->styles);
  free(e);
}

void arr_editor_set_color(struct arr_editor *e, bool on) { e->color = on; }
void arr_editor_set_unicode(struct arr_editor *e, bool on) { e->unicode = on; }

void arr_editor_set_vi(struct arr_editor *e, bool on) {
  if (on && !e->vi) vi_begin(e);
  else if (!on) vi_free(e);
}

bool arr_editor_is_vi(const struct arr_editor *e) { return e->vi != NULL; }

void arr_editor_preload(struct arr_editor *e, const char *text, size_t n) {
  free(e->preloaded);
  e->preloaded = malloc(n + 1);
  if (!e->preloaded) return;
  memcpy(e->preloaded, text, n);
  e->preloaded_length = n;
}

// ---- The terminal ----

/// Bytes as they are typed; Ctrl-C and Ctrl-Z stay signals.
void take_terminal(struct arr_editor *e) {
  terminal_remember();
  el_set(e->el, EL_PREP_TERM, 1);
  struct termios mode;
  if (tcgetattr(STDIN_FILENO, &mode) == 0) {
    mode.c_iflag &= ~(tcflag_t)(IXON | IXOFF | ICRNL | INLCR | IGNCR | ISTRIP);
    mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
    mode.c_lflag |= ISIG;
    mode.c_cc[VMIN] = 0;   // Ctrl-C empties the input: a read behind the poll that saw it must not wait for more
    mode.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
  }
  static const char on[] = "\033[?2004h";   // pastes shall be announced
  write_out(e, on, sizeof on - 1);
}

void give_terminal(struct arr_editor *e) {
  static const char off[] = "\033[?2004l";
  write_out(e, off, sizeof off - 1);
  if (e->vi) write_out(e, "\033[0 q", 5);
  el_set(e->el, EL_PREP_TERM, 0);
  terminal_forget();
}

// ---- Reading ----

/// Bytes of the escape sequence at `s`, which ends in 0: CSI to its final byte, OSC to its end, otherwise two.
size_t escape_bytes(const char *s) {
  size_t n = 2;
  if (!s[1]) return 1;
  if (s[1] == '[') while (s[n] && (s[n] < 0x40 || s[n] > 0x7E)) n++;
  else if (s[1] == ']') while (s[n] && s[n] != '\a' && !(s[n] == '\\' && s[n - 1] == '\033')) n++;
  else return 2;
  return s[n] ? n + 1 : n;
}

static void set_prompt(struct arr_editor *e, const char *prompt) {
  struct bytes text = {0};
  e->prompt_width = 0;
  bytes_add(&text, "", 0);
  for (const char *s = prompt; *s;) {
    wchar_t c;
    size_t valid = utf8_decode(s, strlen(s), &c), taken = *s == '\033' ? escape_bytes(s) : valid ? valid : 1;
    if (*s == '\033') {
      bytes_add(&text, s, taken);
    } else if (valid && c >= 0x20 && c != 0x7F) {
      bytes_add(&text, s, taken);
      e->prompt_width += drawn_width(c, 0);
    }
    s += taken;
  }
  free(e->prompt);
  e->prompt = text.data;
  e->prompt_length = text.length;
}

/// When a program left its last line open, puts the prompt on a new one, and a mark behind what it wrote: a row of blanks
/// goes over the edge only from there.
static void end_open_line(struct arr_editor *e) {
  struct bytes out = {0};
  size_t columns, lines;
  screen_size(e, &columns, &lines);
  theme_look(e, &out, LOOK_DIM);
  bytes_text(&out, e->unicode ? "\u23ce" : "%");
  theme_plain(&out);
  for (size_t i = 1; i < columns; i++) bytes_add(&out, " ", 1);
  bytes_text(&out, "\r\033[K");
  write_out(e, out.data, out.length);
  bytes_free(&out);
}

static void begin_reading(struct arr_editor *e) {
  free(e->line);
  e->line = NULL;
  e->line_length = 0;
  e->begun = e->done = e->interrupted = false;
  e->prefix = 0;
  e->follow = FOLLOW_NOTHING;
  e->reason = ARR_END_OF_INPUT;
  e->view_top = 0;
  e->version++;
  if (e->vi) vi_begin(e);
  recall_reset(e);
  arr_interrupt_clear();   // one pressed as the computation ended has done its work
  fflush(stdout);
  signals_begin_editing();
  paint_forget(e);
  take_terminal(e);   // before the prompt shows: an answer may come at once, and would be echoed
  end_open_line(e);
}

/// With libedit's buffer empty: what is to be there from the start.
void begin_entry(struct arr_editor *e) {
  if (e->begun) return;
  e->begun = true;
  if (e->preloaded) insert_text(e, e->preloaded, e->preloaded_length);
  free(e->preloaded);
  e->preloaded = NULL;
  undo_reset(e);
}

void end_reading(struct arr_editor *e, enum arr_reason reason) {
  e->reason = reason;
  e->done = true;
}

/// Ends the read with the present text.
void submit(struct arr_editor *e) {
  free(e->line);
  e->line = buffer_text(e, 0, buffer_of(e).length, &e->line_length);
  paint_final(e, "\r\n");
  end_reading(e, ARR_LINE);
}

const char *arr_editor_read(struct arr_editor *e, const char *prompt, size_t *n, enum arr_reason *reason) {
  set_prompt(e, prompt);
  *n = 0;
  *reason = ARR_END_OF_INPUT;
  if (!e->prompt) return "";
  begin_reading(e);
  int count = 0;
  el_wgets(e->el, &count);
  search_close(e);
  menu_close(e);
  el_reset(e->el);
  give_terminal(e);
  signals_end_editing();
  *reason = e->reason;
  if (e->reason != ARR_LINE || !e->line) return "";
  *n = e->line_length;
  return e->line;
}
