import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JobId } from '../../../shared/ids.ts';
import { sandboxAvailable } from '../../commands/sandbox.ts';
import { got } from '../../git/testing/world.ts';
import { lacks } from '../../testing/lacks.ts';
import { processesWith } from '../../testing/processes.ts';
import type { Engine } from '../contract.ts';
import { startWorld, until } from '../testing/world.ts';

/** Nobody else on this machine sleeps for so long. */
const SURVIVOR = `8640${process.pid}.5`;
/** After the change it waits for leave, beside a process that means to outlive it; that one says when it is there. */
const CHECK = `grep -qx old readme.md && exit 0
setsid sh -c 'trap "" TERM INT HUP; echo begun > begun; sleep ${SURVIVOR}' < /dev/null > /dev/null 2>&1 &
until [ -e go ]; do sleep 0.05; done
`;
const survivors = () => processesWith(`sleep ${SURVIVOR}`);
const state = await sandboxAvailable();

/** A run in the middle of its check after the change. */
async function inTheCheck() {
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n', 'check.sh': CHECK, '.gitignore': 'begun\ngo\n' } },
    settings: { check: { mode: 'command', command: 'sh check.sh' }, openPullRequests: true },
    engine: { sandboxAvailable },
    script: () => ({ edit: { 'readme.md': 'new\n' }, costUsd: 0.1 }),
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const [run] = await world.runsOf(engine, jobId);
  const tree = path.join(world.folder, 'data/clones', jobId, run!.id, 'check/tree');
  const begun = () => until(() => existsSync(path.join(tree, 'begun')));
  await begun();
  const kinds = async (of: Engine) => (await world.kindsOf(of, run!.id)).filter((kind) => PROOF.includes(kind));
  return { world, engine, jobId, runId: run!.id, begun, letGo: () => writeFileSync(path.join(tree, 'go'), ''), kinds };
}
const PROOF = ['step_completed', 'changeset_ready', 'check_finished', 'verdict_reached', 'settled'];

describe.skipIf(lacks(process.platform !== 'linux' || !state.available, state.reason))(
  'in the check after the change',
  () => {
    it('a cancel forges no verdict, keeps the change and leaves nothing alive', async () => {
      const { world, engine, jobId, runId, kinds } = await inTheCheck();
      expect(survivors()).not.toEqual([]);
      got(await engine.runs.cancel({ runIds: [runId] }));
      const [run] = await engine.jobEnded(jobId);
      expect(survivors()).toEqual([]);
      expect(run).toMatchObject({ outcome: 'cancelled', verdict: null, costUsd: 0.1, lastError: null });
      expect(await kinds(engine)).toEqual(['check_finished', 'step_completed', 'changeset_ready', 'settled']);
      expect(got(await engine.runs.patch({ runId, path: null })).patch).toContain('+new');
      expect(world.hub.pulls).toEqual([]);
    });

    it.each([
      ['a pause', (engine: Engine, jobId: JobId) => engine.jobs.pause({ jobId })],
      ['the end of the app', (engine: Engine) => engine.stop()],
    ])('%s leaves a run that is proved later and paid once', async (name, stop) => {
      const { world, engine, jobId, begun, letGo, kinds } = await inTheCheck();
      await stop(engine, jobId);
      const quit = name !== 'a pause';
      const next = quit ? await world.start() : engine;
      if (!quit) {
        // A pause lets what is under way come to its end.
        letGo();
        await engine.jobEnded(jobId);
      } else {
        await begun();
        letGo();
      }
      const [run] = await next.jobEnded(jobId);
      expect(survivors()).toEqual([]);
      expect(run).toMatchObject({ outcome: 'changed', verdict: 'passes', costUsd: 0.1 });
      expect(await kinds(next)).toEqual([
        ...['check_finished', 'step_completed', 'changeset_ready', 'check_finished', 'verdict_reached', 'settled'],
      ]);
    });
  },
);
