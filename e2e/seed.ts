import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../src/main/clock.ts';
import { createGitRoom } from '../src/main/git/create-git-room.ts';
import { newJobId, runIdOf } from '../src/main/store/ids.ts';
import { storePaths } from '../src/main/store/paths.ts';
import { createRecords } from '../src/main/store/records.ts';
import type { Records } from '../src/main/store/records-room.ts';
import { createSettings } from '../src/main/store/settings.ts';
import type { Changeset } from '../src/shared/changeset.ts';
import type { Result } from '../src/shared/errors.ts';
import type { Outcome, RunEventBody } from '../src/shared/events.ts';
import { ToolCallId, TurnId } from '../src/shared/ids.ts';
import { DEFAULT_JOB_SETTINGS, type Job } from '../src/shared/job.ts';
import { newRun, type Run } from '../src/shared/run.ts';
import { DEFAULT_SETTINGS, type Settings } from '../src/shared/settings.ts';
import { NO_USAGE } from '../src/shared/usage.ts';

/** What a test wants to find in the data folder; everything is written by the store's own code. */
export interface Seed {
  title: string;
  /** Rows of the job; the first ones are given to `fill`. */
  runs: number;
  /** More about some of the runs: what happened in them. */
  fill: (seeding: Seeding) => Promise<void>;
  settings?: Partial<Settings>;
}
export interface Seeding {
  records: Records;
  folder: string;
  job: Job;
  runs: Run[];
}

/** Fills a data folder with one paused job, welcomed and without keys. Throws when anything cannot be written. */
export async function seedJob(folder: string, seed: Seed): Promise<{ job: Job; runs: Run[] }> {
  mkdirSync(folder, { recursive: true });
  const paths = storePaths(folder);
  const now = () => systemClock.now();
  value(
    await createSettings(paths.settings, now, {}).save({ ...DEFAULT_SETTINGS, welcomeDone: true, ...seed.settings }),
  );
  const records = createRecords({
    paths,
    clock: systemClock,
    listener: {
      onRuns: () => undefined,
      onJob: () => undefined,
      onRemoved: () => undefined,
      onEvents: () => undefined,
      onProblem: (text) => {
        throw new Error(text);
      },
    },
  });
  value(await records.load());
  const id = newJobId(Math.random);
  const job: Job = {
    id,
    title: seed.title,
    createdAt: now(),
    prompts: [{ version: 1, text: seed.title, at: now() }],
    settings: DEFAULT_JOB_SETTINGS,
    paused: { by: 'person', reason: '', at: now() },
    demo: false,
  };
  const runs = Array.from({ length: seed.runs }, (_, index) => {
    const name = `service-${String(index).padStart(3, '0')}`;
    const url = `https://github.com/example/${name}`;
    return newRun(
      runIdOf(id, index),
      id,
      { kind: 'remote', host: 'github.com', owner: 'example', name, url },
      index,
      now(),
    );
  });
  value(await records.addJob(job, runs));
  await seed.fill({ records, folder, job, runs });
  value(await records.close());
  return { job, runs };
}

/** Fails loudly: a seed that is not there would make a test pass for nothing. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.message} ${result.error.why ?? ''}`);
  return result.value;
}

const turnId = TurnId.parse('turn_1');
const STEP_COST = 0.001;

/** The events of a conversation of `steps` steps; each step makes three items, the turn two. */
export function longConversation(steps: number): RunEventBody[] {
  const begin: RunEventBody = {
    kind: 'turn_started',
    turnId,
    source: 'instruction',
    content: [],
    text: 'Look at all of it.',
  };
  const end: RunEventBody = {
    kind: 'turn_finished',
    turnId,
    status: 'completed',
    report: null,
    error: null,
    limit: null,
  };
  return [
    { kind: 'attempt_started', attempt: 1, promptVersion: 1 },
    begin,
    ...Array.from({ length: steps }, (_, index) => stepOf(index + 1)).flat(),
    end,
  ];
}

function stepOf(step: number): RunEventBody[] {
  const toolCallId = ToolCallId.parse(`toolu_${step}`);
  const file = `src/module-${step % 97}/part-${step}.ts`;
  const input = { path: file };
  const text = `Step ${step}: next comes \`${file}\`, because the one before it imports from there.`;
  return [
    {
      kind: 'step_completed',
      turnId,
      step,
      messageId: `msg_${step}`,
      requestId: `req_${step}`,
      model: DEFAULT_JOB_SETTINGS.model,
      stopReason: 'tool_use',
      content: [
        { type: 'text', text },
        { type: 'tool_use', id: toolCallId, name: 'read_file', input },
      ],
      usage: { ...NO_USAGE, fresh: 40, cacheRead: 4_000, output: 60 },
      costUsd: STEP_COST,
      firstByteMs: 300,
      ms: 900,
      retries: 0,
      discarded: false,
    },
    { kind: 'tool_started', turnId, step, toolCallId, name: 'read_file', input, title: `Reading ${file}` },
    {
      kind: 'tool_finished',
      turnId,
      toolCallId,
      ok: true,
      content: `export const part${step} = ${step};\n`.repeat(6),
      details: { kind: 'read', path: file, lines: 6 },
      ms: 4,
    },
  ];
}

/** How a run ends. */
export const settled = (outcome: Outcome, reason: string): RunEventBody => ({
  kind: 'settled',
  outcome,
  reason,
  error: null,
});

/** A real clone for a run, in which `change` has changed files; answers with the changeset that the app would read. */
export async function seedChange(
  folder: string,
  run: Run,
  files: Record<string, string | Buffer>,
  change: (tree: string) => void,
): Promise<Changeset> {
  const origin = path.join(folder, '..', `origin-${run.id}`);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(origin, name)), { recursive: true });
    writeFileSync(path.join(origin, name), content);
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { cwd: origin });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Start');
  const room = createGitRoom({ dataFolder: folder, env: process.env });
  const clone = value(
    await room.prepareClone({
      source: { url: origin, key: `local:${origin}`, auth: null },
      runFolder: storePaths(folder).clone(run.id),
      branch: null,
      signal: new AbortController().signal,
    }),
  );
  change(clone.treePath);
  const changeset = value(await room.readChangeset(clone, 1));
  if (!changeset) throw new Error('the seeded change changes nothing');
  return changeset;
}
