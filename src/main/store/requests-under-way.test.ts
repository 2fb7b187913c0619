import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { RunEvent, RunEventBody } from '../../shared/events.ts';
import type { RunId, TurnId } from '../../shared/ids.ts';
import { oldText } from '../../shared/messages/message.ts';
import { NO_USAGE } from '../../shared/usage.ts';
import { isInLog, openRequestsUnderWay, type RequestNote } from './requests-under-way.ts';

const NOTE: RequestNote = {
  runId: 'run_12345678' as RunId,
  model: 'claude-opus-5-5',
  inputTokens: 5000,
  after: 2,
  paid: 1,
};
const turnId = 'turn_1' as TurnId;
const kept: RunEventBody = { kind: 'cache_kept', turnId, step: 1, usage: NO_USAGE, costUsd: 0.1 };
const notice: RunEventBody = { kind: 'notice', level: 'info', message: oldText('costs nothing') };
const log = (...bodies: RunEventBody[]): RunEvent[] => bodies.map((body, index) => ({ seq: index + 1, at: 0, body }));

it('a note stays until its request is over, and what a crash has left of one is no note', async () => {
  const folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'cody-requests-')), 'requests');
  onTestFinished(() => rm(path.dirname(folder), { recursive: true }));
  const first = openRequestsUnderWay(folder);
  expect(await first.left()).toEqual([]);
  const over = await first.note(NOTE);
  await first.note({ ...NOTE, inputTokens: 6000 });
  over();
  await first.idle();
  await writeFile(path.join(folder, 'half.json'), '{"runId":');
  const second = openRequestsUnderWay(folder);
  expect(await second.left()).toEqual([{ ...NOTE, inputTokens: 6000 }]);
  await second.forget();
  expect(await readdir(path.dirname(folder))).toEqual([]);
});

it.each([
  ['nothing came after it', log(kept, notice, kept), false],
  ['what came after it tells no cost', log(kept, notice, kept, notice), false],
  ['costs before its run’s execution count for nothing', log(kept, kept, notice, kept), false],
  ['its own cost was saved', log(kept, notice, kept, notice, kept), true],
])('%s: is it in the log?', (_name, events, expected) => expect(isInLog(NOTE, events)).toBe(expected));
