import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RunEventBody } from '../../shared/events.ts';
import { oldText } from '../../shared/messages/message.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import { systemClock } from '../lib/clock.ts';
import { storePaths } from './paths.ts';
import { createRecords } from './records.ts';
import { exampleJob, STARTED } from './testing.ts';

const FULL = {
  ok: false,
  error: expect.objectContaining({ code: 'store_full', next: expect.stringMatching(/Free some space/) }),
};
const note = (text: string): RunEventBody => ({ kind: 'notice', level: 'info', message: oldText(text) });

test('a full disk refuses what it cannot keep, loses nothing, and goes on when there is space', async (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cody-full-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const small = path.join(folder, 'small');
  mkdirSync(small);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small], { stdio: 'ignore' });
  } catch {
    context.skip('needs the right to mount a small file system');
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', small]);
  });
  const problems: string[] = [];
  const open = async () => {
    const records = createRecords({
      paths: storePaths(small),
      clock: systemClock,
      listener: {
        onRuns: () => undefined,
        onJob: () => undefined,
        onRemoved: () => undefined,
        onEvents: () => undefined,
        onProblem: (text) => problems.push(text),
      },
    });
    expect(await records.load()).toEqual({ ok: true, value: null });
    return records;
  };
  const fill = () => {
    for (;;) appendFileSync(path.join(small, 'filler'), randomBytes(4096));
  };
  const records = await open();
  const { job, runs } = exampleJob(systemClock, 2);
  await records.addJob(job, runs);
  const [first, second] = [runs[0]!.id, runs[1]!.id];
  await records.record(first, STARTED);
  await records.record(second, STARTED);

  expect(fill).toThrow('ENOSPC');
  const long = 'x'.repeat(50_000);
  expect(await Promise.all([records.record(first, note(long)), records.record(second, note(long))])).toEqual([
    FULL,
    FULL,
  ]);
  expect(await records.changeJob(job.id, (before) => ({ ...before, title: long }))).toEqual(FULL);
  const other = exampleJob(systemClock, 1);
  expect(await records.addJob(other.job, other.runs)).toEqual(FULL);
  expect(records.job(other.job.id)).toBeUndefined();
  expect(problems).toContain('The disk is full.');

  rmSync(path.join(small, 'filler'));
  expect(await records.record(first, note('after'))).toMatchObject({ ok: true, value: { lastSeq: 2 } });
  expect(await records.close()).toEqual({ ok: true, value: null });

  const again = await open();
  const events = await again.events(first, 0);
  expect(
    events.ok &&
      events.value.map(({ seq, body }) => [seq, body.kind === 'notice' ? messageText(body.message) : body.kind]),
  ).toEqual([
    [1, 'attempt_started'],
    [2, 'after'],
  ]);
  // The change that could not be saved at first was not forgotten.
  expect(again.job(job.id)?.title === long).toBe(true);
  expect(again.summaries()).toHaveLength(1);
  await again.close();
});
