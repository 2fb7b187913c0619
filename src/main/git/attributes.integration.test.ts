import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Files, git, got, startWorld, tempFolder, write } from './testing/world.ts';

const UTF16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('wide\r\n', 'utf16le')]);

const ATTRIBUTES = `*.bat text eol=crlf
*.sh text eol=lf
*.txt text=auto
*.c ident
*.wide text working-tree-encoding=UTF-16LE-BOM eol=crlf
*.bin -text
*.raw binary
vendor/** -text
`;

const BASE: Files = {
  '.gitattributes': ATTRIBUTES,
  'run.bat': 'echo 1\n',
  'run.sh': 'echo 1\n',
  'auto.txt': 'one\n',
  'id.c': '/* $Id$ */\n',
  'old.wide': 'wide\n',
  'data.bin': 'a\r\nb\n',
};

/** As a session leaves them. */
const CHANGED: Files = {
  'run.bat': 'echo 1\r\necho 2\r\n',
  'new.bat': 'echo 3\r\n',
  'lf.bat': 'echo 4\n',
  'run.sh': 'echo 1\r\necho 2\r\n',
  'auto.txt': 'one\r\ntwo\r\n',
  'auto-new.txt': 'one\r\n',
  'id.c': '/* $Id: 0123456789 $ */\nint x;\n',
  'old.wide': Buffer.concat([UTF16, Buffer.from('more\r\n', 'utf16le')]),
  'new.wide': UTF16,
  'data.bin': 'a\r\nb\r\n',
  'x.raw': 'a\r\n',
  'vendor/y.bat': 'a\r\n',
  'none.md': 'a\r\n',
};

test('blobs are what git add would store, and a fresh clone of the branch is clean', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf(BASE);
  // Files come out as in any clone.
  expect(readFileSync(join(clone.treePath, 'run.bat'), 'utf8')).toBe('echo 1\r\n');
  expect(readFileSync(join(clone.treePath, 'old.wide'))).toEqual(UTF16);
  expect(got(await world.room.readChangeset(clone, 1))).toBeNull();
  write(clone.treePath, CHANGED);
  const tree = got(await world.room.readChangeset(clone, 1))?.tree ?? '';

  const plain = tempFolder();
  git(plain, 'clone', '-q', world.bare('acme/one'), '.');
  write(plain, CHANGED);
  git(plain, 'add', '--all');
  expect(tree).toBe(git(plain, 'write-tree').trim());
  git(plain, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x');
  const fresh = tempFolder();
  git(fresh, 'clone', '-q', plain, '.');
  expect(git(fresh, 'status', '--porcelain')).toBe('');
  // What a check does to them is undone.
  write(clone.treePath, { 'run.bat': 'broken\n' });
  got(await world.room.restoreTree(clone, tree));
  expect(readFileSync(join(clone.treePath, 'run.bat'), 'utf8')).toBe('echo 1\r\necho 2\r\n');
});

test('files that were never brought in line with the attributes stay as they are until they are touched', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({
    '.gitattributes': '*.bat text eol=crlf\n*.sh text\n',
    'a.bat': 'one\r\ntwo\r\n',
    'b.bat': 'one\r\n',
    'c.sh': 'one\r\n',
  });
  expect(got(await world.room.readChangeset(clone, 1))).toBeNull();
  write(clone.treePath, { 'a.bat': 'one\r\ntwo\r\n', 'b.bat': 'two\r\n' });
  const changeset = got(await world.room.readChangeset(clone, 1));
  expect(changeset?.files.map(({ path }) => path)).toEqual(['b.bat']);
  expect(got(await world.room.readText(clone, changeset?.tree ?? '', 'b.bat'))).toBe('two\n');
});

test('a path that a filter protects is left out by name, unless it has what was there', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({
    '.gitattributes': 'conf/** filter=git-crypt diff=git-crypt\n*.psd filter=lfs\n',
    'conf/old.txt': 'cipher',
    'conf/moved.txt': 'cipher two, long enough to be found again\n',
    'conf/gone.txt': 'cipher three',
    'a.psd': 'version https://git-lfs.github.com/spec/v1\n',
    'plain.txt': 'a\n',
  });
  write(clone.treePath, {
    'conf/key.txt': 'PASSWORD',
    'conf/old.txt': 'PASSWORD',
    'b.psd': 'pixels',
    'plain.txt': 'b\n',
  });
  write(clone.treePath, { 'conf/gone.txt': null });
  renameSync(join(clone.treePath, 'conf/moved.txt'), join(clone.treePath, 'conf/there.txt'));
  // Whoever takes the rule away still means the files that it protected.
  write(clone.treePath, { '.gitattributes': '*.psd filter=lfs\n' });
  const changeset = got(await world.room.readChangeset(clone, 1));
  expect(changeset?.files.map(({ path }) => path)).toEqual([
    '.gitattributes',
    'conf/gone.txt',
    'conf/there.txt',
    'plain.txt',
  ]);
  const left = ['b.psd', 'conf/key.txt', 'conf/old.txt'];
  expect(changeset?.leftOut).toEqual(left.map((path) => ({ path, why: 'filter' })));
  expect(changeset?.notes).toEqual([{ code: 'left_out', parameters: { why: 'filter', paths: left, more: 0 } }]);
  const file = join(world.folder, 'one.patch');
  got(await world.room.savePatch(clone, changeset?.tree ?? '', file));
  expect(readFileSync(file, 'utf8')).not.toContain('PASSWORD');
});

test('a tracked file that was moved to an ignored name stays tracked; other ignored files do not become it', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({ '.gitignore': '*.cfg\ndist/\n', 'a.cfg': 'one\n', 'run.sh': { run: 'x\n' } });
  renameSync(join(clone.treePath, 'a.cfg'), join(clone.treePath, 'b.cfg'));
  write(clone.treePath, { 'copy/b.cfg': 'one\n', 'secret.cfg': 'key\n' });
  renameSync(join(clone.treePath, 'run.sh'), join(clone.treePath, 'copy/run.sh'));
  const changeset = got(await world.room.readChangeset(clone, 1));
  expect(changeset?.files.map(({ path, oldPath, status }) => [path, oldPath, status])).toEqual([
    ['b.cfg', 'a.cfg', 'renamed'],
    ['copy/run.sh', 'run.sh', 'renamed'],
  ]);
  expect(changeset?.leftOut).toEqual([
    { path: 'copy/b.cfg', why: 'ignored' },
    { path: 'secret.cfg', why: 'ignored' },
  ]);
});

test('text that does not fit its encoding is left out by name, and the rest is read', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({ '.gitattributes': '*.wide text working-tree-encoding=UTF-16\n', a: 'a\n' });
  writeFileSync(join(clone.treePath, 'x.wide'), Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41]));
  writeFileSync(join(clone.treePath, 'a'), 'b\n');
  const changeset = got(await world.room.readChangeset(clone, 1));
  expect(changeset?.files.map(({ path }) => path)).toEqual(['a']);
  expect(changeset?.leftOut).toEqual([{ path: 'x.wide', why: 'encoding' }]);
});

test('what was left out is told where nothing else changed, too', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({ '.gitignore': '.env*\n', a: 'a\n' });
  write(clone.treePath, { '.env.example': 'KEY=\n' });
  expect(got(await world.room.readChangeset(clone, 1))).toBeNull();
  expect(got(await world.room.leftOut(clone))).toEqual([{ path: '.env.example', why: 'ignored' }]);
});
