import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { JobSettings } from '../../../shared/job.ts';
import { got } from '../../git/testing/world.ts';
import { oncePerFile } from '../../testing/once-per-file.ts';
import { startWorld, until } from '../testing/world.ts';

/** A check that fails at the given executions, counted from 1, and passes at all others; it leaves a file behind. */
function failingAt(...executions: number[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cody-flaky-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const counter = path.join(folder, 'count');
  return `echo x >> ${counter}; test ! -e left-behind || exit 9; touch left-behind; case " ${executions.join(' ')} " in *" $(wc -l < ${counter} | tr -d ' ') "*) exit 1;; esac`;
}

/** A check that ends with these exit codes, one execution after the other, and with the last one from then on. */
function endingWith(...codes: number[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cody-flaky-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const counter = path.join(folder, 'count');
  const cases = codes.map((code, index) => `${index + 1}) exit ${code};;`).join(' ');
  return `echo x >> ${counter}; case $(wc -l < ${counter} | tr -d ' ') in ${cases} *) exit ${codes.at(-1)};; esac`;
}

/** Nothing ran again, nothing was unreliable. */
const QUIET = { unreliable: 0, repeated: 0, everyLogOpens: true };

const shared = oncePerFile(async (atEnd) => {
  const options = { repos: { one: { 'readme.md': 'old\n' } }, script: () => ({ edit: { 'readme.md': 'new\n' } }) };
  const world = await startWorld(options, atEnd);
  return { world, engine: await world.start() };
});

async function runWith(command: string) {
  const { world, engine } = await shared();
  const settings: Partial<JobSettings> = { check: { mode: 'command', command }, repairRounds: 1 };
  const [run] = await engine.jobEnded(await world.create(engine, { settings }));
  if (!run) throw new Error('there is no run');
  const { events } = got(await engine.runs.events({ runId: run.id, after: 0 }));
  const bodies = events.map(({ body }) => body);
  const checks = bodies.flatMap((body) => (body.kind === 'check_finished' ? [body.result] : []));
  const logs = await Promise.all(
    checks.map(({ checkId }) => engine.runs.checkLog({ runId: run.id, checkId }).then(({ ok }) => ok)),
  );
  return {
    verdict: run.verdict,
    turns: world.sessions.turns.filter(({ runId }) => runId === run.id).length,
    checks: checks.map(({ checkId, exitCode }) => `${checkId} ${exitCode}`),
    everyLogOpens: logs.every(Boolean),
    repeated: bodies.filter((body) => body.kind === 'notice' && body.message.code.startsWith('check_again_')).length,
    unreliable: bodies.filter((body) => body.kind === 'notice' && body.message.code === 'check_unreliable').length,
  };
}

it.each([
  [
    'fails before the change and passes after it: nothing would change by another look',
    failingAt.bind(null, 1),
    { verdict: 'passes', turns: 1, checks: ['baseline-0 1', 'after-1 0'], ...QUIET },
  ],
  [
    'fails once after the change: nobody pays for a repair',
    failingAt.bind(null, 2),
    {
      verdict: 'passes',
      turns: 1,
      checks: ['baseline-0 0', 'after-1 1', 'after-1-again 0'],
      unreliable: 1,
      repeated: 1,
      everyLogOpens: true,
    },
  ],
  [
    'fails once before the change, and otherwise from the change on: it goes back to the session',
    endingWith.bind(null, 1, 2, 2, 0),
    {
      verdict: 'newly_broken',
      turns: 2,
      checks: ['baseline-0 1', 'baseline-1-again 0', 'after-1 2'],
      unreliable: 1,
      repeated: 2,
      everyLogOpens: true,
    },
  ],
  [
    'fails before the change, otherwise after it, and both again',
    endingWith.bind(null, 1, 2, 2, 1),
    { verdict: 'broken_before', turns: 1, checks: ['baseline-0 1', 'after-1 2'], ...QUIET, repeated: 2 },
  ],
  [
    'fails twice before the change, and after it',
    failingAt.bind(null, 1, 2, 3, 4),
    { verdict: 'broken_before', turns: 1, checks: ['baseline-0 1', 'after-1 1'], ...QUIET },
  ],
  [
    'fails from the change on: it goes back to the session',
    failingAt.bind(null, 2, 3, 4, 5),
    { verdict: 'newly_broken', turns: 2, checks: ['baseline-0 0', 'after-1 1'], ...QUIET, repeated: 1 },
  ],
  [
    'prints from the change on what tools print that cannot run: it goes back all the same',
    () => 'grep -q old readme.md || { echo "npm error code EAI_AGAIN"; exit 127; }',
    { verdict: 'newly_broken', turns: 2, checks: ['baseline-0 0', 'after-1 127'], ...QUIET, repeated: 1 },
  ],
  [
    'could not run before the change, and does not now: nothing is proved, nobody pays for a repair',
    () => 'no-such-runner',
    {
      verdict: 'could_not_run',
      turns: 1,
      checks: ['baseline-0 null', 'after-1 null'],
      ...QUIET,
    },
  ],
])('a check that %s', async (_name, command, expected) => {
  expect(await runWith(command())).toEqual(expected);
});

it('an app that quits while a failed check runs again has proved nothing', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cody-flaky-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const counter = path.join(folder, 'count');
  const hangs = path.join(folder, 'hangs');
  // Passes before the change, fails after it, hangs, and passes from then on.
  const command = `echo x >> ${counter}; case $(wc -l < ${counter} | tr -d ' ') in 2) exit 1;; 3) touch ${hangs}; sleep 600;; esac`;
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    settings: { check: { mode: 'command', command } },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  await until(() => existsSync(hangs));
  await engine.stop();
  const again = await world.start();
  const [run] = await again.jobEnded(jobId);
  expect(run).toMatchObject({ outcome: 'changed', verdict: 'passes' });
  expect(world.sessions.turns).toHaveLength(1);
});
