import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { linesOf, SLICE_BYTES, startOfLast } from './log-lines.ts';

const opened = async (text: string) => {
  const root = await mkdtemp(path.join(os.tmpdir(), 'cody-lines-'));
  const file = path.join(root, 'a.jsonl');
  await writeFile(file, text);
  const handle = await open(file);
  onTestFinished(async () => {
    await handle.close();
    await rm(root, { recursive: true });
  });
  return { handle, size: Buffer.byteLength(text) };
};

it.each<[string, string[], string]>([
  ['nothing', [], ''],
  ['only a torn one', [], '{"half'],
  ['empty ones', ['', '', 'a'], ''],
  ['short ones', ['a', 'bc', 'ü'], ''],
  ['a torn last one', ['a', 'b'], 'c'],
  ['one that ends with the slice', ['a'.repeat(SLICE_BYTES - 1), 'b'], ''],
  ['one whose end begins the next slice', ['a'.repeat(SLICE_BYTES), 'b'], ''],
  ['one as long as several slices', ['a', 'ü'.repeat(SLICE_BYTES), 'b'], 'torn'],
  ['more than a slice of them', Array.from({ length: 400 }, (_, index) => String(index).padStart(1000, 'ü')), ''],
])('lines: %s', async (_name, lines, rest) => {
  const { handle, size } = await opened(lines.map((line) => `${line}\n`).join('') + rest);
  const read: string[] = [];
  for await (const slice of linesOf(handle, 0, size)) {
    // A turn is as long as a slice, and what was begun before it.
    expect(slice.slice(1).reduce((sum, line) => sum + line.length + 1, 0)).toBeLessThanOrEqual(SLICE_BYTES);
    read.push(...slice.map((line) => line.toString('utf8')));
  }
  expect(read).toEqual(lines);

  const whole = size - Buffer.byteLength(rest);
  for (const count of new Set([1, 2, Math.floor(lines.length / 2), lines.length])) {
    if (count === 0 || count > lines.length) continue;
    const start = await startOfLast(handle, whole, count);
    const last: string[] = [];
    for await (const slice of linesOf(handle, start, whole)) last.push(...slice.map((line) => line.toString('utf8')));
    expect(last).toEqual(lines.slice(-count));
  }
});
