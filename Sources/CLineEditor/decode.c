// From bytes to keys. Terminals agree on little: a key may come as a control character, as ESC and something, as one of
// the old sequences or with its modifiers spelled out. A sequence that names no key is taken whole and dropped.
#include "internal.h"

#include <string.h>

// A lone Escape is told from the start of a sequence by what follows within this time.
enum { escape_patience_ms = 50 };

/// Decodes one character that begins with `first`; false when it is none.
static bool decode_character(struct arr_editor *e, int first, wchar_t *out) {
  char bytes[4] = {(char)first};
  size_t have = 1, need = utf8_length((unsigned char)first);
  while (have < need) {
    int byte = next_byte(e, 1, -1);
    if (byte < 0) return false;
    if ((byte & 0xC0) != 0x80) {   // not what the lead byte promised: that one begins anew
      e->unread = byte + 1;
      return false;
    }
    bytes[have++] = (char)byte;
  }
  return need > 0 && utf8_decode(bytes, need, out) == need && !(*out >= 0x80 && *out < 0xA0);
}

static key_code of_character(wchar_t c) {
  switch (c) {
  case '\r': return KEY_ENTER;
  case '\t': return KEY_TAB;
  case 0x7F: case '\b': return KEY_BACKSPACE;
  case 0x1B: return KEY_ESCAPE;
  case '\n': return CONTROL('j');
  case 0: return CONTROL('@');
  case 0x1F: return CONTROL('_');
  }
  if (c < 0x20) return CONTROL(c < 0x1B ? c | 0x60 : c | 0x40);
  return (key_code)c;
}

/// xterm's modifier parameter: one more than a sum of shift 1, alt 2, control 4, super 8.
static key_code modifiers(unsigned parameter) {
  if (parameter < 2) return 0;
  unsigned bits = parameter - 1;
  return (bits & 1 ? KEY_SHIFT : 0) | (bits & 10 ? KEY_ALT : 0) | (bits & 4 ? KEY_CONTROL : 0);
}

static key_code of_final(int final) {
  switch (final) {
  case 'A': return KEY_UP;
  case 'B': return KEY_DOWN;
  case 'C': return KEY_RIGHT;
  case 'D': return KEY_LEFT;
  case 'H': return KEY_HOME;
  case 'F': return KEY_END;
  case 'M': return KEY_ENTER;
  case 'Z': return KEY_TAB | KEY_SHIFT;
  case 'a': return KEY_UP | KEY_SHIFT;      // rxvt's
  case 'b': return KEY_DOWN | KEY_SHIFT;
  case 'c': return KEY_RIGHT | KEY_SHIFT;
  case 'd': return KEY_LEFT | KEY_SHIFT;
  default: return KEY_UNKNOWN;
  }
}

static key_code of_number(unsigned number) {
  switch (number) {
  case 1: case 7: return KEY_HOME;
  case 2: return KEY_INSERT;
  case 3: return KEY_DELETE;
  case 4: case 8: return KEY_END;
  case 5: return KEY_PAGE_UP;
  case 6: return KEY_PAGE_DOWN;
  case 200: return KEY_PASTE;
  default: return KEY_UNKNOWN;
  }
}

/// A key that is spelled out as a code point: kitty's and modifyOtherKeys' way.
static key_code of_code_point(unsigned code, key_code with) {
  if (code >= KEY_NAMED || (code >= 0x80 && code < 0xA0) || (code >= 0xD800 && code < 0xE000)) return KEY_UNKNOWN;
  key_code key = of_character((wchar_t)code);
  if (key < 0x110000 && with == KEY_SHIFT) return key >= 'a' && key <= 'z' ? key - 32 : key;
  return key | with;
}

