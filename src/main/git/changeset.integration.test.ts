import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../testing/until.ts';
import { type Files, git, got, startWorld, tempFolder, write } from './testing/world.ts';

const LONG = Array.from({ length: 40 }, (_, line) => `line ${line}\n`).join('');
const LATIN = Buffer.from('gr\xfc\xdfe\nzwei\n', 'latin1');

const BASE: Files = {
  'plain.txt': 'one\ntwo\nthree\n',
  'crlf.txt': 'one\r\ntwo\r\n',
  'crlf-untouched.txt': 'one\r\ntwo\r\n',
  'no-end.txt': 'no newline at the end',
  'moved.txt': LONG,
  'tool.sh': { run: '#!/bin/sh\n' },
  'script.sh': '#!/bin/sh\n',
  'image.bin': Buffer.from([0, 1, 2, 3, 255, 254]),
  'latin.txt': LATIN,
  'gone.txt': 'bye\n',
  link: { link: 'plain.txt' },
  'to-link.txt': 'becomes a link\n',
};

const EDITS: Files = {
  'plain.txt': 'one\n2\nthree\n',
  'crlf.txt': 'one\r\n2\r\n',
  'no-end.txt': 'still no newline',
  'moved.txt': null,
  'sub/renamed.txt': `${LONG}more\n`,
  'tool.sh': '#!/bin/sh\n',
  'script.sh': { run: '#!/bin/sh\n' },
  'image.bin': Buffer.from([0, 9, 9, 9, 255]),
  'latin.txt': Buffer.concat([LATIN, Buffer.from([0xe9, 10])]),
  'gone.txt': null,
  link: { link: 'crlf.txt' },
  'to-link.txt': { link: 'plain.txt' },
  'empty.txt': '',
  'new.bin': Buffer.from([0, 0, 7]),
  'näme with\nnewline "and" \ttab.txt': 'odd\n',
};

test('every kind of change is listed with its numbers and modes', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf(BASE);
  expect(got(await world.room.readChangeset(clone, 1))).toBeNull();
  write(clone.treePath, EDITS);
  const changeset = got(await world.room.readChangeset(clone, 3));
  const file = { oldPath: null, binary: false, oldMode: '100644', newMode: '100644' };
  const added = { ...file, status: 'added', oldMode: null, deletions: 0 };
  const modified = { ...file, status: 'modified', insertions: 1, deletions: 1 };
  const expected = [
    { ...modified, path: 'crlf.txt' },
    { ...added, path: 'empty.txt', insertions: 0 },
    { ...file, path: 'gone.txt', status: 'deleted', newMode: null, insertions: 0, deletions: 1 },
    { ...modified, path: 'image.bin', binary: true, insertions: null, deletions: null },
    { ...modified, path: 'latin.txt', insertions: 1, deletions: 0 },
    { ...modified, path: 'link', oldMode: '120000', newMode: '120000' },
    { ...added, path: 'new.bin', binary: true, insertions: null, deletions: null },
    { ...modified, path: 'no-end.txt' },
    { ...added, path: 'näme with\nnewline "and" \ttab.txt', insertions: 1 },
    { ...modified, path: 'plain.txt' },
    { ...file, path: 'script.sh', status: 'mode', newMode: '100755', insertions: 0, deletions: 0 },
    { ...file, path: 'sub/renamed.txt', oldPath: 'moved.txt', status: 'renamed', insertions: 1, deletions: 0 },
    { ...modified, path: 'to-link.txt', newMode: '120000' },
    { ...file, path: 'tool.sh', status: 'mode', oldMode: '100755', insertions: 0, deletions: 0 },
  ];
  const files = [...(changeset?.files ?? [])].sort((a, b) => (a.path < b.path ? -1 : 1));
  expect({ ...changeset, files }).toEqual({
    round: 3,
    baseCommit: clone.baseCommit,
    tree: expect.stringMatching(/^[0-9a-f]{40}$/),
    files: expected,
    insertions: 8,
    deletions: 6,
    notes: [],
    doubts: [],
  });
});

