import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { findBubblewrap } from '../commands/bubblewrap.ts';
import { sandboxAvailable } from '../commands/sandbox.ts';
import { got, startWorld, write } from '../git/testing/world.ts';
import { endSurvivors } from './survivors.ts';

const state = await sandboxAvailable();
const left: ChildProcess[] = [];
afterEach(() => {
  for (const each of left.splice(0)) each.kill('SIGKILL');
});

/** What an escape leaves: a process in a sandbox over the clone, that nothing of the app holds or knows any more. */
async function survivorIn(tree: string, script: string): Promise<ChildProcess> {
  const system = ['--ro-bind', '/usr', '/usr', '--symlink', 'usr/bin', '/bin', '--symlink', 'usr/lib', '/lib'];
  const more = existsSync('/lib64') ? ['--symlink', 'usr/lib64', '/lib64'] : [];
  const child = spawn(
    findBubblewrap(process.env.PATH) ?? 'bwrap',
    [
      '--unshare-all',
      ...system,
      ...more,
      '--bind',
      tree,
      '/checkout',
      '--chdir',
      '/checkout',
      '--',
      '/bin/bash',
      '-c',
      `trap '' TERM HUP; echo; ${script}`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  left.push(child);
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}
const ended = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null ? null : once(child, 'exit');

describe.skipIf(process.platform !== 'linux' || !state.available)('what outlived its command', () => {
  test('cannot arm a clone again that is made fit to be opened', async () => {
    const world = await startWorld();
    const clone = await world.cloneOf({ 'a.txt': 'a\n' });
    const rearm =
      'while :; do grep -q fsmonitor .git/config || printf "[core]\\n\\tfsmonitor = true\\n" >> .git/config; done';
    const survivor = await survivorIn(clone.treePath, rearm);
    got(await world.room.disarm(clone));
    await ended(survivor);
    expect(await readFile(path.join(clone.treePath, '.git/config'), 'utf8')).not.toContain('fsmonitor');
  });

  test.each([
    ['read for a changeset', 'readChangeset'],
    ['put back', 'restoreTree'],
    ['opened', 'openClone'],
    ['evicted', 'evictClone'],
    ['removed', 'removeClone'],
  ] as const)('is gone before its clone is %s', async (_name, verb) => {
    const { room, cloneOf } = await startWorld();
    const clone = await cloneOf({ 'a.txt': 'a\n' });
    const survivor = await survivorIn(clone.treePath, 'while :; do echo x > "new-$RANDOM"; done');
    const runFolder = path.dirname(clone.treePath);
    const verbs = {
      readChangeset: () => room.readChangeset(clone, 1),
      restoreTree: () => room.restoreTree(clone, `${clone.baseCommit}^{tree}`),
      openClone: () => room.openClone(runFolder),
      evictClone: () => room.evictClone(runFolder, null),
      removeClone: () => room.removeClone(runFolder),
    };
    got<unknown>(await verbs[verb]());
    await ended(survivor);
    expect(survivor.signalCode ?? survivor.exitCode).not.toBeNull();
  });

  test('is told from what works in other clones, and outside of any', async () => {
    const world = await startWorld();
    const [one, other] = [path.join(world.folder, 'one/tree'), path.join(world.folder, 'other/tree')];
    for (const each of [one, other]) mkdirSync(each, { recursive: true });
    write(other, { 'a.txt': 'a\n' });
    const [first, second] = [await survivorIn(one, 'sleep 600'), await survivorIn(other, 'sleep 600')];
    got(await endSurvivors([path.dirname(one), path.join(world.folder, 'missing')]));
    await ended(first);
    expect([second.exitCode, second.signalCode]).toEqual([null, null]);
    got(await endSurvivors([path.dirname(other)]));
    await ended(second);
  });
});
