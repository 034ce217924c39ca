// What recall.c and history.c share.
#ifndef ARR_LINE_EDITOR_HISTORY_H
#define ARR_LINE_EDITOR_HISTORY_H

#include "internal.h"

/// An entry of the history as it was edited, until something is submitted.
struct draft { size_t back; struct wide text; };

struct recall {
  struct entry *entries;   // from the oldest on; those not looked at have no text
  size_t count, capacity;
  size_t suggested;        // the entry that begins with the text of `suggested_version`, or 0
  unsigned long suggested_version;

  size_t shown;            // how many steps back the entry on the screen is; 0: what is being typed
  char *prefix;            // only entries that begin with it are shown
  size_t prefix_length;
  struct draft *drafts;
  size_t draft_count;
};

void history_update(struct arr_editor *e);
void history_forget(struct recall *r);

#endif
