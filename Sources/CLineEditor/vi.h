// What vi's files share.
#ifndef ARR_LINE_EDITOR_VI_H
#define ARR_LINE_EDITOR_VI_H

#include "internal.h"

enum { longest_change = 4096 };

struct vi {
  bool commands;             // command mode, else insert mode
  size_t count, outer_count; // numbers typed before a command, and before its operator
  wchar_t operator;          // d, c or y, waiting for a motion; 0 none
  wchar_t waiting;           // f, F, t, T, r or g, waiting for a character; 0 none
  wchar_t found, find;       // what ; and , look for again, and how
  bool cut_lines;            // what was cut last is whole lines
  // The change that . repeats: its keys, taken down while it goes on.
  key_code change[longest_change], draft[longest_change];
  size_t change_length, draft_length;
  bool recording, repeating;
  char *searched;            // what / was given last
  // vireplace.c: what R has typed over, as long as the text and the cursor are where it left them.
  bool replacing;
  struct vi_replaced *replaced;
  size_t replaced_count, replaced_capacity, replaced_end;
  unsigned long replaced_version;
};

/// Where a motion leads, and what an operator takes with it.
struct motion { size_t to; bool inclusive, lines; };

bool vi_motion(struct arr_editor *e, key_code key, size_t count, struct motion *out);
struct motion vi_word_to_change(const struct buffer *b, bool big, size_t count);
bool vi_find(struct arr_editor *e, wchar_t how, wchar_t what, size_t count, struct motion *out);

void vi_begin_replacing(struct arr_editor *e);
void vi_end_replacing(struct vi *v);
bool vi_replace_key(struct arr_editor *e, key_code key);

#endif
