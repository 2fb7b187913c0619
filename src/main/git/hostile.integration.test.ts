import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { lacks, NO_POSIX } from '../testing/lacks.ts';
import { oncePerFile } from '../testing/once-per-file.ts';
import { configThatRuns } from './testing/config-that-runs.ts';
import { commitTo, git, got, startWorld, tempFolder, write } from './testing/world.ts';

const AUTHOR = { name: 'Cody', email: 'cody@example.com' };

const HOSTILE_BASE = {
  'a.txt': 'a\n',
  '.gitattributes': '* filter=evil diff=evil merge=evil\na.txt -filter\nb.txt -filter\n',
  '.gitmodules':
    '[submodule "inner"]\n\tpath = inner\n\turl = ext::sh -c canary\n\tupdate = !canary\n\tignore = none\n',
  // A bare repository as plain files: git discovers such when it is started inside.
  'bare/HEAD': 'ref: refs/heads/main\n',
  'bare/config': '[core]\n\tbare = true\n\tfsmonitor = canary\n',
  'bare/objects/.keep': '',
  'bare/refs/.keep': '',
};

test('nothing that a repository or a session left behind runs in the app', async () => {
  const world = await startWorld();
  const canary = join(world.folder, 'canary');
  const program = join(world.folder, 'canary.sh');
  const hook = { run: `#!/bin/sh\necho "$0 $*" >> ${canary}\ncat\n` };
  write(world.folder, { 'canary.sh': hook });
  const hooks = [
    'pre-push',
    'post-checkout',
    'post-index-change',
    'reference-transaction',
    'pre-commit',
    'fsmonitor-watchman',
  ];
  for (const name of hooks) write(world.folder, { [`canary.sh-hooks/${name}`]: hook });

  const clone = await world.cloneOf({ ...HOSTILE_BASE, inner: { submodule: true } });
  const evil = configThatRuns(program);
  write(clone.treePath, { '.git/config': evil, 'a.txt': 'edited\n', 'b.txt': 'new\n', 'c.txt': 'behind the filter\n' });
  for (const name of hooks) write(clone.treePath, { [`.git/hooks/${name}`]: hook });
  // An embedded repository and one in place of a submodule, both set to run the program when git looks into them.
  for (const name of ['inner', 'nested']) {
    mkdirSync(join(clone.treePath, name), { recursive: true });
    git(join(clone.treePath, name), 'init', '-q');
    git(join(clone.treePath, name), 'commit', '-q', '--allow-empty', '-m', 'x');
    write(clone.treePath, { [`${name}/.git/config`]: evil, [`${name}/file.txt`]: 'x\n' });
  }

  const changeset = got(await world.room.readChangeset(clone, 1));
  const tree = changeset?.tree ?? '';
  expect(changeset?.files.map((file) => file.path)).toEqual(['a.txt', 'b.txt']);
  expect(changeset?.leftOut).toContainEqual({ path: 'c.txt', why: 'filter' });
  got(await world.room.patch(clone, tree, null, 10_000));
  got(await world.room.savePatch(clone, tree, join(world.folder, 'one.patch')));
  const commit = got(await world.room.commit(clone, tree, 'Change', AUTHOR, 0));
  got(await world.room.push(clone, world.source('acme/one'), commit, 'cody/change', null));
  got(await world.room.openClone(world.runFolder('one')));
  expect(existsSync(canary)).toBe(false);

  // The trap was armed: git inside the tree walks right into it.
  spawnSync('git', ['status'], { cwd: clone.treePath });
  expect(existsSync(canary)).toBe(true);
  got(await world.room.evictClone(world.runFolder('one'), null));
  got(await world.room.openClone(world.runFolder('one')));
});

