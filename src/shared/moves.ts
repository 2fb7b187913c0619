/** A file or folder got another name: paths with forward slashes, relative to the root. */
export interface Move {
  from: string;
  to: string;
}

const replaced = (file: string, from: string, to: string): string => {
  if (file === from) return to;
  return file.startsWith(`${from}/`) ? `${to}${file.slice(from.length)}` : file;
};

/** Where a file is after moves, in their order. Pure. */
export const placeAfter = (moves: readonly Move[], file: string): string =>
  moves.reduce((at, { from, to }) => replaced(at, from, to), file);

/** Where a file was before moves. Pure. */
export const placeBefore = (moves: readonly Move[], file: string): string =>
  moves.reduceRight((at, { from, to }) => replaced(at, to, from), file);
