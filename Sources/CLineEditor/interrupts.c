// Signals: Ctrl-C as a flag with a wake-up, and a terminal that is put right on every way out.
#include "internal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

_Atomic int arr_interrupt_flag = 0;
_Atomic int editor_signal_resize = 0;
_Atomic int editor_signal_suspend = 0;
_Atomic int editor_signal_resume = 0;

static _Atomic int wake_fd = -1;        // an eventfd: a signal may reach any thread, so EINTR alone would not wake us
static _Atomic int presses = 0;         // Ctrl-C that found nobody at the prompt, since the last clear
static _Atomic int64_t warned_at = 0;   // when the second one was answered, in milliseconds
static _Atomic int waiting = 0;         // somebody waits for input and will see the flag at once

// A held key repeats every 30 ms or so; leaving takes a press that can have seen the warning.
enum { warning_grace_ms = 250 };

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void wake(void) {
  int fd = atomic_load(&wake_fd);
  uint64_t one = 1;
  if (fd >= 0) (void)!write(fd, &one, sizeof one);
}

// ---- What is running: constants and numbers that the handler may read at any time ----

static const char *_Atomic activity_name = NULL, *_Atomic activity_unit = NULL;
static _Atomic long activity_done = 0, activity_count = 0;

void arr_activity_set(const char *name, const char *unit, long done, long count) {
  atomic_store(&activity_name, NULL);
  atomic_store(&activity_unit, unit);
  atomic_store(&activity_done, done);
  atomic_store(&activity_count, count);
  atomic_store(&activity_name, name);
}

void arr_activity_step(long done) { atomic_store_explicit(&activity_done, done, memory_order_relaxed); }

struct message {
  char text[256];
  size_t length;
};

static void add(struct message *m, const char *text) {
  while (*text && m->length < sizeof m->text) m->text[m->length++] = *text++;
}

static void add_number(struct message *m, long number) {
  char digits[24];
  size_t at = sizeof digits - 1;
  digits[at] = 0;
  do digits[--at] = (char)('0' + number % 10);
  while ((number /= 10) > 0 && at > 0);
  add(m, digits + at);
}

/// `arr: still in the forward pass, layer 7 of 32`; nothing but what a signal handler may call.
static void say_still_running(void) {
  struct message m = {.length = 0};
  const char *name = atomic_load(&activity_name), *unit = atomic_load(&activity_unit);
  long done = atomic_load(&activity_done), count = atomic_load(&activity_count);
  add(&m, name ? "\narr: still in " : "\narr: still running");
  if (name) add(&m, name);
  if (name && unit && *unit && done >= 0) {
    add(&m, ", "), add(&m, unit), add(&m, " "), add_number(&m, done < count || count <= 0 ? done + 1 : count);
    if (count > 0) add(&m, " of "), add_number(&m, count);
  }
  add(&m, " \xe2\x80\x94 press again to leave\n");
  (void)!write(STDERR_FILENO, m.text, m.length);
}

static void escalate(void) {
  int count = atomic_fetch_add(&presses, 1) + 1;
  if (count == 2) {
    atomic_store(&warned_at, now_ms());
    say_still_running();
  } else if (count > 2 && now_ms() - atomic_load(&warned_at) >= warning_grace_ms) {
    terminal_restore();
    _exit(130);
  }
}

static void on_sigint(int signal) {
  (void)signal;
  int saved = errno;
  atomic_store(&arr_interrupt_flag, 1);
  if (!atomic_load(&waiting)) escalate();
  wake();
  errno = saved;
}

void arr_interrupt_clear(void) {
  atomic_store(&presses, 0);
  atomic_store(&arr_interrupt_flag, 0);
}

enum { stop_for_memory = 2 };

bool arr_interrupt_pressed(void) {
  int flag = atomic_load_explicit(&arr_interrupt_flag, memory_order_relaxed);
  return flag != 0 && flag != stop_for_memory;
}

void arr_interrupt_for_memory(void) {
  int none = 0;
  atomic_compare_exchange_strong(&arr_interrupt_flag, &none, stop_for_memory);
}

bool arr_interrupt_take_memory(void) {
  int expected = stop_for_memory;
  return atomic_compare_exchange_strong(&arr_interrupt_flag, &expected, 0);
}

static void handle(int signal, void (*handler)(int), struct sigaction *previous) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;   // no SA_RESTART: a blocked read shall return
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, previous);
}

void arr_interrupt_install(void) {
  if (atomic_load(&wake_fd) < 0) {
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), none = -1;
    if (fd >= 0 && !atomic_compare_exchange_strong(&wake_fd, &none, fd)) close(fd);
  }
  struct sigaction current;
  if (sigaction(SIGINT, NULL, &current) == 0 && current.sa_handler == SIG_IGN) return;
  handle(SIGINT, on_sigint, NULL);
}

int signals_wait(int fd, int patience_ms) {
  atomic_store(&waiting, 1);
  // A signal before this point has set its flag and the eventfd, so the poll returns at once.
  struct pollfd fds[2] = {{.fd = fd, .events = POLLIN}, {.fd = atomic_load(&wake_fd), .events = POLLIN}};
  int ready = poll(fds, 2, patience_ms);
  atomic_store(&waiting, 0);
  if (ready < 0) return errno == EINTR ? 0 : 1;
  if (fds[1].revents) {
    uint64_t count;
    (void)!read(fds[1].fd, &count, sizeof count);
  }
  return fds[0].revents != 0;
}

