import type { z } from 'zod';
import { withoutSecretShapes } from '../../shared/secret-shapes.ts';
import { say } from './toasts.ts';

/** What the window keeps over restarts for itself, by key, in the storage of its page. Main's truth is never in it. */
const storage = (): Storage | null => (typeof localStorage === 'undefined' ? null : localStorage);

/** Reads what was kept; anything that does not parse counts as nothing. */
export function parseKept<T>(text: string | null, schema: z.ZodType<T>): T | null {
  if (text === null) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export const readKept = <T>(key: string, schema: z.ZodType<T>): T | null =>
  parseKept(storage()?.getItem(key) ?? null, schema);

let isFull = false;

/** A key that somebody typed or pasted by mistake is written to no file. */
const withoutKeys = (_name: string, part: unknown): unknown =>
  typeof part === 'string' ? withoutSecretShapes(part) : part;

/** Keeps a value; null forgets it. What finds no room is there until the window closes, which is said once. */
export function keep(key: string, value: unknown): void {
  try {
    if (value === null) storage()?.removeItem(key);
    else storage()?.setItem(key, JSON.stringify(value, withoutKeys));
    isFull = false;
  } catch {
    if (!isFull)
      say('The storage of the window is full: it forgets when it closes what you have viewed and how it looks.');
    isFull = true;
  }
}
