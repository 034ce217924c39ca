#include "CTextWidth.h"

#include <stddef.h>

struct range {
  uint32_t first, last;
};

#include "table.h"

/// Whether one of the ranges, which rise, holds the scalar.
static int holds(const struct range *ranges, size_t count, uint32_t scalar) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (scalar > ranges[middle].last) low = middle + 1;
    else high = middle;
  }
  return low < count && scalar >= ranges[low].first;
}

int arr_scalar_width(uint32_t scalar) {
  if (scalar < 0x300) return scalar >= 0x20 && (scalar < 0x7F || scalar >= 0xA0);
  // The first wide character; most of what lies below is letters.
  if (scalar >= 0x1100 && holds(two_columns, sizeof two_columns / sizeof *two_columns, scalar)) return 2;
  return !holds(no_columns, sizeof no_columns / sizeof *no_columns, scalar);
}
