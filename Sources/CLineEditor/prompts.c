// Pasted sessions: when the first line begins with a prompt, the prompts go, and so do the outputs between the entries.
#include "internal.h"

#include <ctype.h>
#include <string.h>

/// Bytes of a number at `s`.
static size_t digits(const char *s, size_t n) {
  size_t i = 0;
  while (i < n && isdigit((unsigned char)s[i])) i++;
  return i;
}

static bool begins(const char *s, size_t n, const char *with) {
  size_t m = strlen(with);
  return n >= m && memcmp(s, with, m) == 0;
}

/// Bytes of the prompt that the line begins with, 0 without one: `arr> `, `arr› `, `arr:3› `, `julia> `, `>>> `, `In [3]: `.
/// `aligned` tells ours and Julia's, whose further lines stand behind blanks, from Python's, which have a prompt of their own.
static size_t prompt_length(const char *s, size_t n, bool *aligned) {
  size_t blanks = 0, i;
  while (blanks < n && s[blanks] == ' ') blanks++;
  s += blanks, n -= blanks;
  bool is_julia = begins(s, n, "julia>");
  *aligned = is_julia || begins(s, n, "arr");
  if (is_julia) {
    i = 6;
  } else if (*aligned) {
    i = 3;
    if (i < n && s[i] == ':' && digits(s + i + 1, n - i - 1) > 0) i += 1 + digits(s + i + 1, n - i - 1);
    size_t mark = begins(s + i, n - i, ">") ? 1 : begins(s + i, n - i, "\u203a") ? 3 : 0;
    if (mark == 0) return 0;
    i += mark;
  } else if (begins(s, n, ">>>")) {
    i = 3;
  } else if (begins(s, n, "In [")) {
    size_t number = digits(s + 4, n - 4);
    i = 4 + number;
    if (number == 0 || !begins(s + i, n - i, "]:")) return 0;
    i += 2;
  } else {
    return 0;
  }
  if (i == n) return blanks + i;   // an empty entry, whose last blank was lost
  return s[i] == ' ' ? blanks + i + 1 : 0;
}

/// Bytes of Python's prompt for a further line: `... `, or IPython's with blanks before it and a colon.
static size_t continuation_length(const char *s, size_t n) {
  size_t i = 0;
  while (i < n && s[i] == ' ') i++;
  if (!begins(s + i, n - i, "...")) return 0;
  i += 3;
  if (i < n && s[i] == ':') i++;
  if (i < n && s[i] == ' ') i++;
  return i;
}

/// Bytes of the prompt for a further line in what `arr --echo` writes, `...> `; 0 without it.
static size_t echoed_length(const char *s, size_t n) {
  if (!begins(s, n, "...>")) return 0;
  return n == 4 ? 4 : s[4] == ' ' ? 5 : 0;
}

static bool goes_on(struct arr_editor *e, const struct bytes *entry) {
  return entry->length > 0 && e->callbacks.status(e->callbacks.ctx, entry->data, entry->length) == ARR_INCOMPLETE;
}

struct stripping { struct bytes out, entry; bool aligned; size_t margin; };

static void add_line(struct stripping *s, const char *line, size_t n) {
  if (s->out.length > 0) bytes_add(&s->out, "\n", 1);
  bytes_add(&s->out, line, n);
  if (s->entry.length > 0) bytes_add(&s->entry, "\n", 1);
  bytes_add(&s->entry, line, n);
}

/// Takes a line of the session: the part that was typed, or nothing of it.
static void take_line(struct arr_editor *e, struct stripping *s, const char *line, size_t n) {
  bool aligned;
  size_t prompt = prompt_length(line, n, &aligned), further;
  if (prompt > 0) {
    s->entry.length = 0;
    s->aligned = aligned;
    s->margin = utf8_width(line, prompt);
    if (prompt < n) add_line(s, line + prompt, n - prompt);
  } else if (!s->aligned && (further = continuation_length(line, n)) > 0) {
    if (further < n) add_line(s, line + further, n - further);
  } else if (s->aligned && goes_on(e, &s->entry)) {
    size_t blanks = echoed_length(line, n);
    if (blanks > 0) return add_line(s, line + blanks, n - blanks);
    while (blanks < n && blanks < s->margin && line[blanks] == ' ') blanks++;
    add_line(s, line + blanks, n - blanks);
  }
}

/// Leaves of a pasted session only what was typed; a text whose first line has no prompt stays as it is.
void strip_prompts(struct arr_editor *e, struct bytes *pasted) {
  size_t first = 0;
  while (first < pasted->length && (pasted->data[first] == '\n' || pasted->data[first] == ' ')) first++;
  while (first > 0 && pasted->data[first - 1] != '\n') first--;
  bool aligned;
  const char *data = pasted->data;
  if (first >= pasted->length) return;
  const char *end = memchr(data + first, '\n', pasted->length - first);
  if (prompt_length(data + first, end ? (size_t)(end - data) - first : pasted->length - first, &aligned) == 0) return;
  struct stripping s = {0};
  for (size_t at = first; at < pasted->length;) {
    end = memchr(data + at, '\n', pasted->length - at);
    size_t n = end ? (size_t)(end - data) - at : pasted->length - at;
    take_line(e, &s, data + at, n);
    at += n + 1;
  }
  bool ended = pasted->data[pasted->length - 1] == '\n';
  if (ended && s.out.length > 0) bytes_add(&s.out, "\n", 1);
  bytes_free(&s.entry);
  bytes_free(pasted);
  *pasted = s.out;
}
