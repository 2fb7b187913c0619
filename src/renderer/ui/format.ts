// Made once: a thread of ten thousand items formats as many numbers before its first row is drawn.
const withDigits = (digits: number) =>
  new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const [WHOLE, CENTS, FINE] = [withDigits(0), withDigits(2), withDigits(4)];

/** Made once too, and only when it is needed: a format of dates costs a hundred times what it formats. */
function dateFormat(options: Intl.DateTimeFormatOptions): (at: number) => string {
  let format: Intl.DateTimeFormat | undefined;
  return (at) => {
    format ??= new Intl.DateTimeFormat(undefined, options);
    return format.format(at);
  };
}
const day = dateFormat({ year: 'numeric', month: 'short', day: 'numeric' });

/** Dollars: two digits, four under a cent's worth, none hidden. */
export const formatMoney = (dollars: number): string =>
  `$${(dollars !== 0 && Math.abs(dollars) < 0.01 ? FINE : CENTS).format(dollars)}`;

/** A stretch of time in words: `41 ms`, `0.4 s`, `42 s`, `1 min 50 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms <= 0) return '0 s';
  if (ms < 95) return `${Math.ceil(ms)} ms`;
  if (ms < 1000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joinParts([minutes, 'min'], [seconds % 60, 's']);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joinParts([hours, 'h'], [minutes % 60, 'min']);
  return joinParts([Math.floor(hours / 24), 'd'], [hours % 24, 'h']);
}
const joinParts = (...parts: [number, string][]): string =>
  parts
    .filter(([value], index) => index === 0 || value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');

/** The same for a narrow column: its largest unit only, `42s`, `2m`, `3h`. */
export function formatDurationShort(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** A countdown: `0:42`, `12:05`, `1:02:03`. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** When something was, seen from `now`: `just now`, `5 min ago`, `yesterday`, `3 days ago`, else the date. */
export function formatRelative(at: number, now: number): string {
  const ms = now - at;
  if (ms < 45_000) return 'just now';
  if (ms < 3_600_000) return `${Math.max(1, Math.round(ms / 60_000))} min ago`;
  if (ms < 86_400_000) return `${Math.round(ms / 3_600_000)} h ago`;
  const days = Math.round(ms / 86_400_000);
  if (days === 1) return 'yesterday';
  if (days < 14) return `${days} days ago`;
  return day(at);
}

/** The exact moment, for hovering. */
export const formatExact = dateFormat({ dateStyle: 'full', timeStyle: 'medium' });

/** The exact moment in a line with others: `Dec 1, 2026, 3:28:42 AM`. */
export const formatMoment = dateFormat({ dateStyle: 'medium', timeStyle: 'medium' });

/** The time of day: `15:28:42`. */
export const formatTime = dateFormat({ hour12: false, timeStyle: 'medium' });

/** A count of tokens for a narrow column: `812`, `4.1k`, `120k`, `2.3M`. */
export function formatTokens(count: number): string {
  if (count < 1000) return String(count);
  if (count < 9_950) return `${(count / 1000).toFixed(1)}k`;
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

export const formatCount = (count: number): string => WHOLE.format(count);
/** `1 file`, `3 files`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
export const formatPercent = (share: number): string => `${Math.round(share * 100)} %`;
/** Kilobytes of a repository as its host gives them. */
export const formatSize = (kilobytes: number): string =>
  kilobytes < 1000
    ? `${Math.round(kilobytes)} KB`
    : kilobytes < 1_000_000
      ? `${(kilobytes / 1000).toFixed(kilobytes < 10_000 ? 1 : 0)} MB`
      : `${(kilobytes / 1_000_000).toFixed(1)} GB`;
