/** A table of so many lines, of which every second differs by its word. */
export const tableOf = (word: string, lines: number): string =>
  Array.from({ length: lines / 2 }, (_, i) => `${word}-${String(i * 2 + 1).padStart(5, '0')},${i}\n`).join('');

/** One line without an end, as tools that pack scripts make it. */
export const packedLine = (length: number): string =>
  Array.from({ length: Math.ceil(length / 10) }, (_, i) => `f(${i},"${(i * 7919) % 99_991}");`)
    .join('')
    .slice(0, length);
