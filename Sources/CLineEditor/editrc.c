// The user's `~/.editrc` (or $EDITRC), in libedit's language: `bind -v`, `bind -e`, `bind key command`, `bind -s key text`,
// each with `arr:` before it or without. Commands of libedit's that we have under other names are known by both; its own
// would draw on a screen that is ours.
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static const struct { const char *theirs, *ours; } names[] = {
  {"ed-newline", "return"}, {"ed-prev-char", "left"}, {"vi-prev-char", "left"}, {"ed-next-char", "right"},
  {"vi-next-char", "right"}, {"ed-prev-word", "word-left"}, {"vi-prev-word", "word-left"}, {"em-next-word", "word-right"},
  {"vi-next-word", "word-right"}, {"ed-move-to-beg", "home"}, {"ed-move-to-end", "end"}, {"ed-prev-line", "up"},
  {"ed-next-line", "down"}, {"ed-prev-history", "up"}, {"ed-next-history", "down"}, {"ed-search-prev-history", "up"},
  {"ed-search-next-history", "down"}, {"vi-search-prev", "search"}, {"em-inc-search-prev", "search"},
  {"em-inc-search-next", "search-newer"}, {"ed-delete-next-char", "delete"}, {"em-delete-next-char", "delete"},
  {"vi-delete-prev-char", "backspace"}, {"em-delete-prev-char", "backspace"}, {"ed-delete-prev-char", "backspace"},
  {"ed-delete-prev-word", "cut-word-left"}, {"em-delete-next-word", "cut-word-right"}, {"em-delete-or-list", "end-of-input"},
  {"ed-kill-line", "cut-to-end"}, {"vi-kill-line-prev", "cut-to-start"}, {"em-kill-line", "cut-line"},
  {"em-kill-region", "cut-blank-word"}, {"em-yank", "yank"}, {"vi-undo", "undo"}, {"ed-transpose-chars", "transpose"},
  {"em-upper-case", "upper"}, {"em-lower-case", "lower"}, {"em-capitol-case", "capitalize"}, {"ed-clear-screen", "clear-screen"},
  {"ed-redisplay", "clear-screen"}, {"ed-quoted-insert", "quoted-insert"}, {"em-copy-prev-word", "last-word"},
  {"ed-end-of-file", "end-of-input"}, {"vi-list-or-eof", "end-of-input"}, {"ed-insert", NULL}, {"ed-tty-sigint", "interrupt"},
};

/// The command of a name that libedit or we have for it; NULL for one that neither knows.
static const struct command *find_command(const char *name) {
  if (strncmp(name, "arr-", 4) == 0) name += 4;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(names[i].theirs, name) == 0) return names[i].ours ? command_named(names[i].ours) : NULL;
  return command_named(name);
}

/// Reads one character of libedit's notation: `^A`, `\e`, `\n`, `\033`; how many bytes it took.
static size_t parse_character(const char *s, char *out) {
  if (s[0] == '^' && s[1]) return *out = s[1] == '?' ? 0x7F : (char)(s[1] & 0x1F), 2;
  if (s[0] != '\\' || !s[1]) return *out = s[0], 1;
  static const char letters[] = "abefnrtv", values[] = "\a\b\033\f\n\r\t\v";
  const char *at = strchr(letters, s[1]);
  if (at) return *out = values[at - letters], 2;
  if (s[1] >= '0' && s[1] <= '7') {
    unsigned value = 0;
    size_t n = 1;
    for (; n < 4 && s[n] >= '0' && s[n] <= '7'; n++) value = value * 8 + (unsigned)(s[n] - '0');
    return *out = (char)value, n;
  }
  return *out = s[1], 2;
}

static void parse_text(const char *s, struct bytes *out) {
  bytes_add(out, "", 0);
  for (char c; *s; bytes_add(out, &c, 1)) s += parse_character(s, &c);
}

/// The keys that a sequence of bytes stands for: decoded as if they were typed.
static bool parse_sequence(struct arr_editor *e, const char *s, key_code *prefix, key_code *key) {
  struct bytes typed = {0};
  parse_text(s, &typed);
  if (typed.length == 0 || e->macro.length > 0) return bytes_free(&typed), false;
  e->macro = typed;
  *prefix = 0;
  bool fine = decode_key(e, key);
  if (fine && e->macro.length > 0) {
    *prefix = *key;
    fine = decode_key(e, key);
  }
  fine = fine && e->macro.length == 0 && *key != KEY_UNKNOWN;
  bytes_free(&e->macro);
  return fine;
}

static void add_key(struct arr_editor *e, struct user_key key) {
  struct user_key *grown = realloc(e->user_keys, (e->user_key_count + 1) * sizeof *grown);
  if (!grown) return free(key.macro);
  e->user_keys = grown;
  grown[e->user_key_count++] = key;
}

static void bind(struct arr_editor *e, int count, const char **words) {
  bool text = false, in_commands = false;
  int i = 1;
  for (; i < count && words[i][0] == '-' && words[i][1]; i++) {
    switch (words[i][1]) {
    case 'v': vi_begin(e); break;
    case 'e': vi_free(e); break;
    case 's': text = true; break;
    case 'a': in_commands = true; break;
    default: return;
    }
  }
  struct user_key key = {.in_commands = in_commands};
  if (i + 1 >= count || !parse_sequence(e, words[i], &key.prefix, &key.key)) return;
  if (text) {
    struct bytes macro = {0};
    parse_text(words[i + 1], &macro);
    key.macro = macro.data;
  } else {
    key.command = find_command(words[i + 1]);
  }
  if (key.command || key.macro) add_key(e, key);
}

/// One line; those for other programs and for what is not ours to set are passed over.
static void take_line(struct arr_editor *e, int count, const char **words) {
  if (count == 0) return;
  const char *colon = strchr(words[0], ':'), *verb = colon ? colon + 1 : words[0];
  if (colon && !(colon - words[0] == 3 && memcmp(words[0], "arr", 3) == 0)) return;
  if (strcmp(verb, "bind") == 0) bind(e, count, words);
}

void read_editrc(struct arr_editor *e) {
  const char *path = getenv("EDITRC"), *home = getenv("HOME");
  char own[4096];
  if (!path || !*path) {
    if (!home || snprintf(own, sizeof own, "%s/.editrc", home) >= (int)sizeof own) return;
    path = own;
  }
  FILE *file = fopen(path, "re");
  Tokenizer *words = file ? tok_init(NULL) : NULL;
  char line[1024];
  while (words && fgets(line, sizeof line, file)) {
    int count;
    const char **list;
    line[strcspn(line, "\n")] = 0;
    if (*line != '#' && tok_str(words, line, &count, &list) == 0) take_line(e, count, list);
    tok_reset(words);
  }
  if (words) tok_end(words);
  if (file) fclose(file);
}
