/** One row of a csv text, and where it stands in it. */
export interface CsvRow {
  cells: string[];
  /** Index of the line break that ends the row, or the length of the text. */
  end: number;
  /** Lines of the text that the row takes. */
  lines: number;
}

const MAX_CELLS = 200;
const MAX_CELL_LENGTH = 2000;
const MAX_QUOTED_LENGTH = 20_000;

/**
 * Reads the csv row that begins at `start`. A quoted cell may hold separators, doubled quotes and line breaks; an unclosed
 * quote is an ordinary character. Cells beyond the 200th and characters beyond a cell's 2000th are left out.
 */
export function readCsvRow(source: string, start: number, separator: string): CsvRow {
  const cells: string[] = [];
  let lines = 1;
  let at = start;
  let end = lineEnd(source, start);
  for (;;) {
    const close = source[at] === '"' ? closingQuote(source, at) : -1;
    let next: number;
    if (close > 0) {
      const cell = source.slice(at + 1, close);
      cells.push(cell.slice(0, MAX_CELL_LENGTH).replaceAll('""', '"'));
      lines += cell.split('\n').length - 1;
      if (close > end) end = lineEnd(source, close);
      next = indexWithin(source, separator, close + 1, end);
    } else {
      next = indexWithin(source, separator, at, end);
      cells.push(source.slice(at, Math.min(next < 0 ? end : next, at + MAX_CELL_LENGTH)));
    }
    if (next < 0 || cells.length >= MAX_CELLS) return { cells, end, lines };
    at = next + 1;
  }
}

/** Index of the next line break, or the length of the text. */
export function lineEnd(source: string, start: number): number {
  const end = source.indexOf('\n', start);
  return end < 0 ? source.length : end;
}

// Bounded by the row: a search through the rest of the text for each row would take quadratic time.
function indexWithin(source: string, wanted: string, start: number, end: number): number {
  const index = source.slice(start, end).indexOf(wanted);
  return index < 0 ? -1 : start + index;
}

function closingQuote(source: string, open: number): number {
  const limit = Math.min(source.length, open + MAX_QUOTED_LENGTH);
  for (let at = open + 1; at < limit; at += 1) {
    if (source[at] !== '"') continue;
    if (source[at + 1] !== '"') return at;
    at += 1;
  }
  return -1;
}
