#ifndef ARR_TEXT_WIDTH_H
#define ARR_TEXT_WIDTH_H

#include <stdint.h>

/// Columns that a terminal draws a Unicode scalar in: 2 for East Asian wide characters and emoji, 0 for marks, format and
/// control characters, else 1, also for what is not assigned. The one table of the program; it needs no locale.
int arr_scalar_width(uint32_t scalar);

#endif