int arr_interrupt_wait(int fd) {
  for (;;) {
    if (arr_interrupt_pending()) return 0;
    if (signals_wait(fd, -1)) return arr_interrupt_pending() ? 0 : 1;
  }
}

// ---- While editing ----

static void on_editor_signal(int signal) {
  int saved = errno;
  if (signal == SIGWINCH) atomic_store(&editor_signal_resize, 1);
  if (signal == SIGTSTP) atomic_store(&editor_signal_suspend, 1);
  if (signal == SIGCONT) atomic_store(&editor_signal_resume, 1);
  wake();
  errno = saved;
}

static const int editor_signals[] = {SIGWINCH, SIGTSTP, SIGCONT};
static struct sigaction previous_actions[3];

void signals_begin_editing(void) {
  for (int i = 0; i < 3; i++) {
    handle(editor_signals[i], on_editor_signal, &previous_actions[i]);
    // A shell without job control starts us with SIGTSTP ignored: there is nobody to bring us back.
    if (editor_signals[i] == SIGTSTP && previous_actions[i].sa_handler == SIG_IGN) signal(SIGTSTP, SIG_IGN);
  }
}

void signals_end_editing(void) {
  for (int i = 0; i < 3; i++) sigaction(editor_signals[i], &previous_actions[i], NULL);
}

void signals_stop_process(void) {
  sigset_t stop, mask;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  signal(SIGTSTP, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &stop, &mask);
  raise(SIGTSTP);   // stops here; SIGCONT goes on
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
  handle(SIGTSTP, on_editor_signal, NULL);
}

// ---- Leaving ----

static struct termios found;
static _Atomic int changed = 0;   // the terminal is in the editor's mode

void terminal_remember(void) {
  if (!atomic_load(&changed) && tcgetattr(STDIN_FILENO, &found) == 0) atomic_store(&changed, 1);
}

void terminal_forget(void) { atomic_store(&changed, 0); }

void terminal_restore(void) {
  if (!atomic_exchange(&changed, 0)) return;
  static const char off[] = "\033[?2004l\033[0m\r\n";
  (void)!write(STDERR_FILENO, off, sizeof off - 1);
  tcsetattr(STDIN_FILENO, TCSANOW, &found);
}

static struct termios lent_modes;             // before a command had the terminal
static _Atomic int lent_modes_known = 0;
static _Atomic int lent_to = 0;               // the command's process group

void arr_terminal_keep(void) { atomic_store(&lent_modes_known, tcgetattr(STDIN_FILENO, &lent_modes) == 0); }

void arr_terminal_lend(int group) { atomic_store(&lent_to, group); }

/// Nothing but what a signal handler may call.
static void own_terminal(bool restores_modes) {
  sigset_t output, mask;
  sigemptyset(&output);
  sigaddset(&output, SIGTTOU);   // stops whoever changes the terminal from the background
  pthread_sigmask(SIG_BLOCK, &output, &mask);
  tcsetpgrp(STDIN_FILENO, getpgrp());
  if (restores_modes && atomic_load(&lent_modes_known)) tcsetattr(STDIN_FILENO, TCSANOW, &lent_modes);
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

void arr_terminal_take_back(void) {
  if (atomic_exchange(&lent_to, 0) > 0) own_terminal(false);   // the editor sets the modes it needs
}

/// The command that has the terminal ends with us, unless it ignores that. SIGHUP whatever ends us: bash ignores SIGQUIT.
static void end_command(void) {
  int group = atomic_exchange(&lent_to, 0);
  if (group <= 0) return;
  kill(-group, SIGHUP);
  kill(-group, SIGCONT);
  own_terminal(true);
}

static void on_fatal(int number) {
  end_command();
  terminal_restore();
  signal(number, SIG_DFL);
  raise(number);
}

static const int crashes[] = {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE};
static struct sigaction crash_actions[sizeof crashes / sizeof *crashes];

/// Hands a crash on to whoever was there before: the runtime's report of it, or the end of the process.
static void on_crash(int number, siginfo_t *info, void *context) {
  (void)context;
  terminal_restore();
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
    if (crashes[i] == number) sigaction(number, &crash_actions[i], NULL);
  if (info->si_code <= 0) raise(number);   // sent; a fault comes again by itself
}

void terminal_restore_on_exit(void) {
  static bool installed = false;
  if (installed) return;
  installed = true;
  atexit(terminal_restore);
  const int fatal[] = {SIGTERM, SIGHUP, SIGQUIT};
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) {
    struct sigaction current;
    if (sigaction(fatal[i], NULL, &current) == 0 && current.sa_handler == SIG_DFL) handle(fatal[i], on_fatal, NULL);
  }
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_crash;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(crashes[i], &action, &crash_actions[i]);
  }
}

void arr_leave(const char *message) {
  terminal_restore();
  (void)!write(STDERR_FILENO, message, strlen(message));
  _exit(1);
}
