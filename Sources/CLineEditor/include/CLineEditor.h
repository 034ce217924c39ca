/// A line editor over libedit, and the process's Ctrl-C flag.
///
/// Everything is UTF-8 in and UTF-8 out. One entry is one buffer, which may hold several lines; what is complete, how a new
/// line is indented, how text is coloured, what completes and what history holds is the caller's business, asked through
/// callbacks. All editor functions belong to one thread; the interrupt functions may be called from any.
#ifndef ARR_LINE_EDITOR_H
#define ARR_LINE_EDITOR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// ---- Ctrl-C -------------------------------------------------------------------------------------------------------

/// Set by SIGINT. Read it through `arr_interrupt_pending`.
extern _Atomic int arr_interrupt_flag;

/// Whether Ctrl-C was pressed since the flag was last cleared: one relaxed load, cheap enough for every loop turn.
static inline bool arr_interrupt_pending(void) {
  return atomic_load_explicit(&arr_interrupt_flag, memory_order_relaxed) != 0;
}

/// Whether the flag is set because of Ctrl-C, and not for memory.
bool arr_interrupt_pressed(void);

/// The flag as a plain integer, for code that reads it through a pointer.
static inline const int *arr_interrupt_flag_address(void) { return (const int *)&arr_interrupt_flag; }

/// Asks computations to stop because memory runs out, unless Ctrl-C did.
void arr_interrupt_for_memory(void);

/// Whether the flag is set for memory; it is cleared then.
bool arr_interrupt_take_memory(void);

/// The last way out when memory is gone: restores the terminal, writes `message` to standard error and ends with status 1.
_Noreturn void arr_leave(const char *message);

/// Forgets a pressed Ctrl-C, and that it had to be pressed again.
void arr_interrupt_clear(void);

/// Says what is running, for the answer to a second Ctrl-C: a name and what its steps are called, both constants of the
/// program, the steps done and their number (0 when it is not known). NULL: nothing that has a name.
void arr_activity_set(const char *_Nullable name, const char *_Nullable unit, long done, long count);

/// Says how many steps are done.
void arr_activity_step(long done);

/// Turns SIGINT into the flag, unless the process was started with SIGINT ignored. Safe to call more than once.
///
/// While nobody waits for input, a second Ctrl-C that finds the flag still set says so on standard error and names what
/// is running, and the third restores the terminal and ends the process with status 130.
void arr_interrupt_install(void);

/// Waits until `fd` can be read: 1 when it can (or has ended), 0 when Ctrl-C came first.
int arr_interrupt_wait(int fd);

// ---- A command that has the terminal ------------------------------------------------------------------------------

/// Remembers the terminal's modes, before a command is given the terminal that may not live to put them right.
void arr_terminal_keep(void);

/// Says that a process group has the terminal. When SIGTERM, SIGHUP or SIGQUIT ends us from now on, the group gets SIGHUP
/// and the terminal is put right.
void arr_terminal_lend(int group);

/// Makes a lent terminal ours again.
void arr_terminal_take_back(void);

// ---- Editor -------------------------------------------------------------------------------------------------------

struct arr_editor;
struct arr_completions;

enum arr_status { ARR_COMPLETE, ARR_INCOMPLETE, ARR_ERROR };
enum arr_reason { ARR_LINE, ARR_INTERRUPTED, ARR_END_OF_INPUT };

/// What a piece of the text is; one byte of text, one class.
enum arr_style {
  ARR_PLAIN, ARR_STYLE_KEYWORD, ARR_STYLE_CONSTANT, ARR_STYLE_NUMBER, ARR_STYLE_STRING, ARR_STYLE_ESCAPE,
  ARR_STYLE_FIELD,      // the braces, conversion and format of an f-string's field
  ARR_STYLE_COMMENT, ARR_STYLE_FUNCTION, ARR_STYLE_MEMBER, ARR_STYLE_ARGUMENT, ARR_STYLE_OPERATOR,
  ARR_STYLE_BRACKET,    // these alone are matched with each other
  ARR_STYLE_COMMAND, ARR_STYLE_ERROR,
  ARR_STYLE_COUNT,
};

/// The numbers of a style's escape sequence, NULL for a plain one: for code that is shown and not typed.
const char *_Nullable arr_style_code(enum arr_style style);

/// What a candidate names: the menu colours it by that.
enum arr_candidate_kind {
  ARR_VARIABLE, ARR_FUNCTION, ARR_METHOD, ARR_FIELD, ARR_ARGUMENT, ARR_FILE, ARR_FOLDER, ARR_KEYWORD, ARR_COMMAND,
  ARR_ACTIVATION, ARR_WEIGHT, ARR_TOOL, ARR_CONFIG, ARR_KIND_COUNT,
};

