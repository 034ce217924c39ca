// Colours: the terminal's own sixteen, so that they fit its background, and few of them.
#include "internal.h"

static const char *const style_codes[ARR_STYLE_COUNT] = {
  [ARR_STYLE_KEYWORD] = "35",  [ARR_STYLE_CONSTANT] = "36", [ARR_STYLE_NUMBER] = "36",  [ARR_STYLE_STRING] = "32",
  [ARR_STYLE_ESCAPE] = "1;32", [ARR_STYLE_FIELD] = "33",    [ARR_STYLE_COMMENT] = "2",  [ARR_STYLE_FUNCTION] = "34",
  [ARR_STYLE_MEMBER] = "34",   [ARR_STYLE_ARGUMENT] = "33", [ARR_STYLE_COMMAND] = "35", [ARR_STYLE_ERROR] = "31",
};

static const char *const kind_codes[ARR_KIND_COUNT] = {
  [ARR_VARIABLE] = "",   [ARR_FUNCTION] = "34", [ARR_METHOD] = "34",     [ARR_FIELD] = "36",  [ARR_ARGUMENT] = "33",
  [ARR_FILE] = "32",     [ARR_FOLDER] = "1;34", [ARR_KEYWORD] = "35",    [ARR_COMMAND] = "35", [ARR_ACTIVATION] = "36",
  [ARR_WEIGHT] = "33",   [ARR_TOOL] = "32",     [ARR_CONFIG] = "36",
};

/// Begins a look: a style, a candidate's kind or a mark, with flags. Without colour only marks that move attention stay.
void theme_look(const struct arr_editor *e, struct bytes *out, unsigned look) {
  if (!e->color) return;
  unsigned flags = look >= 0x1000 ? 0 : look & (LOOK_BOLD | LOOK_REVERSE | LOOK_UNDERLINE), style = look & 31;
  if (look >= 0x1000) {
    const char *code = kind_codes[(look - 0x1000) % ARR_KIND_COUNT];
    bytes_print(out, "\033[0%s%sm", *code ? ";" : "", code);
    return;
  }
  bytes_text(out, "\033[0");
  if (style == LOOK_DIM) bytes_text(out, ";2");
  else if (style == LOOK_MATCHED) bytes_text(out, ";1;4");
  else if (style == LOOK_UNMATCHED) bytes_text(out, ";1;31");
  else if (style < ARR_STYLE_COUNT && style_codes[style]) bytes_print(out, ";%s", style_codes[style]);
  if (flags & LOOK_BOLD) bytes_text(out, ";1");
  if (flags & LOOK_UNDERLINE) bytes_text(out, ";4");
  if (flags & LOOK_REVERSE) bytes_text(out, ";7");
  bytes_text(out, "m");
}

void theme_plain(const struct arr_editor *e, struct bytes *out) {
  if (e->color) bytes_text(out, "\033[0m");
}
