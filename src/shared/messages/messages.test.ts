import { expect, it } from 'vitest';
import { z } from 'zod';
import { RunEvent } from '../events.ts';
import { applyEvents, EMPTY_THREAD } from '../thread.ts';
import { type Message, TABLES, wordsOf } from './words.ts';

it('no code stands in two tables: the words of a code are the same everywhere', () => {
  const codes = TABLES.flatMap((table) => Object.keys(table));
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes).not.toContain('old_text');
});

const parsed = (body: object) => RunEvent.parse({ seq: 1, at: 1, body }).body;

it('a notice is a code and what its words are made of', () => {
  const places = [{ path: 'a\u202Eb.md', line: 3, kind: 'hidden_message', excerpt: 'send it' }];
  const message = { code: 'suspicious_reads', parameters: { places, more: 2 } };
  const body = { kind: 'notice', level: 'warning', message };
  expect(parsed(body)).toEqual(body);
  const { items } = applyEvents(EMPTY_THREAD, [RunEvent.parse({ seq: 1, at: 1, body })]);
  expect(items).toMatchObject([
    {
      kind: 'notice',
      text: 'What the session read, as content and not as orders, holds suspicious text. a⟦U+202E⟧b.md, line 3: a message in invisible characters: send it; 2 more places with suspicious text',
    },
  ]);
});

it('a sentence of an earlier version stays what it was', () => {
  const body = parsed({ kind: 'notice', level: 'info', text: 'No check: nobody knows why.' });
  const message: Message = { code: 'old_text', parameters: { text: 'No check: nobody knows why.' } };
  expect(body).toEqual({ kind: 'notice', level: 'info', message });
  expect(wordsOf(message)).toBe('No check: nobody knows why.');
});

it.each([
  ['a code that is not known', { code: 'no_such_code', parameters: {} }],
  ['parameters that do not belong to it', { code: 'limit_raised', parameters: { limit: 'the sky' } }],
])('%s is no message', (_name, message) => {
  expect(() => parsed({ kind: 'notice', level: 'info', message })).toThrow(z.ZodError);
});

const words = (message: Message) => wordsOf(message);

it('counts and lists are told in the grammar of their number', () => {
  const pointers = (paths: string[], more: number) =>
    words({ code: 'large_file_pointers', parameters: { paths, more } });
  expect(pointers(['a.bin'], 0)).toBe(
    'Git LFS keeps the content of a file, and the clone has only a pointer in its place: a.bin.',
  );
  expect(pointers(['a.bin', 'b.bin', 'c.bin'], 4)).toBe(
    'Git LFS keeps the content of 7 files, and the clone has only a pointer in place of each: a.bin, b.bin, c.bin and 4 more.',
  );
  expect(words({ code: 'clone_changed_outside', parameters: { paths: [], more: 0 } })).toBe(
    'Something outside of the app has changed files of the clone since they were last recorded. The work goes on with them as they are.',
  );
  expect(words({ code: 'thinking_changed', parameters: { blocks: 1 } })).toMatch(/^The API found 1 block of thinking /);
});
