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

const char *arr_style_code(enum arr_style style) { return style < ARR_STYLE_COUNT ? style_codes[style] : NULL; }

/// Begins a look. Without colour, marks that are none stay: dim, underlined, bold.
void theme_look(const struct arr_editor *e, struct bytes *out, unsigned look) {
  const char *code = "";
  if (look == LOOK_DIM) code = "2";
  else if (look == LOOK_MATCHED) code = e->color ? "1;4" : "4";
  else if (look == LOOK_UNMATCHED) code = e->color ? "1;31" : "1";
  else if (e->color && look >= LOOK_KIND) code = kind_codes[(look - LOOK_KIND) % ARR_KIND_COUNT];
  else if (e->color && look < ARR_STYLE_COUNT && style_codes[look]) code = style_codes[look];
  bytes_print(out, "\033[0%s%sm", *code ? ";" : "", code);
}

void theme_plain(struct bytes *out) { bytes_text(out, "\033[0m"); }