test('the whole patch applies to a fresh clone and gives the very same tree', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf(BASE);
  write(clone.treePath, EDITS);
  const tree = got(await world.room.readChangeset(clone, 1))?.tree ?? '';
  const file = join(world.folder, 'saved', 'one.patch');
  got(await world.room.savePatch(clone, tree, file));
  const fresh = tempFolder();
  git(fresh, 'clone', '-q', world.bare('acme/one'), '.');
  git(fresh, 'apply', '--check', file);
  git(fresh, 'apply', '--index', file);
  expect(git(fresh, 'write-tree').trim()).toBe(tree);
  const shown = got(await world.room.patch(clone, tree, null, 1_000_000));
  expect(shown).toEqual({ patch: readFileSync(file).toString('utf8'), cut: false });
});

test('the patch of one file holds that file only, a rename both of its names', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf(BASE);
  write(clone.treePath, EDITS);
  const tree = got(await world.room.readChangeset(clone, 1))?.tree ?? '';
  const of = async (path: string) => got(await world.room.patch(clone, tree, path, 100_000)).patch;
  expect(await of('plain.txt')).toMatch(/^diff --git a\/plain.txt b\/plain.txt\n[\s\S]*-two\n\+2\n three\n$/);
  expect(await of('sub/renamed.txt')).toMatch(
    /^diff --git .*\nsimilarity index .*\nrename from moved.txt\nrename to sub\//,
  );
  expect(await of('näme with\nnewline "and" \ttab.txt')).toContain('+odd\n');
  expect(await of('*.txt')).toBe('');
});

test('a patch may hold more of what surrounds a change', async () => {
  const world = await startWorld();
  const lines = Array.from({ length: 40 }, (_, line) => `line ${line}\n`);
  const clone = await world.cloneOf({ 'many.txt': lines.join('') });
  write(clone.treePath, { 'many.txt': lines.with(20, 'changed\n').join('') });
  const tree = got(await world.room.readChangeset(clone, 1))?.tree ?? '';
  const heads = async (context?: number) =>
    got(await world.room.patch(clone, tree, 'many.txt', 10_000, context)).patch.match(/^@@.*@@/gm);
  expect(await heads()).toEqual(['@@ -18,7 +18,7 @@']);
  expect(await heads(0)).toEqual(['@@ -21 +21 @@']);
  expect(await heads(1_000_000)).toEqual(['@@ -1,40 +1,40 @@']);
});

test('a long patch is cut after a whole line', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf(BASE);
  write(clone.treePath, { 'many.txt': 'ünï\n'.repeat(10_000) });
  const tree = got(await world.room.readChangeset(clone, 1))?.tree ?? '';
  const { patch, cut } = got(await world.room.patch(clone, tree, 'many.txt', 5_000));
  expect(cut).toBe(true);
  expect(Buffer.byteLength(patch)).toBeGreaterThan(4_990);
  expect(patch.endsWith('\n+ünï\n')).toBe(true);
});

test('a tree that was reviewed stays what it was when the files move on', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf(BASE);
  write(clone.treePath, { 'plain.txt': 'first\n' });
  const first = got(await world.room.readChangeset(clone, 1))?.tree ?? '';
  write(clone.treePath, { 'plain.txt': 'second\n' });
  const second = got(await world.room.readChangeset(clone, 2))?.tree ?? '';
  expect(second).not.toBe(first);
  expect(got(await world.room.patch(clone, first, null, 10_000)).patch).toContain('+first\n');
  write(clone.treePath, { 'plain.txt': BASE['plain.txt'] ?? null });
  expect(got(await world.room.readChangeset(clone, 3))).toBeNull();
});

test('files with rules in .gitattributes are clean until they are changed, and then change alone', async () => {
  const world = await startWorld();
  const attributes =
    '* text eol=crlf\n*.id ident\n*.utf working-tree-encoding=UTF-16\n*.lfs filter=lfs diff=lfs -text\n*.lock -diff\n';
  const clone = await world.cloneOf({
    '.gitattributes': attributes,
    'crlf.txt': 'one\r\ntwo\r\n',
    'lf.txt': 'one\ntwo\n',
    'a.id': '$Id$\n',
    'a.utf': 'plain\n',
    'a.lfs': 'version https://git-lfs.github.com/spec/v1\n',
    'a.lock': 'one\ntwo\n',
  });
  expect(got(await world.room.readChangeset(clone, 1))).toBeNull();
  write(clone.treePath, {
    'lf.txt': 'one\r\n2\r\n',
    'a.lock': 'one\r\n2\r\n',
    'a.id': '$Id: 1 $\n2\n',
  });
  const changeset = got(await world.room.readChangeset(clone, 1));
  expect(changeset?.files.map(({ path, insertions, deletions }) => [path, insertions, deletions])).toEqual([
    ['a.id', 1, 0],
    ['a.lock', 1, 1],
    ['lf.txt', 1, 1],
  ]);
});

