/** `1 file`, `3 files`; `many` for words that do not just take an s. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** Milliseconds in the shortest words that still tell: `0.4 s`, `12 s`, `1 min 50 s`, `2 h 5 min`. */
export function durationWords(ms: number): string {
  if (ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Dollars with two digits, or four where two would hide the amount. */
export function moneyWords(dollars: number): string {
  if (dollars > 0 && dollars < 0.01) return dollars < 0.0001 ? 'under $0.0001' : `$${dollars.toFixed(4)}`;
  return `$${dollars.toFixed(2)}`;
}

/** Tokens, short: `812`, `14.2k`, `1.3M`. */
export function tokenWords(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  if (tokens < 999_950) return `${trimZero((tokens / 1000).toFixed(1))}k`;
  return `${trimZero((tokens / 1_000_000).toFixed(1))}M`;
}

const trimZero = (digits: string): string => digits.replace(/\.0$/, '');
