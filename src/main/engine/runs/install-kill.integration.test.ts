import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { DEFAULT_JOB_SETTINGS } from '../../../shared/job.ts';
import { sandboxAvailable } from '../../commands/sandbox.ts';
import { got } from '../../git/testing/world.ts';
import { lacks } from '../../testing/lacks.ts';
import { processesWith } from '../../testing/processes.ts';
import { startWorld, until } from '../testing/world.ts';

/** Leaves a half, waits for leave, and makes it whole; one process tries to outlive it. */
const SURVIVOR = `sleep 8641${process.pid}.5`;
const INSTALL = `setsid sh -c 'trap "" TERM INT HUP; ${SURVIVOR}' < /dev/null > /dev/null 2>&1 &
mkdir -p node_modules && echo "half $(cat /proc/sys/kernel/random/uuid)" > node_modules/state
until [ -e go ]; do sleep 0.05; done
echo whole > node_modules/state`;
const MANIFEST = { name: 'one', version: '1.0.0', scripts: { postinstall: 'sh install.sh' } };
const FILES = {
  'package.json': JSON.stringify(MANIFEST),
  'package-lock.json': JSON.stringify({ ...MANIFEST, lockfileVersion: 3, packages: { '': MANIFEST } }),
  'install.sh': INSTALL,
  '.gitignore': 'node_modules/\ngo\nstale\n',
  'readme.md': 'old\n',
};
const COMMAND = 'npm ci && grep -qx whole node_modules/state && test ! -e stale';
const state = await sandboxAvailable();

it.skipIf(lacks(!state.available, state.reason))(
  'an app that is killed while dependencies are installed believes nothing of the half',
  { timeout: 300_000 },
  async () => {
    const world = await startWorld({ repos: { one: FILES }, script: () => ({}) });
    const data = path.join(world.folder, 'data');
    let child: ChildProcess | null = null;
    onTestFinished(() => void child?.kill('SIGKILL'));
    const start = async (): Promise<ChildProcess> => {
      const present = fork(
        path.join(import.meta.dirname, '../testing/engine-process.ts'),
        [data, world.hub.apiUrl, 'sandboxed'],
        {
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        },
      );
      child = present;
      await new Promise<void>((resolve) => present.on('message', (message) => message === 'started' && resolve()));
      return present;
    };
    const folder = (): string => {
      const clones = path.join(data, 'clones');
      const [job = ''] = existsSync(clones) ? readdirSync(clones) : [];
      const [run = ''] = job ? readdirSync(path.join(clones, job)) : [];
      return path.join(clones, job, run, 'check/tree');
    };
    /** Each installation has its own. */
    const half = (): string => {
      const file = path.join(folder(), 'node_modules/state');
      const said = existsSync(file) ? readFileSync(file, 'utf8') : '';
      return /^half .+\n$/.test(said) ? said : '';
    };
    let seen = '';
    const nextHalf = async () => {
      await until(() => half() !== '' && half() !== seen);
      seen = half();
    };
    const killDuringInstall = async (present: ChildProcess) => {
      await nextHalf();
      present.kill('SIGKILL');
      await once(present, 'exit');
      await until(() => processesWith(SURVIVOR).length === 0);
      // What a half may hold: the next start must not see it.
      for (const name of ['stale', 'go']) writeFileSync(path.join(folder(), name), '');
    };
    const installFully = async () => {
      await nextHalf();
      writeFileSync(path.join(folder(), 'go'), '');
    };

    const first = await start();
    const settings = {
      ...DEFAULT_JOB_SETTINGS,
      ...{ unsandboxedAgreed: false, judge: false, check: { mode: 'command' as const, command: COMMAND } },
    };
    first.send({ title: '', prompt: 'Do it.', repos: world.names.map(world.repo), settings });
    await killDuringInstall(first);

    const second = await start();
    await installFully();
    // The change: readme.md is read by nothing, but a manifest with scripts may read anything, so it is installed anew.
    await killDuringInstall(second);

    const third = await start();
    const ended = new Promise<void>((resolve) => third.on('message', (message) => message === 'ended' && resolve()));
    await installFully();
    await ended;
    third.kill('SIGKILL');
    await once(third, 'exit');

    const engine = await world.start();
    const [summary] = got(await engine.app.state({})).jobs;
    const [run] = await world.runsOf(engine, summary!.job.id);
    const { events } = got(await engine.runs.events({ runId: run!.id, after: 0 }));
    const of = (kind: string) => events.filter(({ body }) => body.kind === kind);
    expect({ outcome: run!.outcome, verdict: run!.verdict, paid: of('step_completed').length }).toEqual({
      ...{ outcome: 'changed', verdict: 'passes', paid: 1 },
    });
    expect(of('check_finished').map(({ body }) => body.kind === 'check_finished' && body.result.exitCode)).toEqual([
      0, 0,
    ]);
    expect(run!.costUsd).toBeCloseTo(0.1);
  },
);
