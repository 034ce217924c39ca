// The keys: one table that the editor reads its bindings from and `:help keys` prints, and the way from a key to its command.
#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/// `keys` as the editor reads them; `shown`, when the table should say it otherwise, as a person does.
const struct command commands[] = {
  {on_return, "Entering", "return", "Enter, Ctrl-J", "Enter", "run the entry when it is complete and the cursor is on its last line, else open a line"},
  {on_open_line, "Entering", "open-line", "Alt-Enter, Alt-Ctrl-J, Shift-Enter", "Alt-Enter", "open a line in any case"},
  {on_tab, "Entering", "tab", "Tab, Ctrl-I", "Tab", "complete; at the start of a line, indent"},
  {on_back_tab, "Entering", "back-tab", "Shift-Tab", NULL, "take a step of indentation away"},
  {on_complete, "Entering", "complete", "Alt-?, Alt-Esc", "Alt-?", "complete, wherever the cursor is"},
  {on_interrupt, "Entering", "interrupt", "Ctrl-C", NULL, "drop the entry"},
  {on_end_of_input, "Entering", "end-of-input", "Ctrl-D", NULL, "leave, when nothing is typed; else delete"},
  {on_edit, "Entering", "edit", "Ctrl-X Ctrl-E", NULL, "open the entry, or the last one, in $VISUAL or $EDITOR"},
  {on_clear_screen, "Entering", "clear-screen", "Ctrl-L", NULL, "clear the screen"},
  {on_quoted_insert, "Entering", "quoted-insert", "Ctrl-V, Ctrl-Q", "Ctrl-V", "insert the next key as it is"},
  {on_paste, "Entering", "paste", "Paste", NULL, "a paste goes in as one piece, without the prompts it was copied with"},

  {on_left, "Moving", "left", "Left, Ctrl-B", NULL, "a character to the left"},
  {on_right, "Moving", "right", "Right, Ctrl-F", NULL, "a character to the right; at the end, accept the suggestion"},
  {on_word_left, "Moving", "word-left", "Ctrl-Left, Alt-Left, Alt-B", NULL, "a word to the left"},
  {on_word_right, "Moving", "word-right", "Ctrl-Right, Alt-Right, Alt-F", NULL, "a word to the right; at the end, accept a word of the suggestion"},
  {on_home, "Moving", "home", "Home, Ctrl-A", NULL, "to the start of the line; again, to the first line"},
  {on_end, "Moving", "end", "End, Ctrl-E", NULL, "to the end of the line; again, to the last line; there, accept the suggestion"},
  {on_line_up, "Moving", "up", "Up, Ctrl-P", NULL, "a line up; on the first, an older entry that begins with what was typed"},
  {on_line_down, "Moving", "down", "Down, Ctrl-N", NULL, "a line down; on the last, a newer entry"},
  {on_first, "Moving", "first", "Alt-<, Ctrl-Home", NULL, "to the start of the entry"},
  {on_last, "Moving", "last", "Alt->, Ctrl-End", NULL, "to the end of the entry"},
  {on_match_bracket, "Moving", "match-bracket", "Ctrl-], Alt-Ctrl-F", "Ctrl-]", "to the bracket that belongs to this one"},

  {on_backspace, "Erasing", "backspace", "Backspace", NULL, "the character before the cursor, or a step of indentation"},
  {on_delete, "Erasing", "delete", "Delete", NULL, "the character at the cursor"},
  {on_kill_word_left, "Erasing", "cut-word-left", "Alt-Backspace, Ctrl-Backspace", NULL, "cut the word before the cursor"},
  {on_kill_word_right, "Erasing", "cut-word-right", "Alt-D, Ctrl-Delete, Alt-Delete", NULL, "cut the word behind the cursor"},
  {on_kill_blank_word, "Erasing", "cut-blank-word", "Ctrl-W", NULL, "cut back to the last blank"},
  {on_kill_to_end, "Erasing", "cut-to-end", "Ctrl-K", NULL, "cut to the end of the line"},
  {on_kill_to_start, "Erasing", "cut-to-start", "Ctrl-U", NULL, "cut to the start of the line"},
  {on_kill_line, "Erasing", "cut-line", "Alt-K, Ctrl-X Ctrl-K", "Alt-K", "cut the whole line"},
  {on_yank, "Erasing", "yank", "Ctrl-Y", NULL, "insert what was cut last"},
  {on_yank_older, "Erasing", "yank-older", "Alt-Y", NULL, "instead, what was cut before that"},

  {on_undo, "Changing", "undo", "Ctrl-_, Ctrl-X Ctrl-U", NULL, "undo"},
  {on_redo, "Changing", "redo", "Alt-_, Alt-/, Ctrl-X Ctrl-R", NULL, "redo"},
  {on_transpose, "Changing", "transpose", "Ctrl-T", NULL, "swap two characters"},
  {on_transpose_words, "Changing", "transpose-words", "Alt-T", NULL, "swap two words"},
  {on_upper, "Changing", "upper", "Alt-U", NULL, "word in capital letters"},
  {on_lower, "Changing", "lower", "Alt-L", NULL, "word in small letters"},
  {on_capitalize, "Changing", "capitalize", "Alt-C", NULL, "word with a capital letter"},

  {on_search, "History", "search", "Ctrl-R", NULL, "search: the list narrows as one types, Ctrl-R and Ctrl-S move in it, Enter takes the marked one"},
  {on_search_newer, "History", "search-newer", "Ctrl-S", NULL, "the same"},
  {on_older, "History", "older", "PgUp, Alt-P, Ctrl-Up", NULL, "an older entry that begins with what was typed, from any line"},
  {on_newer, "History", "newer", "PgDn, Alt-N, Ctrl-Down", NULL, "a newer entry, from any line"},
  {on_last_word, "History", "last-word", "Alt-.", NULL, "the last word of the entry before; again, of the one before that"},
  {on_oldest, "History", "oldest", "Alt-PgUp", NULL, "the oldest entry"},
  {on_newest, "History", "newest", "Alt-PgDn", NULL, "back to what is being typed"},
};
const size_t command_count = sizeof commands / sizeof *commands;

