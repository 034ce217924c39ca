// Random keys for the line editor, seeded: stress SEED KEYS. Build it with the sanitizers, together with the editor:
//   clang -std=gnu17 -g -fsanitize=address,undefined -I Sources/CLineEditor/include scripts/terminal-tests/stress.c
//     Sources/CLineEditor/*.c -ledit -o stress
// A child edits on a pseudo-terminal with answers made up here; the parent types, resizes the window and reads what is drawn.
// The end of the input must end the child, with status 0 and nothing from the sanitizers.
#define _GNU_SOURCE
#include "CLineEditor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

// ---- The child ----

static const char *const entries[] = {
  "x = 1", "print(\"hello\")", "for i in range(3) {\n    print(i)\n}", "日本 = \"語\"", "pri", "print(x)", "e\u0301 + \U0001F468\u200D\U0001F469",
  "a long entry that goes over the end of the row and on and on and on and on until it needs three rows of the screen or more",
};
enum { entry_count = sizeof entries / sizeof *entries };

static int depth_of(const char *text, size_t n) {
  int depth = 0;
  for (size_t i = 0; i < n; i++) depth += !!strchr("([{", text[i]) - !!strchr(")]}", text[i]);
  return depth;
}

static enum arr_status status(void *ctx, const char *text, size_t n) {
  (void)ctx;
  int depth = depth_of(text, n);
  return depth > 0 ? ARR_INCOMPLETE : depth < 0 ? ARR_ERROR : ARR_COMPLETE;
}

static size_t indent(void *ctx, const char *text, size_t n, size_t cursor) {
  (void)ctx, (void)n;
  int depth = depth_of(text, cursor);
  return depth > 0 ? (size_t)(depth < 8 ? depth : 8) * 4 : 0;
}

static void style(void *ctx, const char *text, size_t n, uint8_t *classes) {
  (void)ctx;
  for (size_t i = 0; i < n; i++)
    classes[i] = strchr("()[]{}", text[i]) && text[i] ? ARR_STYLE_BRACKET : text[i] == '"' ? ARR_STYLE_STRING : ARR_PLAIN;
}

static void complete(void *ctx, const char *text, size_t n, size_t cursor, struct arr_completions *out) {
  (void)ctx, (void)n;
  size_t start = cursor;
  while (start > 0 && (unsigned char)text[start - 1] > ' ') start--;
  arr_completions_begin(out, start);
  for (int i = 0; i < 300; i++) {
    char name[32];
    snprintf(name, sizeof name, i % 3 ? "a_name_%d" : "日本_%d", i);
    if (strncmp(name, text + start, cursor - start) != 0 && i % 7) continue;
    struct arr_candidate candidate = {name, i % 5 ? NULL : "shown", i % 2 ? "what it is" : NULL, (enum arr_candidate_kind)(i % ARR_KIND_COUNT)};
    arr_completions_add(out, &candidate);
  }
}

static size_t count(void *ctx) { return (void)ctx, entry_count; }

static const char *recall(void *ctx, size_t back, size_t *n) {
  (void)ctx;
  if (back == 0 || back > entry_count) return NULL;
  *n = strlen(entries[entry_count - back]);
  return entries[entry_count - back];
}

static bool suggests(void *ctx, const char *text, size_t n) { return (void)ctx, n != 1 || *text != 'e'; }

static volatile sig_atomic_t finishing = 0;
static void on_finish(int signal) { (void)signal, finishing = 1; }

static int edit(void) {
  signal(SIGUSR1, on_finish);
  arr_interrupt_install();
  signal(SIGTSTP, SIG_IGN);
  struct arr_editor *editor = arr_editor_new((struct arr_editor_callbacks){NULL, status, indent, style, complete, count, recall, suggests});
  if (!editor) return 3;
  arr_editor_set_color(editor, true);
  arr_editor_set_unicode(editor, true);
  for (int i = 0;; i++) {
    size_t n;
    enum arr_reason reason;
    arr_editor_set_vi(editor, i % 3 == 2);
    const char *text = arr_editor_read(editor, i % 5 ? "arr\u203a " : "\033[1marr:12>\033[0m ", &n, &reason);
    if (reason == ARR_END_OF_INPUT) {
      if (!finishing) continue;   // Ctrl-D among the random keys
      break;
    }
    if (text[n] != 0) return 4;
  }
  arr_editor_free(editor);
  return 0;
}

// ---- The parent ----

static uint64_t state;
static unsigned random_below(unsigned most) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(state >> 33) % most;
}

