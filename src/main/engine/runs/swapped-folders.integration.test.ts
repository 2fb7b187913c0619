import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lacks, NO_POSIX } from '../../testing/lacks.ts';
import { startWorld, until } from '../testing/world.ts';

/** Waits where it was told to, until its own sign is gone: with it may go its folder, too. */
const CHECK = `grep -qx "$(cat at)" readme.md || exit 0
echo > begun
while [ -e begun ]; do sleep 0.05; done
`;

/** A run in the middle of its check before (old) or after (new) the change. */
async function inTheCheck(at: 'old' | 'new') {
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n', 'check.sh': CHECK, at: `${at}\n`, '.gitignore': 'begun\ncache/\n' } },
    settings: { check: { mode: 'command', command: 'sh check.sh' }, openPullRequests: true },
    script: () => ({ edit: { 'readme.md': 'new\n' }, costUsd: 0.1 }),
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const [run] = await world.runsOf(engine, jobId);
  const folder = path.join(world.folder, 'data/clones', jobId, run!.id);
  const begun = path.join(folder, 'check/tree/begun');
  await until(() => existsSync(begun));
  // Somebody's folder that looks like a clone.
  const victim = path.join(world.folder, 'victim');
  mkdirSync(path.join(victim, 'cache'), { recursive: true });
  writeFileSync(path.join(victim, 'readme.md'), 'mine\n');
  writeFileSync(path.join(victim, 'cache/mine'), 'mine\n');
  const swap = (name: string) => {
    renameSync(path.join(folder, name), path.join(world.folder, 'aside'));
    symlinkSync(victim, path.join(folder, name));
  };
  const untouched = () => [readdirSync(victim).sort(), readFileSync(path.join(victim, 'cache/mine'), 'utf8')];
  return { world, engine, jobId, runId: run!.id, folder, begun, swap, untouched };
}
const WHOLE = [['cache', 'readme.md'], 'mine\n'];

describe.skipIf(lacks(process.platform === 'win32', NO_POSIX))(
  'folders that another program exchanges or removes',
  () => {
    it('a clone that became a link while its check ran before the change: nothing is written through it', async () => {
      const { world, engine, jobId, folder, begun, swap, untouched } = await inTheCheck('old');
      mkdirSync(path.join(folder, 'check/tree/cache'));
      writeFileSync(path.join(folder, 'check/tree/cache/new'), '');
      swap('tree');
      rmSync(begun);
      // It is cloned again, and checked again.
      await until(() => existsSync(begun));
      expect(untouched()).toEqual(WHOLE);
      rmSync(begun);
      const [run] = await engine.jobEnded(jobId);
      expect(untouched()).toEqual(WHOLE);
      expect([run?.outcome, run?.changeset?.files, world.hub.pulls.length]).toEqual(['changed', 1, 1]);
    });

    it('the same after the change', async () => {
      const { world, engine, jobId, begun, swap, untouched } = await inTheCheck('new');
      swap('tree');
      rmSync(begun);
      const [run] = await engine.jobEnded(jobId);
      expect(untouched()).toEqual(WHOLE);
      // What goes out is what was read before.
      expect([run?.outcome, run?.changeset?.files, world.hub.pulls.length]).toEqual(['changed', 1, 1]);
    });

    it('the data of a run that are deleted while its check runs', async () => {
      const { world, engine, jobId, runId, folder } = await inTheCheck('new');
      rmSync(folder, { recursive: true, force: true });
      const [run] = await engine.jobEnded(jobId);
      expect(run).toMatchObject({
        outcome: 'changed',
        publication: { step: 'failed', pullRequest: null, error: { code: 'clone_missing' } },
      });
      expect(await engine.runs.patch({ runId, path: null })).toMatchObject({
        ok: false,
        error: { code: 'clone_missing' },
      });
      expect(world.hub.pulls).toEqual([]);
    });
  },
);
