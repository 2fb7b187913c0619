const two = (n: number): string => String(n).padStart(2, '0');

/** `07:05`, where the computer is. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `07:05:09`: for what is over within minutes. */
export const timeWithSeconds = (at: number): string => `${timeOfDay(at)}:${two(new Date(at).getSeconds())}`;

/** The midnight before or at `at`, where the computer is; `days` later. */
export function midnight(at: number, days = 0): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}
