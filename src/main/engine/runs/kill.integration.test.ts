import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { DEFAULT_JOB_SETTINGS } from '../../../shared/job.ts';
import { got } from '../../git/testing/world.ts';
import { seededRandom } from '../../store/testing.ts';
import { startWorld } from '../testing/world.ts';

const SEED = Number(process.env.CODY_BATCH_SEED ?? Date.now() % 1_000_000);
/** The long version of this test sets more. */
const KILLS = Number(process.env.CODY_BATCH_KILLS ?? 3);
/** Events of one start: some kills come before anything was done, some after most of it. */
const MOST_SAVED = 40;
const NAMES = Array.from(
  { length: Math.max(3, Math.ceil(KILLS / 3)) },
  (_, index) => `repo${String(index).padStart(2, '0')}`,
);

it(`${KILLS} kills at random moments lose nothing and double nothing`, {
  timeout: 120_000 + KILLS * 20_000,
}, async () => {
  const repos = Object.fromEntries(NAMES.map((name) => [name, { 'readme.md': 'old\n' }]));
  const world = await startWorld({ repos, script: () => ({}) });
  const data = path.join(world.folder, 'data');
  let child: ChildProcess | null = null;
  onTestFinished(() => void child?.kill('SIGKILL'));
  console.log(`seed ${SEED} (CODY_BATCH_SEED=${SEED} repeats its choices)`);
  const random = seededRandom(SEED);

  for (let round = 0; ; round += 1) {
    const present = fork(path.join(import.meta.dirname, '../testing/engine-process.ts'), [data, world.hub.apiUrl], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child = present;
    const said = (word: string) =>
      new Promise<void>((resolve) => present.on('message', (message) => message === word && resolve()));
    const ended = said('ended');
    await said('started');
    if (round === 0) {
      const settings = { ...DEFAULT_JOB_SETTINGS, unsandboxedAgreed: true, openPullRequests: true };
      present.send({ title: '', prompt: 'Do it.', repos: NAMES.map(world.repo), settings });
    }
    // How far it gets is left to chance: the state that a kill leaves must be good at any moment. What happened is counted, not
    // time, so that a slow machine is killed at the same moments; how much it goes on meanwhile is left to the machine.
    let left = 1 + Math.floor(random() * MOST_SAVED);
    const moment = new Promise<void>((resolve) =>
      present.on('message', (message) => {
        if (message !== 'saved') return;
        left -= 1;
        if (left <= 0) resolve();
      }),
    );
    const isOver = await Promise.race([ended.then(() => true), moment.then(() => false)]);
    if (!isOver && round < KILLS) present.kill('SIGKILL');
    else {
      await ended;
      present.kill('SIGKILL');
      await once(present, 'exit');
      break;
    }
    await once(present, 'exit');
  }

  const engine = await world.start();
  const [summary] = got(await engine.app.state({})).jobs;
  const runs = await world.runsOf(engine, summary!.job.id);
  expect(runs.map(({ outcome, changeset, lastError }) => [outcome, changeset?.files, lastError])).toEqual(
    NAMES.map(() => ['changed', 1, null]),
  );
  expect(world.hub.pulls.map((pull) => `${pull.repository}#${pull.number}`).sort()).toEqual(
    NAMES.map((name) => `acme/${name}#1`),
  );
  for (const [index, name] of NAMES.entries()) {
    const bare = path.join(world.folder, `hub/repositories/acme/${name}.git`);
    const heads = execFileSync('git', ['for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/heads'], {
      cwd: bare,
    });
    expect(heads.toString().trim().split('\n').sort()).toEqual([
      `cody-batch/do-it ${runs[index]!.publication.pullRequest!.headCommit}`,
      expect.stringMatching(/^main /),
    ]);
    const { events } = got(await engine.runs.events({ runId: runs[index]!.id, after: 0 }));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, at) => at + 1));
    // Each paid answer is kept, and its cost counted once.
    const paid = events.filter(({ body }) => body.kind === 'step_completed').length * 0.1;
    const judged = events.filter(({ body }) => body.kind === 'judged').length * 0.001;
    // What a kill cut off is on the invoice, too.
    const lost = events.flatMap(({ body }) =>
      (body.kind === 'request_failed' || body.kind === 'judge_failed') && body.estimated ? [body.costUsd] : [],
    );
    expect(runs[index]!.costUsd).toBeCloseTo(lost.reduce((sum, usd) => sum + usd, paid + judged));
  }
});
