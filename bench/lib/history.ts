import path from 'node:path';
import { createSettings } from '../../src/main/store/settings.ts';
import type { RunEventBody } from '../../src/shared/events.ts';
import { type JobId, type RunId, ToolCallId, TurnId } from '../../src/shared/ids.ts';
import { oldText } from '../../src/shared/messages/message.ts';
import type { Run } from '../../src/shared/run.ts';
import { DEFAULT_SETTINGS } from '../../src/shared/settings.ts';
import { jobOf, must, openQueue } from './queue-alone.ts';

const RUNS_PER_JOB = 50;
const BATCH_STEPS = 200;
/** About what a person's tools answer on average. */
const TOOL_RESULT = 'export const value = (x) => x * 7 + 1;\n'.repeat(25);
const HOUR_MS = 3_600_000;

/** The data folder of an app that has been used: welcomed, with `jobs` finished jobs of 50 runs each. */
export async function writeHistory(folder: string, jobs: number): Promise<void> {
  await welcome(folder);
  const { records, close } = await openQueue(folder, true);
  for (let number = 0; number < jobs; number += 1) {
    const { job, runs } = jobOf(RUNS_PER_JOB, `Finished job ${number + 1}`);
    const at = Date.now() - (jobs - number) * HOUR_MS;
    must(
      await records.addJob(
        { ...job, createdAt: at },
        runs.map((run) => settled(run, at)),
      ),
    );
  }
  await close();
}

const settled = (run: Run, at: number): Run => ({
  ...run,
  status: 'settled',
  outcome: 'unchanged',
  action: oldText('Nothing had to be changed here.'),
  steps: 12,
  costUsd: 0.08,
  queuedAt: at,
  startedAt: at,
  endedAt: at + 60_000,
  baseCommit: '0'.repeat(40),
  baseBranch: 'main',
});

/** A data folder with one job of one run, whose thread holds `items` items: a text and a tool call per step. */
export async function writeLongThread(folder: string, items: number): Promise<{ jobId: JobId; runId: RunId }> {
  await welcome(folder);
  const { records, close } = await openQueue(folder, true);
  const { job, runs } = jobOf(1, 'A long thread');
  const [run] = runs;
  if (!run) throw new Error('unreachable: the job has one run');
  must(await records.addJob(job, runs));
  const turnId = TurnId.parse('turn_1');
  const steps = items / 2;
  const record = async (...bodies: RunEventBody[]) => must(await records.record(run.id, ...bodies));
  await record(
    { kind: 'attempt_started', attempt: 1, promptVersion: 1 },
    { kind: 'turn_started', turnId, source: 'instruction', text: 'Look.', content: [{ type: 'text', text: 'Look.' }] },
  );
  for (let step = 1; step <= steps; step += BATCH_STEPS) {
    const batch = Array.from({ length: Math.min(BATCH_STEPS, steps - step + 1) }, (_, index) =>
      stepEvents(turnId, step + index),
    );
    await record(...batch.flat());
  }
  await record(
    { kind: 'turn_finished', turnId, status: 'completed', report: null, error: null, limit: null },
    { kind: 'settled', outcome: 'unchanged', reason: oldText('Nothing had to be changed here.'), error: null },
  );
  await close();
  return { jobId: job.id, runId: run.id };
}

function stepEvents(turnId: TurnId, step: number): RunEventBody[] {
  const id = `toolu_${step}`;
  const toolCallId = ToolCallId.parse(id);
  const file = `src/mod-${step % 60}.js`;
  const input = { path: file };
  const usage = { fresh: 10, cacheWrite5m: 300, cacheWrite1h: 0, cacheRead: 20_000, output: 60, thinking: 0 };
  return [
    {
      kind: 'step_completed',
      ...{ turnId, step, usage },
      messageId: `msg_${step}`,
      requestId: `req_${step}`,
      model: 'claude-opus-5-5',
      stopReason: 'tool_use',
      content: [
        { type: 'text', text: `Step ${step}: I look at \`${file}\`.` },
        { type: 'tool_use', id, name: 'read_file', input },
      ],
      costUsd: 0.004,
      firstByteMs: 400,
      ms: 1500,
      retries: 0,
      discarded: false,
    },
    {
      kind: 'tool_started',
      turnId,
      step,
      toolCallId,
      name: 'read_file',
      input,
      title: { code: 'reading_file', parameters: { path: file, from: 1 } },
    },
    {
      kind: 'tool_finished',
      ...{ turnId, toolCallId },
      ok: true,
      content: TOOL_RESULT,
      details: { kind: 'read', path: file, lines: 25 },
      ms: 2,
    },
  ];
}

async function welcome(folder: string): Promise<void> {
  const settings = createSettings(path.join(folder, 'settings.json'), () => Date.now(), {});
  must(await settings.save({ ...DEFAULT_SETTINGS, welcomeDone: true }));
}