test('hooks and settings of a local folder do not run when it is cloned', async () => {
  const world = await startWorld();
  const canary = join(world.folder, 'canary');
  const hook = { run: `#!/bin/sh\ntouch ${canary}\ncat\n` };
  write(world.folder, { 'canary.sh': hook });
  const folder = tempFolder();
  git(folder, 'init', '-q', '-b', 'main');
  write(folder, { 'a.txt': 'a\n', '.gitattributes': '* filter=evil\n' });
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'x');
  write(folder, { '.git/config': configThatRuns(join(world.folder, 'canary.sh')), '.git/hooks/post-checkout': hook });
  got(await world.prepare({ url: folder, key: 'local:x', auth: null }));
  expect(await world.room.originOf(folder)).toEqual({ ok: true, value: null });
  expect(existsSync(canary)).toBe(false);
});

test('a link that leads out of the tree is kept as a link, never followed', async () => {
  const world = await startWorld();
  const secret = tempFolder();
  write(secret, { 'key.pem': 'SECRET\n' });
  const clone = await world.cloneOf({ 'src/a.txt': 'a\n', 'src/b.txt': 'b\n', 'out.txt': { link: '/etc/passwd' } });
  write(clone.treePath, { src: { link: secret } });
  const changeset = got(await world.room.readChangeset(clone, 1));
  expect(changeset?.files.map(({ path, status, newMode }) => [path, status, newMode])).toEqual([
    ['src', 'added', '120000'],
    ['src/a.txt', 'deleted', null],
    ['src/b.txt', 'deleted', null],
  ]);
  const { patch } = got(await world.room.patch(clone, changeset?.tree ?? '', null, 100_000));
  expect(patch).not.toContain('SECRET');
});

/** An object as git would refuse to make it. Gives its name. */
function writeObject(bare: string, type: string, content: string | Buffer): string {
  const bytes = Buffer.from(content);
  const whole = Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes]);
  const id = createHash('sha1').update(whole).digest('hex');
  const folder = join(bare, 'objects', id.slice(0, 2));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, id.slice(2)), deflateSync(whole));
  return id;
}

/** Tries to clone a repository that ships a folder of this name with settings in it. */
async function cloneShipping(name: string) {
  const world = await startWorld();
  const bare = world.bare('acme/one');
  commitTo(bare, { 'a.txt': 'a\n' });
  const blob = writeObject(bare, 'blob', '[core]\n\tfsmonitor = canary\n');
  const treeOf = (mode: string, entry: string, id: string): string =>
    writeObject(bare, 'tree', Buffer.concat([Buffer.from(`${mode} ${entry}\0`), Buffer.from(id, 'hex')]));
  const outer = treeOf('40000', name, treeOf('100644', 'config', blob));
  const by = 'Remote <remote@example.com> 1700000000 +0000';
  const commit = writeObject(bare, 'commit', `tree ${outer}\nauthor ${by}\ncommitter ${by}\n\nevil\n`);
  writeFileSync(join(bare, 'refs/heads/main'), `${commit}\n`);
  return { world, prepared: await world.prepare(world.source('acme/one')) };
}

test('a repository that ships a folder of another name is not refused', async () => {
  const { prepared } = await cloneShipping('git');
  expect(readFileSync(join(got(prepared).treePath, 'git', 'config'), 'utf8')).toContain('canary');
});

test.each([
  '.git',
  '.GIT',
  '.g\u200cit',
  'git~1',
  'GIT~1',
  '.git.',
  '.git ',
  '.git . .',
  '.git::$INDEX_ALLOCATION',
  '.Git\u206a',
  '..',
  '.',
])('a repository that ships a folder named %j is refused', async (name) => {
  const { world, prepared } = await cloneShipping(name);
  expect(prepared).toEqual({ ok: false, error: expect.objectContaining({ code: 'git_failed' }) });
  expect(existsSync(join(world.runFolder('one'), 'tree', '.git', 'config'))).toBe(false);
  expect(await world.room.openClone(world.runFolder('one'))).toEqual(expect.objectContaining({ ok: false }));
});