/// The rest of `ESC [ …`.
static bool decode_csi(struct arr_editor *e, key_code *out) {
  unsigned parameters[4] = {0}, count = 0;
  bool has_private = false, is_alternate = false;   // kitty's other forms of a key stand behind a colon
  for (size_t length = 0; length < 64; length++) {
    int byte = next_byte(e, 1, escape_patience_ms);
    if (byte == BYTE_LATE) return *out = length == 0 ? ALT('[') : KEY_UNKNOWN, true;
    if (byte == BYTE_INTERRUPTED) return *out = CONTROL('c'), true;
    if (byte < 0) return false;
    if (byte >= '0' && byte <= '9') {
      if (!is_alternate && parameters[count] < 1000000) parameters[count] = parameters[count] * 10 + (unsigned)(byte - '0');
    } else if (byte == ';') {
      if (count < 3) count++;
      is_alternate = false;
    } else if (byte == ':') {
      is_alternate = true;
    } else if (byte == '[' && length == 0) {
      (void)next_byte(e, 1, escape_patience_ms);   // the Linux console's function keys
      return *out = KEY_UNKNOWN, true;
    } else if (byte >= 0x40 && byte <= 0x7E) {
      key_code with = modifiers(parameters[1]);
      if (has_private) *out = KEY_UNKNOWN;
      else if (byte == 'u') *out = of_code_point(parameters[0], with);
      else if (byte == '~' && parameters[0] == 27) *out = of_code_point(parameters[2], with);
      else if (byte == '~') *out = of_number(parameters[0]) | with;
      else if (byte == '^') *out = of_number(parameters[0]) | KEY_CONTROL;   // rxvt's
      else if (byte == '$') *out = of_number(parameters[0]) | KEY_SHIFT;
      else *out = of_final(byte) | with;
      return true;
    } else if (byte >= 0x3C && byte <= 0x3F) {
      has_private = true;
    } else if (byte < 0x20) {   // no sequence at all
      e->unread = byte + 1;
      return *out = KEY_UNKNOWN, true;
    }
  }
  return *out = KEY_UNKNOWN, true;
}

/// The key whose sequence goes on with `byte` behind ESC.
static bool decode_behind_escape(struct arr_editor *e, int byte, key_code *out) {
  if (byte == BYTE_LATE) return *out = KEY_ESCAPE, true;
  if (byte == BYTE_INTERRUPTED) return *out = CONTROL('c'), true;
  if (byte < 0) return false;
  if (byte == '[') return decode_csi(e, out);
  if (byte == 'O') {
    int final = next_byte(e, 1, escape_patience_ms);
    if (final == BYTE_LATE) return *out = ALT('O'), true;
    if (final == BYTE_INTERRUPTED) return *out = CONTROL('c'), true;
    if (final < 0) return false;
    if (final >= '1' && final <= '8') return decode_csi(e, out);   // ESC O 5 C, of old xterms
    return *out = final >= 'a' && final <= 'd' ? (of_final(final - 32) | KEY_CONTROL) : of_final(final), true;
  }
  wchar_t c;
  *out = decode_character(e, byte, &c) ? of_character(c) | KEY_ALT : KEY_UNKNOWN;
  return true;
}

/// What stands behind ESC.
static bool decode_escape(struct arr_editor *e, key_code *out) {
  int byte = next_byte(e, 1, escape_patience_ms);
  // Alt with a key that is a sequence itself, or Escape twice; more of them mean no more.
  bool is_alt = false;
  while (byte == 0x1B) {
    if (!input_waiting(e)) return *out = KEY_ESCAPE, true;
    is_alt = true;
    byte = next_byte(e, 1, escape_patience_ms);
  }
  if (!decode_behind_escape(e, byte, out)) return false;
  if (is_alt) *out |= KEY_ALT;
  return true;
}

/// The next key; false at the end of input. Ctrl-C as a signal comes as the key ^C.
bool decode_key(struct arr_editor *e, key_code *out) {
  for (;;) {
    int byte = next_byte(e, 1, -1);
    if (byte == BYTE_END) return false;
    if (byte == BYTE_INTERRUPTED) return *out = CONTROL('c'), true;
    if (byte == 0x1B) return decode_escape(e, out);
    wchar_t c;
    if (decode_character(e, byte, &c)) return *out = of_character(c), true;
    if (e->interrupted) return *out = CONTROL('c'), true;
  }
}
