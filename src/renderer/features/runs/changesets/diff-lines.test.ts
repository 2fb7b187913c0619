import { expect, it } from 'vitest';
import type { FileChange } from '../../../../shared/changeset.ts';
import { diffFiles } from './diff-files.ts';
import { diffLines } from './diff-lines.ts';

const change = (path: string): FileChange => ({
  path,
  oldPath: null,
  status: 'modified',
  binary: false,
  insertions: 1,
  deletions: 1,
  oldMode: '100644',
  newMode: '100644',
});

it('lists each line of a diff once, on the side that has it, and takes no content for a head', () => {
  const patch = [
    'diff --git a/a.md b/a.md',
    '--- a/a.md',
    '+++ b/a.md',
    '@@ -1,3 +1,3 @@',
    ' one',
    '--- old',
    '+@@ -1 +1 @@',
    ' three',
    '@@ -9 +9,2 @@ head',
    ' nine',
    '+ten',
    '\\ No newline at end of file',
    '',
  ].join('\n');
  const files = diffFiles([change('a.md')], { patch, cut: false, shortened: [] }, false);
  expect(diffLines(files).map(({ side, line, text }) => `${side} ${line} ${text}`)).toEqual([
    'additions 1 one',
    'deletions 2 -- old',
    'additions 2 @@ -1 +1 @@',
    'additions 3 three',
    'additions 9 nine',
    'additions 10 ten',
  ]);
});
