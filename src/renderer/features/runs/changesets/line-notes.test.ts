import { expect, it } from 'vitest';
import { z } from 'zod';
import { RunId } from '../../../../shared/ids.ts';
import { readDraft } from '../../../state/drafts.ts';
import { beginNote, clearSent, keepNote, LineNote, messageOf, putNoteBack } from './line-notes.ts';

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

it('what was written while the others were on their way is kept', () => {
  const runId = RunId.parse('run_aaaaaaaa');
  const written = () => readDraft(`notes ${runId}`, z.array(LineNote)) ?? [];
  for (const line of [3, 4]) {
    beginNote(runId, { path: 'a.ts', side: 'additions', line });
    keepNote(runId, `a.ts:additions:${line}`, 'Why?');
  }
  const sent = written();
  beginNote(runId, { path: 'a.ts', side: 'additions', line: 5 });
  keepNote(runId, 'a.ts:additions:4', 'Why not?');
  clearSent(runId, sent);
  expect(written()).toEqual([note(4, 'Why not?'), note(5, '')]);
  const [first] = sent;
  if (first) putNoteBack(runId, first);
  expect(written()).toHaveLength(3);
});