/// What the modes do, which have no table of bindings.
static const struct arr_key_help modes[] = {
  {"Menu of completions", "Tab, Shift-Tab, arrows", "choose"},
  {"Menu of completions", "Enter", "insert the chosen one"},
  {"Menu of completions", "Esc", "close the menu; typing narrows it"},
  {"vi keys (:set editor vi)", "Esc", "to command mode; i I a A o O s S C c R lead back"},
  {"vi keys (:set editor vi)", "h j k l w b e W B E 0 ^ $ gg G % f F t T ; ,", "move, with counts"},
  {"vi keys (:set editor vi)", "d c y with a motion, dd cc yy D C Y x X s S r R ~", "change"},
  {"vi keys (:set editor vi)", "p P u Ctrl-R .", "put, undo, redo, repeat"},
  {"vi keys (:set editor vi)", "j k / n N v", "history, search it, edit in $EDITOR"},
};

bool arr_key_help(size_t i, struct arr_key_help *out) {
  if (i < command_count) {
    const struct command *c = &commands[i];
    *out = (struct arr_key_help){c->section, c->shown ? c->shown : c->keys, c->meaning};
    return true;
  }
  i -= command_count;
  if (i >= sizeof modes / sizeof *modes) return false;
  *out = modes[i];
  return true;
}

// ---- Names of keys ----

static const struct { const char *name; key_code key; } named[] = {
  {"Enter", KEY_ENTER}, {"Tab", KEY_TAB}, {"Backspace", KEY_BACKSPACE}, {"Esc", KEY_ESCAPE}, {"Up", KEY_UP},
  {"Down", KEY_DOWN}, {"Left", KEY_LEFT}, {"Right", KEY_RIGHT}, {"Home", KEY_HOME}, {"End", KEY_END}, {"PgUp", KEY_PAGE_UP},
  {"PgDn", KEY_PAGE_DOWN}, {"Ins", KEY_INSERT}, {"Delete", KEY_DELETE}, {"Paste", KEY_PASTE},
};

/// `Ctrl-Left`, `Alt-F`; 0 when it is none.
static key_code parse_key(const char *s, size_t n) {
  static const struct { const char *name; size_t n; key_code bit; } modifiers[] = {
    {"Ctrl-", 5, KEY_CONTROL}, {"Alt-", 4, KEY_ALT}, {"Shift-", 6, KEY_SHIFT},
  };
  key_code with = 0;
  for (size_t i = 0; i < 3; i++) {
    if (n <= modifiers[i].n || memcmp(s, modifiers[i].name, modifiers[i].n) != 0) continue;
    with |= modifiers[i].bit;
    s += modifiers[i].n, n -= modifiers[i].n;
    i = (size_t)-1;   // another may follow
  }
  for (size_t i = 0; i < sizeof named / sizeof *named; i++)
    if (strlen(named[i].name) == n && memcmp(named[i].name, s, n) == 0) return named[i].key | with;
  if (n != 1) return 0;
  char c = with && *s >= 'A' && *s <= 'Z' ? (char)(*s + 32) : *s;
  if ((with & KEY_CONTROL) && c == 'i') return KEY_TAB;
  return (key_code)(unsigned char)c | with;
}

