import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEventBody } from '../../shared/events.ts';
import { oldText } from '../../shared/messages/message.ts';
import type { Run } from '../../shared/run.ts';
import { NO_USAGE } from '../../shared/usage.ts';
import { manualClock } from '../lib/clock-manual.ts';
import type { Records } from './contract.ts';
import { storePaths } from './paths.ts';
import { createRecords } from './records.ts';
import { exampleJob } from './testing.ts';

let root = '';
let problems: string[] = [];
const clock = manualClock();
const open: Records[] = [];

const start = async (folder = root): Promise<Records> => {
  const records = createRecords({
    paths: storePaths(folder),
    clock,
    listener: {
      onRuns: () => undefined,
      onJob: () => undefined,
      onRemoved: () => undefined,
      onEvents: () => undefined,
      onProblem: (text) => problems.push(text),
    },
  });
  expect(await records.load()).toEqual({ ok: true, value: null });
  open.push(records);
  return records;
};
const makeJob = (count: number) => exampleJob(clock, count);
const step = (costUsd: number): RunEventBody => ({
  kind: 'step_completed',
  turnId: 'turn_1' as never,
  step: 1,
  messageId: 'm',
  requestId: null,
  model: 'claude-opus-5-5',
  stopReason: 'end_turn',
  content: [{ type: 'text', text: 'hello' }],
  usage: NO_USAGE,
  costUsd,
  firstByteMs: 1,
  ms: 2,
  retries: 0,
  discarded: false,
});
const SETTLED: RunEventBody = { kind: 'settled', outcome: 'unchanged', reason: oldText('nothing to do'), error: null };
const STARTED: RunEventBody = { kind: 'attempt_started', attempt: 1, promptVersion: 1 };

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'cody-records-'));
  problems = [];
});
afterEach(async () => {
  for (const records of open.splice(0)) await records.close();
  await rm(root, { recursive: true, force: true });
});

