'use strict';

/**
 * Ranges of lines that fold: each `# %%` cell up to the next one, and each line with the deeper lines below it.
 * @param {string[]} lines
 * @returns {{start: number, end: number}[]} zero-based, both ends included
 */
function foldingRanges(lines) {
  const ranges = [];
  const lastWritten = (from, to) => {
    let end = to;
    while (end > from && lines[end].trim() === '') end -= 1;
    return end;
  };
  const add = (start, to) => {
    const end = lastWritten(start, to);
    if (end > start) ranges.push({ start, end });
  };
  let cell = -1;
  const open = [];
  lines.forEach((line, i) => {
    if (/^#\s*%%/.test(line)) {
      if (cell >= 0) add(cell, i - 1);
      cell = i;
    }
    if (line.trim() === '') return;
    const indentation = line.search(/\S/);
    while (open.length > 0 && open[open.length - 1].indentation >= indentation) {
      add(open.pop().line, i - 1);
    }
    open.push({ line: i, indentation });
  });
  if (cell >= 0) add(cell, lines.length - 1);
  while (open.length > 0) add(open.pop().line, lines.length - 1);
  return ranges;
}

module.exports = { foldingRanges };
