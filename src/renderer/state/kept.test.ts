import { expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { keep, readKept } from './kept.ts';

/** A storage of a browser with room for so many characters. */
function withStorage(room: number): Map<string, string> {
  const items = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    removeItem: (key: string) => void items.delete(key),
    setItem(key: string, text: string) {
      if (text.length > room) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      items.set(key, text);
    },
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return items;
}

it('gives back what was kept, and forgets', () => {
  withStorage(100);
  keep('k', { a: 1 });
  expect(readKept('k', z.object({ a: z.number() }))).toEqual({ a: 1 });
  keep('k', null);
  expect(readKept('k', z.object({ a: z.number() }))).toBeNull();
});

it.each([
  ['no JSON', '{'],
  ['another form', '{"a":"one"}'],
])('%s counts as nothing', (_name, text) => {
  withStorage(100).set('k', text);
  expect(readKept('k', z.object({ a: z.number() }))).toBeNull();
});

it('a full storage keeps what it has, and stops nobody', () => {
  const items = withStorage(10);
  keep('k', 'short');
  keep('k', 'too long for it');
  expect(items.get('k')).toBe('"short"');
});

it('needs no storage', () => {
  keep('k', 1);
  expect(readKept('k', z.number())).toBeNull();
});

it('a key that was pasted by mistake is not kept', () => {
  const items = withStorage(1000);
  keep('k', { prompt: `Use ${'ghp_'}0123456789abcdefghijklmnopqrstuvwxyz, please` });
  expect(items.get('k')).toMatch(/Use .*, please/);
  expect(items.get('k')).not.toContain('0123456789');
});
