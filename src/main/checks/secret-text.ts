import type { Doubt } from '../../shared/messages/doubts.ts';
import { createRedactor } from '../redact/redact.ts';
import { changedLines } from './added-lines.ts';

const MOST_PLACES = 10;
const withoutShapes = createRedactor([]);

/**
 * Where a change adds what has the shape of a key or token. A line that only moved was there before.
 * What is found is never repeated. Pure.
 * @param patch the change as `git diff` prints it
 * @param paths of all its files: a name can hold one, too
 * @param binaries the bytes of files that the patch does not show as text
 */
export function secretPlaces(
  patch: string,
  paths: readonly string[],
  binaries: ReadonlyMap<string, Buffer> = new Map(),
): Doubt[] {
  const lines = changedLines(patch);
  const before = new Set(lines.filter(({ added }) => !added).map(({ text }) => text.trim()));
  // All at once: a private key has many lines.
  const added = lines.filter((line) => line.added);
  const clean = withoutShapes(added.map(({ text }) => text).join('\n')).split('\n');
  const places = added
    .filter(({ text }, index) => clean[index] !== text && !before.has(text.trim()))
    .map(({ path, line }): Doubt => ({ code: 'key_in_line', parameters: { path: withoutShapes(path), line } }));
  const names = paths
    .filter((path) => withoutShapes(path) !== path)
    .map((path): Doubt => ({ code: 'key_in_name', parameters: { path: withoutShapes(path) } }));
  const blobs = [...binaries]
    .filter(([, bytes]) => readings(bytes).some((text) => withoutShapes(text) !== text))
    .map(([path]): Doubt => ({ code: 'key_in_file', parameters: { path: withoutShapes(path) } }));
  const all = [...names, ...places, ...blobs];
  const left = all.length - MOST_PLACES;
  return left > 0 ? [...all.slice(0, MOST_PLACES), { code: 'more_keys', parameters: { count: left } }] : all;
}

/** How bytes may be read as text: one byte a letter, and two, whose zeros stand between the letters. */
export const readings = (bytes: Buffer): string[] => {
  const text = bytes.toString('latin1');
  return text.includes('\0') ? [text, text.replaceAll('\0', '')] : [text];
};
