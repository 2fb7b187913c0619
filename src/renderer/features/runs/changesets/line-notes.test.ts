import { expect, it, onTestFinished, vi } from 'vitest';
import { RunId } from '../../../../shared/ids.ts';
import { beginNote, clearSent, keepNote, type LineNote, messageOf } from './line-notes.ts';

const note = (line: number, text: string, side: LineNote['side'] = 'additions'): LineNote => ({
  id: `a.ts:${side}:${line}`,
  path: 'a.ts',
  side,
  line,
  text,
});

it.each([
  ['nothing', [], '', ''],
  ['only words', [], 'Go on.', 'Go on.'],
  ['only lines', [note(3, 'Why?')], '', 'a.ts, line 3: Why?'],
  [
    'both, in the order of writing',
    [note(9, 'Rename.'), note(3, 'Keep it.', 'deletions')],
    'Thanks.',
    'a.ts, line 9: Rename.\n\na.ts, line 3 before the change: Keep it.\n\nThanks.',
  ],
  ['without what is still being written', [note(3, ''), note(4, 'Yes.')], '', 'a.ts, line 4: Yes.'],
])('a message of %s', (_name, notes, words, expected) => {
  expect(messageOf(notes, words)).toBe(expected);
});

it('a comment can be written when the storage is full', () => {
  const setItem = vi.fn(() => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  });
  vi.stubGlobal('localStorage', { setItem, removeItem: setItem });
  onTestFinished(() => void vi.unstubAllGlobals());
  const runId = RunId.parse('run_aaaaaaaa');
  beginNote(runId, { path: 'a.ts', side: 'additions', line: 3 });
  keepNote(runId, 'a.ts:additions:3', 'Why?');
  clearSent(runId);
  expect(setItem).toHaveBeenCalledTimes(3);
});