test('ignored files and embedded repositories are named, and left out', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({ ...BASE, '.gitignore': 'node_modules/\n*.log\n' });
  write(clone.treePath, {
    'plain.txt': 'edited\n',
    'node_modules/x/index.js': 'x\n',
    'debug.log': 'log\n',
    'odd\u001b[2J.log': 'log\n',
    'fresh/readme.md': 'made by a generator\n',
    'unborn/readme.md': 'no commit yet\n',
  });
  git(join(clone.treePath, 'fresh'), 'init', '-q');
  git(join(clone.treePath, 'fresh'), 'add', '-A');
  git(join(clone.treePath, 'fresh'), 'commit', '-q', '-m', 'inner');
  git(join(clone.treePath, 'unborn'), 'init', '-q');
  const changeset = got(await world.room.readChangeset(clone, 1));
  expect(changeset?.files.map((file) => file.path)).toEqual(['plain.txt']);
  expect(changeset?.notes).toEqual([
    { code: 'left_out', parameters: { why: 'nested_repository', paths: ['fresh', 'unborn'], more: 0 } },
    {
      code: 'left_out',
      parameters: { why: 'ignored', paths: ['debug.log', 'node_modules/', 'odd\u001b[2J.log'], more: 0 },
    },
  ]);
});

test('named pipes keep nobody waiting, whatever they are called', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({ ...BASE, '.gitattributes': '*.bin binary\n' });
  write(clone.treePath, {
    'plain.txt': 'edited\n',
    'sub/x.txt': 'new\n',
    'deep/x.txt': 'new\n',
    'gone.txt': null,
    '.gitattributes': null,
  });
  for (const name of ['.gitattributes', '.gitmodules', 'gone.txt', 'sub/.gitignore', 'deep/.gitattributes', 'pipe'])
    execFileSync('mkfifo', [join(clone.treePath, name)]);
  const changeset = got(await world.room.readChangeset(clone, 1));
  expect(changeset?.files.map(({ path, status }) => `${status} ${path}`)).toEqual([
    'deleted .gitattributes',
    'added deep/x.txt',
    'deleted gone.txt',
    'modified plain.txt',
    'added sub/x.txt',
  ]);
});

test('the submodule links of the base stay, whatever is done to their folders', async () => {
  const world = await startWorld();
  const link = { submodule: true } as const;
  const clone = await world.cloneOf({ ...BASE, kept: link, filled: link, removed: link, replaced: link });
  expect(got(await world.room.readChangeset(clone, 1))).toBeNull();
  write(clone.treePath, { 'plain.txt': 'edited\n', 'filled/x.txt': 'x\n', removed: null, replaced: 'a file\n' });
  const changeset = got(await world.room.readChangeset(clone, 1));
  expect(changeset?.files.map((file) => file.path)).toEqual(['plain.txt']);
  expect(changeset?.notes).toEqual([
    { code: 'left_out', parameters: { why: 'submodule', paths: ['filled', 'removed', 'replaced'], more: 0 } },
  ]);
});

test('an edit of the same length within the second of the checkout is seen, by the app and by the session', async () => {
  const world = await startWorld();
  const second = () => Math.floor(Date.now() / 1000);
  for (let nth = 0; ; nth += 1) {
    const clone = await world.cloneOf({ 'a.txt': 'old\n' }, `quick-${nth}`);
    const begun = Math.floor(lstatSync(join(clone.treePath, 'a.txt')).mtimeMs / 1000);
    write(clone.treePath, { 'a.txt': 'new\n' });
    // It crossed a second's end: that is the easy case, try again.
    if (second() !== begun) continue;
    // The next second has to come, because only then a copied index would look younger than the edit.
    await until(() => second() !== begun);
    expect(got(await world.room.readChangeset(clone, 1))?.files.map(({ path }) => path)).toEqual(['a.txt']);
    expect(git(clone.treePath, 'status', '--porcelain')).toBe(' M a.txt\n');
    return;
  }
});
