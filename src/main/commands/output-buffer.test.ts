import { expect, test } from 'vitest';
import { OutputBuffer } from './output-buffer.ts';

function collect(cap: number, chunks: readonly (string | Buffer)[]): OutputBuffer {
  const buffer = new OutputBuffer(cap);
  for (const chunk of chunks) buffer.add(Buffer.from(chunk as string));
  return buffer;
}

test.each([
  ['nothing', 10, [], ''],
  ['little', 10, ['ab', 'cd\n'], 'abcd\n'],
  ['exactly the cap', 10, ['0123456789'], '0123456789'],
  ['exactly the cap, byte by byte', 10, [...'0123456789'], '0123456789'],
  ['more, cut at lines', 20, ['line1\nline2\nline3\nline4\nline5\n'], 'line1\n[… 18 bytes left out …]\nline5\n'],
  ['more, without lines', 10, ['0123456789abcdef'], '01234\n[… 6 bytes left out …]\nbcdef'],
])('keeps head and tail: %s', (_name, cap, chunks, expected) => {
  expect(collect(cap, chunks).text()).toBe(expected);
});

test('a character cut in two at the edge of a half is dropped, not garbled', () => {
  const text = collect(9, ['€€€€€€€€']).text();
  expect(text).not.toContain('\uFFFD');
  expect(text).toMatch(/^€\n\[… \d+ bytes left out …\]\n€$/);
});

test('counts and bounds a flood', () => {
  const buffer = new OutputBuffer(1000);
  const chunk = Buffer.from(`${'x'.repeat(99)}\n`);
  for (let index = 0; index < 50_000; index += 1) buffer.add(chunk);
  expect(buffer.bytes).toBe(5_000_000);
  expect(buffer.text().length).toBeLessThan(1100);
  expect(buffer.text()).toContain('4999100 bytes left out');
});