describe('records', () => {
  it('finds after a kill at any moment what was acknowledged before it', async () => {
    const records = await start();
    const { job, runs } = makeJob(2);
    const [first, second] = runs as [Run, Run];
    await records.addJob(job, runs);
    await records.record(first.id, STARTED);
    await records.record(first.id, step(0.5), step(0.25));
    await records.record(second.id, STARTED, SETTLED);
    // No timer fired and nothing was closed: this is what a SIGKILL leaves behind.
    const copy = await mkdtemp(path.join(os.tmpdir(), 'cody-copy-'));
    await cp(root, copy, { recursive: true });
    await writeFile(path.join(copy, 'jobs', `${job.id}.json.1-2.tmp`), '{"half');
    const again = await start(copy);
    expect(again.run(first.id)).toEqual(records.run(first.id));
    expect(again.run(second.id)).toEqual(records.run(second.id));
    expect(again.run(first.id)).toMatchObject({ status: 'running', costUsd: 0.75, lastSeq: 3 });
    expect(again.spentToday()).toBeCloseTo(0.75);
    expect(await readdir(path.join(copy, 'jobs'))).toEqual([`${job.id}.json`]);
    await rm(copy, { recursive: true });
  });

  it('does not read finished jobs at the start, and reads them when they are opened', async () => {
    const records = await start();
    const done = makeJob(1);
    const doing = makeJob(1);
    await records.addJob(done.job, done.runs);
    await records.addJob(doing.job, doing.runs);
    await records.record(done.runs[0]!.id, STARTED, SETTLED);
    await records.close();

    const again = await start();
    expect(again.loadedJobs().map((job) => job.id)).toEqual([doing.job.id]);
    expect(new Set(again.summaries().map(({ job, counts }) => [job.id, counts.unchanged]))).toEqual(
      new Set([
        [done.job.id, 1],
        [doing.job.id, 0],
      ]),
    );
    expect(again.run(done.runs[0]!.id)).toBeUndefined();
    expect((await again.open(done.job.id)).ok).toBe(true);
    expect(again.run(done.runs[0]!.id)?.outcome).toBe('unchanged');
    expect(await again.open(makeJob(1).job.id)).toMatchObject({ error: { code: 'not_found' } });
  });

  it('leaves the index alone while a job is at work, however long the history', async () => {
    const records = await start();
    const done = makeJob(1);
    const doing = makeJob(2);
    await records.addJob(done.job, done.runs);
    await records.record(done.runs[0]!.id, STARTED, SETTLED);
    await records.addJob(doing.job, doing.runs);
    const index = () => readFile(storePaths(root).index, 'utf8');
    const indexLater = async () => {
      await clock.advance(5_000);
      return index();
    };
    await expect.poll(indexLater).toContain(done.job.id);
    const before = await index();
    for (const run of doing.runs) {
      await records.record(run.id, STARTED);
      await clock.advance(5_000);
      await records.changeJob(doing.job.id, (job) => ({ ...job, title: `${job.title}!` }));
    }
    await clock.advance(5_000);
    expect(await index()).toBe(before);
    for (const run of doing.runs) await records.record(run.id, SETTLED);
    // What is on disk before the index knows of it is found all the same.
    const copy = await mkdtemp(path.join(os.tmpdir(), 'cody-copy-'));
    await cp(root, copy, { recursive: true });
    expect((await start(copy)).summary(doing.job.id)?.counts.unchanged).toBe(2);
    await rm(copy, { recursive: true });
    await expect.poll(indexLater).toContain('A job!!');
  });

  it('rebuilds a lost index, and sets aside what will not parse', async () => {
    const records = await start();
    const good = makeJob(1);
    const bad = makeJob(1);
    for (const { job, runs } of [good, bad]) {
      await records.addJob(job, runs);
      await records.record(runs[0]!.id, STARTED, SETTLED);
    }
    await records.close();
    const paths = storePaths(root);
    await writeFile(paths.index, 'not json');
    await writeFile(paths.job(bad.job.id), '{"version":1,"job":');

    const again = await start();
    expect(again.summaries().map(({ job }) => job.id)).toEqual([good.job.id]);
    expect(problems).toEqual(['A stored file could not be read and was set aside.']);
    const kept = (await readdir(paths.jobs)).find((name) => name.includes('unreadable'));
    expect(await readFile(path.join(paths.jobs, kept ?? ''), 'utf8')).toBe('{"version":1,"job":');
  });

  it('leaves a document of a newer version alone and says so', async () => {
    const records = await start();
    const { job, runs } = makeJob(1);
    await records.addJob(job, runs);
    await records.close();
    const file = storePaths(root).job(job.id);
    const newer = (await readFile(file, 'utf8')).replace('"version":3', '"version":4');
    await writeFile(file, newer);
    const again = await start();
    expect(again.summaries()).toEqual([]);
    expect(problems).toEqual(['A stored file was written by a newer version of Cody Batch.']);
    expect(await readFile(file, 'utf8')).toBe(newer);
  });

  it('writes the document of a job a little later, together; what it lacks is not lost', async () => {
    const records = await start();
    const { job, runs } = makeJob(2);
    await records.addJob(job, runs);
    const stored = async () => JSON.parse(await readFile(storePaths(root).job(job.id), 'utf8'));
    await records.changeJob(job.id, (before) => ({ ...before, title: 'First' }));
    await records.changeJob(job.id, (before) => ({ ...before, title: 'Second' }));
    await records.record(runs[0]!.id, STARTED, { kind: 'moved', position: 1.5 });
    expect(await stored()).toMatchObject({ job: { title: 'A job' }, runs: [{ status: 'queued' }, {}] });

    const copy = await mkdtemp(path.join(os.tmpdir(), 'cody-copy-'));
    await cp(root, copy, { recursive: true });
    const again = await start(copy);
    expect(again.job(job.id)?.title).toBe('Second');
    expect(again.summary(job.id)?.job.title).toBe('Second');
    expect(again.run(runs[0]!.id)).toEqual(records.run(runs[0]!.id));
    await rm(copy, { recursive: true });

    await clock.advance(500);
    await expect.poll(stored).toMatchObject({ job: { title: 'Second' }, runs: [{ position: 1.5 }, {}] });
  });

  it('believes the later of two states of a job, whichever file holds it', async () => {
    const records = await start();
    const { job, runs } = makeJob(1);
    await records.addJob(job, runs);
    await records.changeJob(job.id, (before) => ({ ...before, title: 'In the journal' }));
    // As after a full disk that took the document and not the journal's line.
    const copy = await mkdtemp(path.join(os.tmpdir(), 'cody-copy-'));
    await cp(root, copy, { recursive: true });
    const file = storePaths(copy).job(job.id);
    const document = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...document, changes: 2, job: { ...document.job, title: 'Later' } }));
    expect((await start(copy)).job(job.id)?.title).toBe('Later');
    await rm(copy, { recursive: true });
  });

  it('removes a job with everything that belongs to it', async () => {
    const records = await start();
    const { job, runs } = makeJob(1);
    await records.addJob(job, runs);
    await records.record(runs[0]!.id, STARTED);
    expect(await records.removeJob(job.id)).toEqual({ ok: true, value: null });
    await records.close();
    const again = await start();
    expect(again.summaries()).toEqual([]);
    expect(await readdir(path.join(root, 'jobs'))).toEqual([]);
    expect(await readdir(path.join(root, 'runs'))).toEqual([]);
  });
});