const ODD_NAMES = {
  'a line break': 'new\nline.txt',
  'a terminal sequence': 'esc\u001b[31m.txt',
  'a right-to-left override': 'bidi\u202egnp.exe',
  'the look of an option': '--output=x',
  'the look of a pathspec': ':(exclude)*',
  'quotes and blanks': ' "a" \t\'b\' ',
  'a decomposed letter': 'e\u0301.txt',
  '300 bytes in one of many folders': `${'d/'.repeat(200)}f.txt`,
};
const oddClone = oncePerFile(async (atEnd) => {
  const world = await startWorld(undefined, undefined, atEnd);
  const names = Object.values(ODD_NAMES);
  const all = (content: string) => Object.fromEntries(names.map((name) => [name, content]));
  const clone = await world.cloneOf({ 'a.txt': 'a\n', ...all('old\n') });
  write(clone.treePath, { ...all('new\n'), 'b.txt': 'b\n' });
  return { room: world.room, clone, changeset: got(await world.room.readChangeset(clone, 1)) };
});

test('files of odd names make a changeset like any others', async () => {
  const { changeset } = await oddClone();
  expect(changeset?.files.map((file) => file.path).sort()).toEqual([...Object.values(ODD_NAMES), 'b.txt'].sort());
});

test.each(Object.entries(ODD_NAMES))('a file whose name has %s has a patch of its own', async (_name, name) => {
  const { room, clone, changeset } = await oddClone();
  const { patch } = got(await room.patch(clone, changeset?.tree ?? '', name, 10_000));
  expect(patch).toContain('-old\n+new\n');
  expect(patch.match(/^diff --git/gm)).toHaveLength(1);
});

test('attributes and submodules that carry arguments or programs are text', async () => {
  const world = await startWorld();
  const canary = join(world.folder, 'canary');
  write(world.folder, { 'canary.sh': { run: `#!/bin/sh\ntouch ${canary}\ncat\n` } });
  const program = join(world.folder, 'canary.sh');
  const clone = await world.cloneOf({
    'a.txt': 'a $Id$ $Format:%H$\n',
    'b.utf16': 'b\n',
    '.gitattributes':
      '* export-subst ident merge=evil diff=evil\n*.utf16 working-tree-encoding=UTF-16LE-BOM\n*.txt text eol=crlf\n*.evil filter=evil\n',
    '.gitmodules': `[submodule "x"]\n\tpath = -u${program}\n\turl = -u${program}\n\tupdate = !${program}\n[submodule "../../hooks"]\n\tpath = sub\n\turl = ${program}\n`,
    sub: { submodule: true },
  });
  expect(readFileSync(join(clone.treePath, 'a.txt'), 'utf8')).toMatch(/^a \$Id: [0-9a-f]{40} \$ \$Format:%H\$\r\n$/);
  write(clone.treePath, { 'a.txt': 'changed $Id$\n', '.gitattributes': { link: '/etc/passwd' } });
  const changeset = got(await world.room.readChangeset(clone, 1));
  // Without its rule, the wide file may be stored as it stands there: that is git's to say, by the clock.
  const changed = changeset?.files.map(({ path, newMode }) => [path, newMode]).filter(([path]) => path !== 'b.utf16');
  expect(changed).toEqual([
    ['.gitattributes', '120000'],
    ['a.txt', '100644'],
  ]);
  const commit = got(await world.room.commit(clone, changeset?.tree ?? '', 'Change', AUTHOR, 0));
  got(await world.room.push(clone, world.source('acme/one'), commit, 'cody/change', null));
  expect(git(world.bare('acme/one'), 'show', `${commit}:a.txt`)).toBe('changed $Id$\n');
  expect(existsSync(canary)).toBe(false);
});