static const char *const sequences[] = {
  "\033[A", "\033[B", "\033[C", "\033[D", "\033[A", "\033[B", "\033[C", "\033[D", "\033[H", "\033[F", "\033[3~", "\033[5~", "\033[6~", "\033[1;5C", "\033[1;5D", "\033[3;5~",
  "\033[Z", "\033b", "\033f", "\033d", "\033u", "\033l", "\033c", "\033t", "\033y", "\033.", "\033<", "\033>", "\033\r", "\033_", "\033/",
  "\033\177", "\t", "\t", "\t\t", "\r", "\r", "\n", "\x01", "\x05", "\x0b", "\x15", "\x17", "\x19", "\x14", "\x1f", "\x18\x15", "\x12", "\x13",
  "\x0c", "\x07", "\x16", "\x1d", "\033", "\033[200~", "\033[200~if x {\r\ty\n\033[31mz\r\n}\033[201~", "\033[201~", "\033[200~arr> (1\n     2)\n3\narr:2\u203a x\n\033[201~",
  "\033[200~>>> f(\n... 1)\n2\n\033[201~", "\033[999;999;999;999z", "\033O", "\033[", "\033[[A", "\033[27;5;9~", "\033[97;5u", "é", "日", "e\u0301", "\U0001F468\u200D\U0001F469\u200D\U0001F467", "\u2764\uFE0F",
  "\U0001F1E9\U0001F1EA", "{", "}", "(", ")", "[", "]", "\"", "for ", "print", "a_name", " ", " ", "\177", "\177", "\177", "\010", "\xff", "\xc3", "\xe2\x82", "\003",
  "dd", "cw", "yyp", "d2w", "3x", "u", "G", "gg", "fa;", "ct)", "A", "o", "O", ".", "J", "~", "r\r", "%", "d%", "y$P", "/", "n", "N", "99999999999l",
};

static void drain(int fd) {
  char buffer[65536];
  struct pollfd p = {.fd = fd, .events = POLLIN};
  while (poll(&p, 1, 0) > 0 && (p.revents & POLLIN) && read(fd, buffer, sizeof buffer) > 0) {}
}

static void type(int fd, const char *keys, size_t n) {
  while (n > 0) {
    struct pollfd p = {.fd = fd, .events = POLLIN | POLLOUT};
    poll(&p, 1, 1000);
    if (p.revents & POLLIN) drain(fd);
    if (!(p.revents & POLLOUT)) continue;
    ssize_t wrote = write(fd, keys, n > 256 ? 256 : n);
    if (wrote < 0 && errno != EAGAIN) return;
    if (wrote > 0) keys += wrote, n -= (size_t)wrote;
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "stress SEED KEYS\n"), 2;
  state = strtoull(argv[1], NULL, 10) * 2654435761u + 1;
  long keys = strtol(argv[2], NULL, 10);
  int fd, errors[2];
  struct winsize size = {.ws_row = 10, .ws_col = 40};
  if (pipe(errors) != 0) return 2;
  pid_t child = forkpty(&fd, NULL, NULL, &size);
  if (child < 0) return 2;
  if (child == 0) {
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("EDITOR", "true", 1);
    setenv("HOME", "/nonexistent", 1);
    char options[64];
    snprintf(options, sizeof options, "log_path=/tmp/stress.asan:exitcode=99");
    setenv("ASAN_OPTIONS", options, 1);
    exit(edit());
  }
  fcntl(fd, F_SETFL, O_NONBLOCK);
  for (long i = 0; i < keys; i++) {
    if (random_below(3) == 0) {
      char c = (char)(' ' + random_below(95));
      type(fd, &c, 1);
    } else {
      const char *s = sequences[random_below(sizeof sequences / sizeof *sequences)];
      type(fd, s, strlen(s));
    }
    if (random_below(200) == 0) {
      size.ws_row = (unsigned short)(1 + random_below(30)), size.ws_col = (unsigned short)(1 + random_below(100));
      ioctl(fd, TIOCSWINSZ, &size);
    }
    if (random_below(20) == 0) {
      usleep(random_below(3000));
      drain(fd);
    }
  }
  // Out of whatever is going on, then the end.
  kill(child, SIGUSR1);
  for (int i = 0; i < 200; i++) {
    int status;
    type(fd, "\033[201~\a\003\001\004\001", 11);
    usleep(20000);
    drain(fd);
    if (waitpid(child, &status, WNOHANG) != child) continue;
    printf("seed %s: %s %d\n", argv[1], WIFEXITED(status) ? "exit" : "signal", WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
  }
  printf("seed %s: it does not end\n", argv[1]);
  kill(child, SIGKILL);
  return 1;
}
