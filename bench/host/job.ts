import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { overridesFrom, parseArguments } from '../../src/main/command-line/arguments.ts';
import { composeEngine } from '../../src/main/engine/compose.ts';
import { systemClock } from '../../src/main/lib/clock.ts';
import { createLog } from '../../src/main/lib/log.ts';
import { createKnownSecrets } from '../../src/main/redact/known-secrets.ts';
import type { ForkWorker } from '../../src/main/session/contract.ts';
import { DEFAULT_JOB_SETTINGS } from '../../src/shared/job.ts';
import { messageText } from '../../src/shared/messages/message-text.ts';
import { parseRepoList } from '../../src/shared/repo-list.ts';
import { PROMPT } from '../model/plan.ts';
import { monotonicMs, type Task } from './tasks.ts';

export interface JobLived {
  startedMs: number;
  endedMs: number;
  /** How late main's event loop was, in ms beyond the sampling interval. */
  delayP99Ms: number;
  delayMaxMs: number;
  /** Pushes that a window would have got. */
  pushes: number;
  problem: string | null;
}

const RESOLUTION_MS = 5;
const NANOSECONDS_PER_MS = 1e6;

/** A whole job through the app's own engine: queue, mirrors, clones, sessions, changesets, everything saved. */
export async function liveJob(fork: ForkWorker, task: Extract<Task, { kind: 'job' }>): Promise<JobLived> {
  const list = path.join(task.folder, 'repositories.txt');
  writeFileSync(list, task.repos.join('\n'));
  const own = ['--headless', '--repos', list, '--prompt-file', list, '--anthropic-url', task.anthropicUrl];
  const args = parseArguments(
    ['electron', 'app', ...own, '--concurrency', String(task.concurrency)],
    task.folder,
    false,
  );
  if (!args.ok) throw new Error(args.error.message);
  const knownSecrets = createKnownSecrets();
  const { engine, close } = composeEngine({
    dataFolder: task.folder,
    version: '0.0.0',
    unattended: args.value.headless,
    scripted: args.value.demo,
    settingsOverrides: overridesFrom(args.value),
    environment: { ...process.env, ANTHROPIC_API_KEY: 'sk-ant-bench', CODY_BATCH_MACHINE: 'calm' },
    knownSecrets,
    log: createLog({
      file: path.join(task.folder, 'logs', 'main.log'),
      clock: systemClock,
      redact: knownSecrets.redact,
      maxBytes: 5_000_000,
    }),
    forkSession: fork,
    forkDemo: fork,
    // Nothing is reviewed here, so the thread is never started.
    groupingFile: '',
    diskFile: path.join(path.dirname(task.worker), 'disk.js'),
  });
  const started = await engine.start();
  if (!started.ok) throw new Error(started.error.message);
  let pushes = 0;
  engine.onPush(() => {
    pushes += 1;
  });
  const { accepted } = parseRepoList(task.repos.join('\n'), { defaultHost: 'github.com' });
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const startedMs = monotonicMs();
  const created = await engine.jobs.create({
    title: 'A benchmark',
    prompt: PROMPT,
    repos: accepted.map(({ repo }) => repo),
    settings: { ...DEFAULT_JOB_SETTINGS, check: { mode: 'off' }, judge: false, unsandboxedAgreed: true },
  });
  if (!created.ok) throw new Error(created.error.message);
  const runs = await engine.jobEnded(created.value.jobId);
  const endedMs = monotonicMs();
  delay.disable();
  await close();
  const strange = runs.find(({ outcome }) => outcome !== 'changed');
  return {
    startedMs,
    endedMs,
    delayP99Ms: Math.max(0, delay.percentile(99) / NANOSECONDS_PER_MS - RESOLUTION_MS),
    delayMaxMs: Math.max(0, delay.max / NANOSECONDS_PER_MS - RESOLUTION_MS),
    pushes,
    problem:
      runs.length !== task.repos.length
        ? `${runs.length} runs instead of ${task.repos.length}`
        : strange
          ? `${strange.outcome}: ${messageText(strange.action)}`
          : null,
  };
}
