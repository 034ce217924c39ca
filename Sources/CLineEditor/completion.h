// What completion.c and menu.c share.
#ifndef ARR_LINE_EDITOR_COMPLETION_H
#define ARR_LINE_EDITOR_COMPLETION_H

#include "internal.h"

struct candidate { char *text, *display, *detail; enum arr_candidate_kind kind; };

struct arr_completions {
  size_t start;   // the byte of the text where what is replaced begins
  struct candidate *items;
  size_t count, capacity;
};

enum { none_chosen = -1 };

struct menu {
  struct arr_completions found;
  size_t cursor;    // the byte of the text where the cursor was
  unsigned long version;
  long chosen;
  size_t grid_rows, grid_columns, cell;   // as drawn last
};

void completions_free(struct arr_completions *c);
void completions_ask(struct arr_editor *e, struct arr_completions *found, size_t *cursor);
void completions_insert(struct arr_editor *e, const struct arr_completions *c, const struct candidate *chosen, size_t cursor);

#endif
