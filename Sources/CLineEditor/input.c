// Where bytes come from: standard input and signals, waited for together, because libedit's reader would take a signal
// for an error. The screen is painted when nothing more is waiting.
#include "internal.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static void suspend(struct arr_editor *e) {
  paint_left(e, "\r\n");
  give_terminal(e);
  signals_stop_process();
  atomic_store(&editor_signal_resume, 1);
}

/// After SIGCONT the terminal is in whatever mode others left it.
static void resume(struct arr_editor *e) {
  give_terminal(e);
  take_terminal(e);
  paint_forget(e);
  paint_erase(e);
}

static void answer_signals(struct arr_editor *e) {
  if (arr_interrupt_pending()) {
    arr_interrupt_clear();
    e->interrupted = true;
  }
  bool stirred = false;
  if (atomic_exchange(&editor_signal_suspend, 0)) suspend(e), stirred = true;
  if (atomic_exchange(&editor_signal_resume, 0)) resume(e), stirred = true;
  if (atomic_exchange(&editor_signal_resize, 0)) paint_resized(e), stirred = true;
  if (stirred && !e->done) paint(e);
}

/// Whether nobody is at the other side any more.
static bool hung_up(int fd) {
  struct pollfd state = {.fd = fd};
  return poll(&state, 1, 0) > 0 && (state.revents & (POLLHUP | POLLERR | POLLNVAL));
}

/// The next byte of input, or `BYTE_INTERRUPTED`, `BYTE_END`, or `BYTE_LATE` when `patience_ms`, if not negative, ran out.
/// At most `ahead` bytes are taken from the terminal, one for keys: what is typed for a program that runs next must stay.
int next_byte(struct arr_editor *e, size_t ahead, int patience_ms) {
  if (e->unread > 0) {
    int byte = e->unread - 1;
    return e->unread = 0, byte;
  }
  if (e->macro.length > 0) {
    int byte = (unsigned char)e->macro.data[0];
    memmove(e->macro.data, e->macro.data + 1, e->macro.length);
    e->macro.length--;
    return byte;
  }
  while (e->input_start == e->input_end) {
    answer_signals(e);
    if (e->interrupted) return BYTE_INTERRUPTED;
    if (patience_ms < 0 && !input_waiting(e) && e->callbacks.idle(e->callbacks.ctx)) continue;
    if (!signals_wait(STDIN_FILENO, patience_ms)) {
      if (patience_ms >= 0 && !arr_interrupt_pending()) return BYTE_LATE;
      continue;
    }
    answer_signals(e);
    if (e->interrupted) return BYTE_INTERRUPTED;
    if (e->input_start < e->input_end) break;
    ssize_t got = read(STDIN_FILENO, e->input, ahead < sizeof e->input ? ahead : sizeof e->input);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) continue;
    if (got == 0 && !hung_up(STDIN_FILENO)) continue;
    if (got <= 0) return BYTE_END;
    e->input_start = 0;
    e->input_end = (size_t)got;
  }
  return e->input[e->input_start++];
}

/// Whether more was sent than one key: a paste into a terminal that does not announce pastes.
bool input_waiting(struct arr_editor *e) {
  if (e->unread > 0 || e->macro.length > 0 || e->input_start < e->input_end) return true;
  struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
  return poll(&fd, 1, 0) > 0 && (fd.revents & POLLIN);
}

/// libedit's hook for one character: 1 with the character that stands for any key, 0 at the end of input.
int read_key(EditLine *el, wchar_t *out) {
  struct arr_editor *e = editor_of(el);
  begin_entry(e);
  if (!input_waiting(e)) paint(e);
  if (!decode_key(e, &e->key)) return 0;
  *out = 0x1F;
  return 1;
}
