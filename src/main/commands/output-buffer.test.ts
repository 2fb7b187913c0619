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

test.each([100, 20_000, 60_000])(
  'a secret across the cut is never shown in part, in a text of %d characters or so',
  (length) => {
    const secret = 'known-secret-value-12345678';
    const redact = (text: string) => text.replaceAll(secret, '[redacted]');
    for (const filler of ['x', 'words of a line\n'])
      for (let shift = 0; shift < 40; shift += 1) {
        const text = `${' '.repeat(shift)}${`${filler}${secret}`.repeat(Math.ceil(length / 30))}`;
        const shown = collect(2000, text.match(/[\s\S]{1,777}/g) ?? []).text(redact);
        expect(shown.length).toBeLessThan(2100);
        const left = shown.replaceAll('[redacted]', '');
        expect(left).not.toMatch(/known-|-12345678|secret|value/);
      }
  },
);
