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

static char *prompt_of(EditLine *el) { return editor_of(el)->prompt; }

void set_paste_mode(struct arr_editor *e, bool on) {
  fputs(on ? "\033[?2004h" : "\033[?2004l", e->out);
  fflush(e->out);
}

/// Characters and their widths come from the C locale tables; keys and text are UTF-8 whatever the environment says.
static void use_utf8(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return;
  if (!setlocale(LC_CTYPE, "C.UTF-8")) setlocale(LC_CTYPE, "en_US.UTF-8");
}

/// libedit on our streams, or NULL for a terminal that cannot move its cursor. An unknown TERM is not worth a message.
static EditLine *make_libedit(FILE *out) {
  FILE *quiet = fopen("/dev/null", "we");
  if (!quiet) return NULL;
  EditLine *el = el_init("arr", stdin, out, quiet);
  char *up = NULL;
  if (el && (el_get(el, EL_GETTC, "up", &up, (char *)0) != 0 || !up || !*up)) {
    el_end(el);
    el = NULL;
  }
  if (el) el_set(el, EL_SETFP, 2, out);
  fclose(quiet);
  return el;
}

static void configure(struct arr_editor *e) {
  el_set(e->el, EL_CLIENTDATA, e);
  el_set(e->el, EL_SIGNAL, 0);
  el_set(e->el, EL_EDITOR, "emacs");
  el_set(e->el, EL_PROMPT_ESC, prompt_of, '\1');
  el_wset(e->el, EL_GETCFN, read_key);
  // With these, libedit loses text when something is inserted at the start of a wrapped row.
  static const char *const unreliable[] = {"ic", "IC", "im", "ei", "dc", "DC", "dm", "ed"};
  for (size_t i = 0; i < sizeof unreliable / sizeof *unreliable; i++)
    el_set(e->el, EL_SETTC, unreliable[i], "", (char *)0);
  bind_keys(e);
}

struct arr_editor *arr_editor_new(struct arr_editor_callbacks callbacks) {
  if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) return NULL;
  use_utf8();
  struct arr_editor *e = calloc(1, sizeof *e);
  if (!e) return NULL;
  e->callbacks = callbacks;
  int fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  e->out = fd >= 0 ? fdopen(fd, "w") : NULL;
  if (e->out) e->el = make_libedit(e->out);
  if (!e->el) {
    if (e->out) fclose(e->out);
    else if (fd >= 0) close(fd);
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
  fclose(e->out);
  free(e->prompt), free(e->line), free(e->killed), free(e->draft);
  free(e);
}

/// Bytes of the escape sequence at `s`: CSI to its final byte, OSC to its end, otherwise two.
static size_t escape_length(const char *s) {
  size_t n = 2;
  if (!s[1]) return 1;
  if (s[1] == '[') while (s[n] && (s[n] < 0x40 || s[n] > 0x7E)) n++;
  else if (s[1] == ']') while (s[n] && s[n] != '\a' && !(s[n] == '\\' && s[n - 1] == '\033')) n++;
  else return 2;
  return s[n] ? n + 1 : n;
}

/// Marks escape sequences as zero width. libedit loses one that nothing follows, so a space does.
static void set_prompt(struct arr_editor *e, const char *prompt) {
  size_t n = strlen(prompt);
  char *marked = malloc(3 * n + 2), *end = marked;
  if (!marked) return;
  e->prompt_width = 0;
  bool literal = false;
  for (const char *s = prompt; *s;) {
    size_t taken = *s == '\033' ? escape_length(s) : 1;
    bool escape = *s == '\033';
    if (escape != literal) *end++ = '\1';
    literal = escape;
    if (!escape) {
      wchar_t c;
      size_t valid = utf8_decode(s, strlen(s), &c);
      taken = valid ? valid : 1;
      if (!valid || c < 0x20) { s += taken; continue; }
      e->prompt_width += utf8_width(s, taken);
    }
    memcpy(end, s, taken);
    end += taken, s += taken;
  }
  if (literal) *end++ = '\1', *end++ = ' ', e->prompt_width++;
  *end = 0;
  free(e->prompt);
  e->prompt = marked;
  const size_t widest_margin = 24;   // a long prompt should not push everything to the right
  e->margin = e->prompt_width <= widest_margin ? e->prompt_width : 2;
}

static void begin_reading(struct arr_editor *e) {
  free(e->line), free(e->draft);
  e->line = e->draft = NULL;
  e->line_length = e->draft_length = e->recalled = 0;
  e->interrupted = false;
  e->unread = 0;
  e->reason = ARR_END_OF_INPUT;
  arr_interrupt_clear();   // one pressed as the computation ended has done its work
  fflush(stdout);
  terminal_remember();
  signals_begin_editing();
  el_set(e->el, EL_PREP_TERM, 1);   // before the prompt shows: an answer may come at once, and would be echoed
  set_paste_mode(e, true);
}

const char *arr_editor_read(struct arr_editor *e, const char *prompt, size_t *n, enum arr_reason *reason) {
  set_prompt(e, prompt);
  *n = 0;
  *reason = ARR_END_OF_INPUT;
  if (!e->prompt) return "";
  begin_reading(e);
  int count = 0;
  el_wgets(e->el, &count);
  el_reset(e->el);
  set_paste_mode(e, false);
  signals_end_editing();
  terminal_forget();
  *reason = e->reason;
  if (e->reason != ARR_LINE || !e->line) return "";
  *n = e->line_length;
  return e->line;
}
