// Where keys come from: standard input and signals, waited for together, decoded here because libedit's reader would
// take a signal for an error.
#include "internal.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static void resize(struct arr_editor *e) {
  el_resize(e->el);
  size_t rows = rows_before(e, buffer_of(e).cursor);
  if (rows > 0) fprintf(e->out, "\033[%zuA", rows);
  fputs("\r\033[J", e->out);
  el_set(e->el, EL_REFRESH);
}

static void suspend(struct arr_editor *e) {
  set_paste_mode(e, false);
  fputs("\r\n", e->out);
  el_set(e->el, EL_PREP_TERM, 0);
  fflush(e->out);
  signals_stop_process();
  atomic_store(&editor_signal_resume, 1);
}

/// After SIGCONT the terminal is in whatever mode others left it, though libedit believes it is in its own.
static void resume(struct arr_editor *e) {
  el_set(e->el, EL_PREP_TERM, 0);
  el_set(e->el, EL_PREP_TERM, 1);
  set_paste_mode(e, true);
  el_resize(e->el);
  fputs("\r\033[J", e->out);
  el_set(e->el, EL_REFRESH);
}

static void answer_signals(struct arr_editor *e) {
  if (arr_interrupt_pending()) {
    arr_interrupt_clear();
    e->interrupted = true;
  }
  if (atomic_exchange(&editor_signal_suspend, 0)) suspend(e);
  if (atomic_exchange(&editor_signal_resume, 0)) resume(e);
  if (atomic_exchange(&editor_signal_resize, 0)) resize(e);
}

/// The next byte of input, or `BYTE_INTERRUPTED`, `BYTE_END`. At most `ahead` bytes are taken from the terminal, one
/// for keys: what is typed for a program that runs next must stay there.
int next_byte(struct arr_editor *e, size_t ahead) {
  while (e->input_start == e->input_end) {
    answer_signals(e);
    if (e->interrupted) return BYTE_INTERRUPTED;
    if (!signals_wait(STDIN_FILENO)) continue;
    answer_signals(e);
    if (e->interrupted) return BYTE_INTERRUPTED;
    ssize_t got = read(STDIN_FILENO, e->input, ahead < sizeof e->input ? ahead : sizeof e->input);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return BYTE_END;
    e->input_start = 0;
    e->input_end = (size_t)got;
  }
  return e->input[e->input_start++];
}

/// Whether more was sent than one key: a paste into a terminal that does not announce pastes.
bool input_waiting(struct arr_editor *e) {
  if (e->input_start < e->input_end) return true;
  struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
  return poll(&fd, 1, 0) > 0 && (fd.revents & POLLIN);
}

/// Decodes one character from the input; false at its end. Ctrl-C comes as the character ^C.
bool decode_key(struct arr_editor *e, wchar_t *out) {
  for (;;) {
    char bytes[4];
    size_t have = 0, need = 1;
    while (have < need) {
      int byte = next_byte(e, 1);
      if (byte == BYTE_END) return false;
      if (byte == BYTE_INTERRUPTED) return *out = 3, true;
      if (have > 0 && (byte & 0xC0) != 0x80) {   // not what the lead byte promised: begin again with this one
        e->input_start--;
        break;
      }
      bytes[have++] = (char)byte;
      if (have == 1) need = utf8_length((unsigned char)byte);
    }
    if (have > 0 && utf8_decode(bytes, have, out) == have && !(*out >= 0x80 && *out < 0xA0)) return true;
  }
}

/// libedit's hook for one character: 1 with a character, 0 at the end of input.
int read_key(EditLine *el, wchar_t *out) {
  struct arr_editor *e = editor_of(el);
  e->typed = e->unread;
  e->unread = 0;
  if (e->typed == 0 && !decode_key(e, &e->typed)) return 0;
  *out = e->typed < 0x80 ? e->typed : foreign_key;
  return 1;
}
