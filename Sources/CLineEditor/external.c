// The text in the editor of the user's choice.
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char *editor_command(void) {
  const char *names[] = {"VISUAL", "EDITOR"};
  for (int i = 0; i < 2; i++) {
    const char *command = getenv(names[i]);
    if (command && *command) return command;
  }
  return "vi";
}

static bool write_file(int fd, const char *text, size_t n) {
  while (n > 0) {
    ssize_t wrote = write(fd, text, n);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    text += wrote, n -= (size_t)wrote;
  }
  return true;
}

static bool read_file(const char *path, struct bytes *out) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  char chunk[4096];
  ssize_t got;
  bytes_add(out, "", 0);
  while ((got = read(fd, chunk, sizeof chunk)) > 0 || (got < 0 && errno == EINTR))
    if (got > 0 && !bytes_add(out, chunk, (size_t)got)) break;
  close(fd);
  return got == 0;
}

/// Runs the editor on a file and waits for it; a signal that the keyboard sends is its own.
static const char *run(const char *path) {
  struct sigaction ignore, interrupt, quit;
  memset(&ignore, 0, sizeof ignore);
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGINT, &ignore, &interrupt);
  sigaction(SIGQUIT, &ignore, &quit);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  const int given_back[] = {SIGINT, SIGQUIT, SIGPIPE, SIGTSTP};
  for (int i = 0; i < 4; i++) sigaddset(&defaults, given_back[i]);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  // The command may have arguments, so a shell reads it; the path stays out of that.
  struct bytes command = {0};
  bytes_text(&command, editor_command());
  bytes_text(&command, " \"$1\"");
  char *arguments[] = {"sh", "-c", command.data, "sh", (char *)path, NULL};
  pid_t process;
  int status = 0, problem = command.data ? posix_spawn(&process, "/bin/sh", NULL, &attributes, arguments, environ) : ENOMEM;
  if (problem == 0) while (waitpid(process, &status, 0) < 0 && errno == EINTR) {}
  posix_spawnattr_destroy(&attributes);
  bytes_free(&command);
  sigaction(SIGINT, &interrupt, NULL);
  sigaction(SIGQUIT, &quit, NULL);
  if (problem != 0) return "cannot start the editor";
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? NULL : "the editor did not end well: the text is as it was";
}

/// A new file `arr-XXXXXX.arr` that only its owner can read.
static int make_file(char *path, size_t size) {
  const char *folder = getenv("TMPDIR");
  if (!folder || *folder != '/' || strlen(folder) > 400) folder = "/tmp";
  snprintf(path, size, "%s/arr-XXXXXX.arr", folder);
  return mkostemps(path, 4, O_CLOEXEC);
}

const char *arr_editor_open(struct arr_editor *e, const char *text, size_t length, size_t *n, const char **problem) {
  char path[512];
  struct bytes edited = {0};
  int fd = make_file(path, sizeof path);
  *n = 0;
  if (fd < 0) return *problem = "cannot make a temporary file", NULL;
  bool written = write_file(fd, text, length) && (length == 0 || text[length - 1] == '\n' || write_file(fd, "\n", 1));
  close(fd);
  *problem = written ? run(path) : "cannot write a temporary file";
  if (!*problem && !read_file(path, &edited)) *problem = "cannot read what the editor wrote";
  unlink(path);
  if (*problem) return bytes_free(&edited), NULL;
  while (edited.length > 0 && (edited.data[edited.length - 1] == '\n' || edited.data[edited.length - 1] == '\r')) edited.length--;
  free(e->line);
  e->line = edited.data;
  *n = edited.length;
  return e->line;
}

/// The present text in the editor, the last entry when there is none; what comes back can be edited on.
void on_edit(struct arr_editor *e) {
  size_t n, edited;
  const char *text = whole_text(e, &n), *problem;
  const struct entry *last = n == 0 ? history_entry(e, 1) : NULL;
  char *copy = strndup(last ? last->text : text, last ? last->length : n);
  if (!copy) return;
  paint_erase(e);
  give_terminal(e);
  signals_end_editing();
  const char *result = arr_editor_open(e, copy, strlen(copy), &edited, &problem);
  arr_interrupt_clear();
  signals_begin_editing();
  take_terminal(e);
  if (result) replace_text(e, result, edited);
  else if (problem) write_out(e, problem, strlen(problem)), write_out(e, "\r\n", 2);
  free(copy);
}
