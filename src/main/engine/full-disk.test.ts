import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { DEFAULT_JOB_SETTINGS } from '../../shared/job.ts';
import { got } from '../git/testing/world.ts';
import { startWorld } from './testing/world.ts';

const canMount = process.platform === 'linux' && process.getuid?.() === 0;
const PAGE = 4096;

it.runIf(canMount)('a disk that fills up pauses the job and says so; with space it goes on (needs root)', async () => {
  const disk = await mkdtemp(path.join(os.tmpdir(), 'cody-full-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' }, two: { 'readme.md': 'old\n' } },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
  });
  const filler = path.join(disk, 'filler');
  const fill = (pages: number) => {
    rmSync(filler, { force: true });
    writeFileSync(filler, Buffer.alloc((statfsSync(disk).bavail - pages) * PAGE));
  };
  const engine = await world.start(path.join(disk, 'data'));
  onTestFinished(async () => {
    await engine.stop();
    execFileSync('umount', [disk]);
    await rm(disk, { recursive: true });
  });
  const settings = { ...DEFAULT_JOB_SETTINGS, judge: false, unsandboxedAgreed: true };
  const input = { title: '', prompt: 'Do it.', repos: world.names.map(world.repo), settings };

  fill(0);
  expect(await engine.jobs.create(input)).toMatchObject({ ok: false, error: { message: 'The disk is full.' } });
  fill(16);
  const { jobId } = got(await engine.jobs.create(input));
  await engine.jobEnded(jobId);
  const { paused } = got(await engine.jobs.open({ jobId })).summary.job;
  expect(paused?.reason).toMatch(/^The disk is full.*Free some space/);

  rmSync(filler);
  got(await engine.jobs.resume({ jobId }));
  const runs = await engine.jobEnded(jobId);
  expect(runs.map(({ outcome }) => outcome)).toEqual(['changed', 'changed']);
  for (const run of runs) {
    const { events } = got(await engine.runs.events({ runId: run.id, after: 0 }));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
  }
});
