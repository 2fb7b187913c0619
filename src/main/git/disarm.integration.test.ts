import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configThatRuns } from './testing/config-that-runs.ts';
import { git, got, startWorld, write } from './testing/world.ts';

/** git as an editor or a prompt runs it: with whatever the folder says. */
const status = (cwd: string) => spawnSync('git', ['status', '--porcelain'], { cwd, encoding: 'utf8' });

async function trapped() {
  const world = await startWorld();
  const canary = join(world.folder, 'canary');
  const program = join(world.folder, 'canary.sh');
  const hook = { run: `#!/bin/sh\ntouch ${canary}\ncat\n` };
  write(world.folder, { 'canary.sh': hook });
  const clone = await world.cloneOf({ 'a.txt': 'a\n', '.gitattributes': '* filter=evil\n' });
  write(clone.treePath, { 'a.txt': 'edited\n' });
  const evil = configThatRuns(program);
  return { world, clone, canary, evil, hook };
}

test('after it, git in the clone runs nothing that a session left there, and knows the same changes', async () => {
  const { world, clone, canary, evil, hook } = await trapped();
  const plain = readFileSync(join(clone.treePath, '.git/config'), 'utf8');
  write(clone.treePath, { '.git/config': evil, '.git/hooks/post-index-change': hook, 'deep/er/x.txt': 'x\n' });
  const nested = join(clone.treePath, 'deep/er');
  git(nested, 'init', '-q');
  write(nested, { '.git/config': evil, '.git/hooks/post-index-change': hook });
  const before = got(await world.room.readChangeset(clone, 1));

  // The trap is armed: git walks right into it.
  for (const folder of [clone.treePath, nested]) {
    status(folder);
    expect(existsSync(canary)).toBe(true);
    rmSync(canary);
  }
  got(await world.room.disarm(clone));
  for (const folder of [clone.treePath, nested]) expect(status(folder).status).toBe(0);
  expect(status(clone.treePath).stdout).toContain(' M a.txt\n');
  expect(existsSync(canary)).toBe(false);
  expect(readFileSync(join(clone.treePath, '.git/config'), 'utf8')).toBe(plain);
  expect(readFileSync(join(clone.treePath, '.git/config.set-aside'), 'utf8')).toBe(evil);
  expect(got(await world.room.readChangeset(clone, 1))).toEqual(before);
  got(await world.room.disarm(clone));
});

test.each([
  [
    'a file that names another folder',
    (at: string, evilFolder: string) => write(at, { '.git': `gitdir: ${evilFolder}\n` }),
  ],
  ['a link to another folder', (at: string, evilFolder: string) => symlinkSync(evilFolder, join(at, '.git'))],
  [
    'a folder that takes its settings from another',
    (at: string, evilFolder: string) =>
      write(at, { '.git/commondir': `${evilFolder}\n`, '.git/HEAD': 'ref: refs/heads/main\n' }),
  ],
] as const)('in place of .git: %s', async (_name, put) => {
  const { world, clone, canary, evil } = await trapped();
  const evilFolder = join(clone.treePath, 'evil');
  mkdirSync(evilFolder);
  git(evilFolder, 'init', '-q', '--bare');
  write(evilFolder, { config: evil.replace('bare = false', `worktree = ${clone.treePath}`) });
  for (const at of [clone.treePath, join(clone.treePath, 'below')]) {
    rmSync(join(at, '.git'), { recursive: true, force: true });
    mkdirSync(at, { recursive: true });
    put(at, evilFolder);
  }
  status(clone.treePath);
  expect(existsSync(canary)).toBe(true);
  rmSync(canary);
  got(await world.room.disarm(clone));
  status(clone.treePath);
  status(join(clone.treePath, 'below'));
  expect(existsSync(canary)).toBe(false);
});

test('a clone that nobody touched stays as it is', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({ 'a.txt': 'a\n' });
  got(await world.room.disarm(clone));
  expect(git(clone.treePath, 'status', '--porcelain')).toBe('');
  expect(existsSync(join(clone.treePath, '.git/config.set-aside'))).toBe(false);
});