/// One key, or two with a blank between them.
bool parse_keys(const char *text, key_code *prefix, key_code *key) {
  const char *blank = strchr(text, ' ');
  *prefix = blank ? parse_key(text, (size_t)(blank - text)) : 0;
  *key = blank ? parse_key(blank + 1, strlen(blank + 1)) : parse_key(text, strlen(text));
  return *key != 0 && (!blank || *prefix != 0);
}

// ---- From keys to commands ----

static struct { key_code prefix, key; const struct command *command; } map[160];
static size_t map_count;

/// Reads the table's keys, once.
void build_key_map(void) {
  if (map_count > 0) return;
  for (size_t i = 0; i < command_count; i++) {
    char keys[128];
    snprintf(keys, sizeof keys, "%s", commands[i].keys);
    char *rest = keys;
    for (char *one; (one = strsep(&rest, ","));) {
      while (*one == ' ') one++;
      if (map_count < sizeof map / sizeof *map && parse_keys(one, &map[map_count].prefix, &map[map_count].key))
        map[map_count++].command = &commands[i];
    }
  }
}

const struct command *command_named(const char *name) {
  for (size_t i = 0; i < command_count; i++) if (strcmp(commands[i].name, name) == 0) return &commands[i];
  return NULL;
}

static const struct user_key *user_key(const struct arr_editor *e, key_code prefix, key_code key) {
  for (size_t i = e->user_key_count; i > 0; i--) {
    const struct user_key *k = &e->user_keys[i - 1];
    if (k->prefix == prefix && k->key == key && k->in_commands == vi_in_commands(e)) return k;
  }
  return NULL;
}

static const struct command *command_for(key_code prefix, key_code key) {
  // With Shift a letter's key means what it means without, unless the table says otherwise.
  for (int tries = 0; tries < 2; tries++) {
    for (size_t i = 0; i < map_count; i++) if (map[i].prefix == prefix && map[i].key == key) return map[i].command;
    if (!(key & KEY_SHIFT)) break;
    key &= ~(key_code)KEY_SHIFT;
  }
  return NULL;
}

static bool is_prefix(const struct arr_editor *e, key_code key) {
  for (size_t i = 0; i < map_count; i++) if (map[i].prefix == key) return true;
  for (size_t i = 0; i < e->user_key_count; i++) if (e->user_keys[i].prefix == key) return true;
  return false;
}

/// Letters with Alt mean the same in both cases.
static key_code folded(key_code key) {
  key_code c = key & ~(key_code)KEY_MODIFIERS;
  return (key & (KEY_ALT | KEY_CONTROL)) && c >= 'A' && c <= 'Z' ? key + 32 : key;
}

static void run_key(struct arr_editor *e, key_code key) {
  key_code prefix = e->prefix;
  e->prefix = 0;
  if (prefix == KEY_ESCAPE && key != KEY_ESCAPE) key |= KEY_ALT, prefix = 0;
  if (key == CONTROL('g') && prefix) return;
  if (e->search && search_key(e, key)) return;
  if (e->menu && menu_key(e, key)) return;
  const struct user_key *own = user_key(e, prefix, key);
  if (own && own->command) return own->command->run(e);
  if (own && own->macro) {
    struct bytes rest = e->macro;   // what the macro stands for comes before what was still to be read
    e->macro = (struct bytes){0};
    bytes_text(&e->macro, own->macro);
    if (rest.length > 0 && e->macro.length + rest.length < 1 << 16) bytes_add(&e->macro, rest.data, rest.length);
    return bytes_free(&rest);
  }
  if (e->vi && !prefix && vi_key(e, key)) return;
  key = folded(key);
  if (!prefix && (key == KEY_ESCAPE || is_prefix(e, key))) {
    e->prefix = key;
    e->follow = e->followed;
    return;
  }
  const struct command *c = command_for(prefix, key);
  if (c) c->run(e);
  else if (!prefix && key < KEY_NAMED && key >= ' ' && !(key & KEY_MODIFIERS)) on_insert(e);
  else beep(e);
}

/// The one command that libedit knows.
unsigned char on_key(EditLine *el, wint_t ignored) {
  (void)ignored;
  struct arr_editor *e = editor_of(el);
  e->followed = e->follow;
  e->follow = FOLLOW_NOTHING;
  bool was_menu = e->menu != NULL;
  run_key(e, e->key);
  undo_record(e);
  if (was_menu && e->menu) menu_refresh(e);
  return e->done ? CC_NEWLINE : CC_NORM;
}
