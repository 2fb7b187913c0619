import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { DEFAULT_JOB_SETTINGS } from '../../../shared/job.ts';
import { got } from '../../git/testing/world.ts';
import { mountSmallDisk } from '../../testing/small-disk.ts';
import { startWorld } from '../testing/world.ts';

it('a disk that fills up pauses the job and says so; with space it goes on', async (context) => {
  const disk = mountSmallDisk('8m');
  if (!disk) return context.skip('needs the right to mount a small file system');
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' }, two: { 'readme.md': 'old\n' } },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
  });
  const engine = await world.start(path.join(disk.folder, 'data'));
  onTestFinished(async () => {
    await engine.stop();
    disk.remove();
  });
  const settings = { ...DEFAULT_JOB_SETTINGS, judge: false, unsandboxedAgreed: true };
  const input = { title: '', prompt: 'Do it.', repos: world.names.map(world.repo), settings };

  disk.fill(0);
  expect(await engine.jobs.create(input)).toMatchObject({ ok: false, error: { message: 'The disk is full.' } });
  disk.fill(16);
  const { jobId } = got(await engine.jobs.create(input));
  await engine.jobEnded(jobId);
  const { paused } = got(await engine.jobs.open({ jobId })).summary.job;
  expect(paused?.reason).toMatchObject({
    code: 'failed_for_all',
    parameters: { failure: { next: expect.stringContaining('Free some space') } },
  });

  disk.clear();
  got(await engine.jobs.resume({ jobId }));
  const runs = await engine.jobEnded(jobId);
  expect(runs.map(({ outcome, lastError }) => [outcome, lastError])).toEqual([
    ['changed', null],
    ['changed', null],
  ]);
  for (const run of runs) {
    const { events } = got(await engine.runs.events({ runId: run.id, after: 0 }));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
  }
});
