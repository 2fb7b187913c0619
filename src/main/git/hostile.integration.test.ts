import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitTo, git, got, startWorld, tempFolder, write } from './testing/world.ts';

const AUTHOR = { name: 'Cody', email: 'cody@example.com' };

/** A git configuration in which every setting that can name a program names the same one. */
const configThatRuns = (program: string): string => `
[core]
	repositoryformatversion = 0
	bare = false
	fsmonitor = ${program}
	hooksPath = ${program}-hooks
	sshCommand = ${program}
	pager = ${program}
	editor = ${program}
	askPass = ${program}
	gitProxy = ${program}
	alternateRefsCommand = ${program}
[filter "evil"]
	clean = ${program}
	smudge = ${program}
	process = ${program}
	required = true
[diff]
	external = ${program}
[diff "evil"]
	command = ${program}
	textconv = ${program}
[merge "evil"]
	driver = ${program}
[credential]
	helper = !${program}
[gpg]
	program = ${program}
[commit]
	gpgSign = true
[uploadpack]
	packObjectsHook = ${program}
[submodule "inner"]
	update = !${program}
`;

const HOSTILE_BASE = {
  'a.txt': 'a\n',
  '.gitattributes': '* filter=evil diff=evil merge=evil\n',
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
  write(clone.treePath, { '.git/config': evil, 'a.txt': 'edited\n', 'b.txt': 'new\n' });
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
  got(await world.room.patch(clone, tree, null, 10_000));
  got(await world.room.savePatch(clone, tree, join(world.folder, 'one.patch')));
  const commit = got(await world.room.commit(clone, tree, 'Change', AUTHOR, 0));
  got(await world.room.push(clone, world.source('acme/one'), commit, 'cody/change', null));
  got(await world.room.openClone(world.runFolder('one')));
  expect(existsSync(canary)).toBe(false);

  // The trap was armed: git inside the tree walks right into it.
  spawnSync('git', ['status'], { cwd: clone.treePath });
  expect(existsSync(canary)).toBe(true);
  got(await world.room.resetClone(clone));
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

test.each(['.git', '.GIT', '.g\u200cit', 'git~1'])(
  'a repository that ships a folder named %j is refused',
  async (name) => {
    const world = await startWorld();
    commitTo(world.bare('acme/one'), { 'a.txt': 'a\n' });
    const bare = world.bare('acme/one');
    const folder = tempFolder();
    write(folder, { config: '[core]\n\tfsmonitor = canary\n' });
    const blob = git(bare, 'hash-object', '-w', join(folder, 'config')).trim();
    const treeOf = (mode: string, entry: string, id: string): string => {
      write(folder, { list: Buffer.concat([Buffer.from(`${mode} ${entry}\0`), Buffer.from(id, 'hex')]) });
      return git(bare, 'hash-object', '-w', '-t', 'tree', '--literally', join(folder, 'list')).trim();
    };
    const outer = treeOf('40000', name, treeOf('100644', 'config', blob));
    const commit = git(bare, 'commit-tree', outer, '-m', 'evil').trim();
    git(bare, 'update-ref', 'refs/heads/main', commit);
    const prepared = await world.prepare(world.source('acme/one'));
    expect(prepared).toEqual({ ok: false, error: expect.objectContaining({ code: 'git_failed' }) });
    expect(existsSync(join(world.runFolder('one'), 'tree', '.git', 'config'))).toBe(false);
    expect(await world.room.openClone(world.runFolder('one'))).toEqual(expect.objectContaining({ ok: false }));
  },
);

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
  write(clone.treePath, { '.git': `gitdir: ${elsewhere}/.git\n` });
  expect(got(await world.room.readChangeset(clone, 1))).toEqual(before);
  expect(readFileSync(join(clone.gitDir, 'config'), 'utf8')).not.toContain('worktree');
});
