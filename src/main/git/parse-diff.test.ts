import { expect, test } from 'vitest';
import { parseDiff } from './parse-diff.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const NONE = '0'.repeat(40);

test('reads every kind of change, with names that hold anything', () => {
  const output = [
    `:100644 100644 ${A} ${B} M`,
    'plain.txt',
    `:000000 100755 ${NONE} ${B} A`,
    'new\nline "quoted"\t.sh',
    `:100644 000000 ${A} ${NONE} D`,
    'gone.bin',
    `:100644 100644 ${A} ${B} R087`,
    'old name',
    'neuer näme',
    `:100644 100755 ${A} ${A} M`,
    'mode.sh',
    `:100644 120000 ${A} ${B} T`,
    'link',
    '3\t1\tplain.txt',
    '2\t0\tnew\nline "quoted"\t.sh',
    '-\t-\tgone.bin',
    '1\t1\t',
    'old name',
    'neuer näme',
    '0\t0\tmode.sh',
    '1\t9\tlink',
    '',
  ].join('\0');
  const file = { oldPath: null, binary: false, oldMode: '100644', newMode: '100644' };
  expect(parseDiff(output)).toEqual([
    { ...file, path: 'plain.txt', status: 'modified', insertions: 3, deletions: 1 },
    {
      ...file,
      path: 'new\nline "quoted"\t.sh',
      status: 'added',
      oldMode: null,
      newMode: '100755',
      insertions: 2,
      deletions: 0,
    },
    { ...file, path: 'gone.bin', status: 'deleted', binary: true, newMode: null, insertions: null, deletions: null },
    { ...file, path: 'neuer näme', oldPath: 'old name', status: 'renamed', insertions: 1, deletions: 1 },
    { ...file, path: 'mode.sh', status: 'mode', newMode: '100755', insertions: 0, deletions: 0 },
    { ...file, path: 'link', status: 'modified', newMode: '120000', insertions: 1, deletions: 9 },
  ]);
});

test('a file named like a record is still a name', () => {
  const name = `:100644 100644 ${A} ${B} M`;
  const output = [`:100644 100644 ${A} ${B} M`, name, `1\t2\t${name}`, ''].join('\0');
  expect(parseDiff(output).map(({ path, insertions }) => [path, insertions])).toEqual([[name, 1]]);
});

test('nothing printed is no change', () => {
  expect(parseDiff('')).toEqual([]);
});