test('another name of a file outside is read as what it is, and put back without touching it', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({ 'a.txt': 'a\n' });
  const outside = join(world.folder, 'outside.txt');
  writeFileSync(outside, 'outside\n');
  rmSync(join(clone.treePath, 'a.txt'));
  linkSync(outside, join(clone.treePath, 'a.txt'));
  expect(got(await world.room.readChangeset(clone, 1))?.files).toHaveLength(1);
  got(await world.room.restoreTree(clone, `${clone.baseCommit}^{tree}`));
  expect(readFileSync(join(clone.treePath, 'a.txt'), 'utf8')).toBe('a\n');
  expect(readFileSync(outside, 'utf8')).toBe('outside\n');
});

test('5,000 new files make a changeset; files that no host takes are named and never read', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({ 'a.txt': 'a\n', 'grown.txt': 'old\n' });
  for (const name of ['sparse.bin', 'grown.txt']) {
    write(clone.treePath, { [name]: '' });
    truncateSync(join(clone.treePath, name), 3 * 1024 ** 3);
  }
  mkdirSync(join(clone.treePath, 'many'));
  for (let nth = 0; nth < 5_000; nth += 1) writeFileSync(join(clone.treePath, 'many', `${nth}.txt`), `${nth}\n`);
  const changeset = got(await world.room.readChangeset(clone, 1));
  expect(changeset?.files).toHaveLength(5_000);
  expect(changeset?.notes).toEqual([
    { code: 'left_out', parameters: { why: 'too_large', paths: ['sparse.bin', 'grown.txt'], more: 0 } },
  ]);
});

test('what a session did to its own .git is of no consequence', async () => {
  const world = await startWorld();
  const elsewhere = tempFolder();
  git(elsewhere, 'init', '-q');
  const clone = await world.cloneOf({ 'a.txt': 'a\n', '.gitignore': 'secret\n' });
  write(clone.treePath, {
    'a.txt': 'edited\n',
    'b.txt': 'hidden by the session\n',
    '.git/info/exclude': '*\n',
    '.git/index': null,
  });
  const before = got(await world.room.readChangeset(clone, 1));
  expect(before?.files.map((file) => file.path)).toEqual(['a.txt', 'b.txt']);
  // Settings that lead git elsewhere: another working tree, other objects, another repository's settings.
  write(clone.treePath, {
    '.git/config': `[core]\n\tworktree = ${elsewhere}\n\tsparseCheckout = true\n[extensions]\n\tworktreeConfig = true\n`,
    '.git/config.worktree': `[core]\n\tworktree = ${elsewhere}\n`,
    '.git/commondir': `${elsewhere}/.git\n`,
    '.git/info/sparse-checkout': 'b.txt\n',
    '.git/info/attributes': '* filter=evil\n',
    '.git/objects/info/alternates': `${elsewhere}/.git/objects\n`,
    '.git/shallow': '0'.repeat(40),
    '.git/refs/replace': null,
  });
  expect(got(await world.room.readChangeset(clone, 1))).toEqual(before);
  write(clone.treePath, { '.git': `gitdir: ${elsewhere}/.git\n` });
  expect(got(await world.room.readChangeset(clone, 1))).toEqual(before);
  expect(readFileSync(join(clone.gitDir, 'config'), 'utf8')).not.toContain('worktree');
});

test.skipIf(lacks(process.platform === 'win32', NO_POSIX))(
  'a file of rules that a command made huge is a named reason, before git reads it',
  async () => {
    const world = await startWorld();
    const clone = await world.cloneOf({ 'a.txt': 'a\n' });
    for (const name of ['.gitignore', 'deep/er/.gitattributes']) {
      write(clone.treePath, { [name]: '' });
      truncateSync(join(clone.treePath, name), 4 * 1024 ** 3);
      const read = await world.room.readChangeset(clone, 1);
      const why = `${name} has 4294967296 bytes, more than 1048576.`;
      expect(read).toMatchObject({ ok: false, error: { code: 'git_rejected', why } });
      rmSync(join(clone.treePath, name));
    }
    got(await world.room.readChangeset(clone, 1));
  },
);