/// Something Tab can put in place of what was typed; every text is NUL-terminated UTF-8, copied by the editor.
struct arr_candidate {
  const char *text;               // what goes into the entry
  const char *_Nullable display;  // what the menu shows instead of `text`, where that is long or quoted
  const char *_Nullable detail;   // one line that says what it is
  enum arr_candidate_kind kind;
};

/// What the editor asks its owner. Every function gets `ctx` first; texts are UTF-8 and not NUL-terminated.
struct arr_editor_callbacks {
  void *_Nullable ctx;
  /// Whether Return submits (`ARR_COMPLETE`, `ARR_ERROR`) or begins a new line (`ARR_INCOMPLETE`).
  enum arr_status (*_Nonnull status)(void *_Nullable ctx, const char *text, size_t n);
  /// Spaces that a line begun at byte `cursor` starts with.
  size_t (*_Nonnull indent)(void *_Nullable ctx, const char *text, size_t n, size_t cursor);
  /// Writes one `enum arr_style` for each of the `n` bytes; they come as zero.
  void (*_Nonnull style)(void *_Nullable ctx, const char *text, size_t n, uint8_t *classes);
  /// Answers Tab by `arr_completions_begin` and `arr_completions_add`.
  void (*_Nonnull complete)(void *_Nullable ctx, const char *text, size_t n, size_t cursor, struct arr_completions *out);
  /// How many entries there are to recall.
  size_t (*_Nonnull entries)(void *_Nullable ctx);
  /// The entry `back` steps ago (1 is the newest) and its length, or NULL; it stays valid until the next call.
  const char *_Nullable (*_Nonnull recall)(void *_Nullable ctx, size_t back, size_t *n);
  /// Of the entries that only searches see, those of other sessions and very old ones, the one at `index` from 0 and its length, or
  /// NULL behind the last; it stays valid until the next call. They are looked up when the first is asked for.
  const char *_Nullable (*_Nonnull elsewhere)(void *_Nullable ctx, size_t index, size_t *n);
  /// Whether an entry that begins with the text may be suggested: not behind an answer to a question.
  bool (*_Nonnull suggests)(void *_Nullable ctx, const char *text, size_t n);
  /// Called while nothing is typed: does a little of what waits, for some milliseconds; false when there is nothing.
  bool (*_Nonnull idle)(void *_Nullable ctx);
};

/// An editor on standard input and standard error, or NULL when this terminal cannot edit.
struct arr_editor *_Nullable arr_editor_new(struct arr_editor_callbacks callbacks);

/// Frees the editor and leaves the terminal as it was found.
void arr_editor_free(struct arr_editor *editor);

/// Whether text, menus and marks are coloured; at first they are not.
void arr_editor_set_color(struct arr_editor *editor, bool on);

/// Whether marks may be other than ASCII; at first they may not.
void arr_editor_set_unicode(struct arr_editor *editor, bool on);

/// Chooses vi keys (insert and command mode) or emacs keys. At first `~/.editrc` decides, else they are emacs keys.
void arr_editor_set_vi(struct arr_editor *editor, bool on);
bool arr_editor_is_vi(const struct arr_editor *editor);

/// Puts a text into the next entry before anything is typed.
void arr_editor_preload(struct arr_editor *editor, const char *text, size_t n);

/// The entry `back` steps ago has left the history, which holds one less now. Call it between reads.
void arr_editor_entry_moved(struct arr_editor *editor, size_t back);

/// Opens `$VISUAL` or `$EDITOR` (else `vi`) on a text: what was saved, `n` bytes, valid until the next call; NULL, with
/// `problem` set, when that failed. Call it between reads.
const char *_Nullable arr_editor_open(
  struct arr_editor *editor, const char *text, size_t length, size_t *n, const char *_Nullable *_Nonnull problem);

/// Reads one entry. `prompt` is one line, may hold ANSI colours, and should end in a space.
///
/// For `ARR_LINE` the result is the text, `n` bytes, valid until the next call; for the other reasons it is empty.
const char *arr_editor_read(struct arr_editor *editor, const char *prompt, size_t *n, enum arr_reason *reason);

/// The candidates that follow replace the text from byte `start` to the cursor.
void arr_completions_begin(struct arr_completions *out, size_t start);

/// Adds a candidate, behind those that were added before it.
void arr_completions_add(struct arr_completions *out, const struct arr_candidate *candidate);

// ---- Keys ---------------------------------------------------------------------------------------------------------

/// A line of the table of keys: what it belongs to, the keys as a person reads them, what they do.
struct arr_key_help {
  const char *_Nullable section;
  const char *_Nullable keys;
  const char *_Nullable meaning;
};

/// Line `i` of the table that the editor itself reads its keys from; false behind the last.
bool arr_key_help(size_t i, struct arr_key_help *out);

#pragma clang assume_nonnull end

#endif
