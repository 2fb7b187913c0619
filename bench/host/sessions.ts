import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type SandboxState, sandboxAvailable } from '../../src/main/commands/sandbox.ts';
import type { ForkWorker, SessionHandlers } from '../../src/main/session/contract.ts';
import { createStartSession } from '../../src/main/session/host.ts';
import { type EventLog, openEventLog } from '../../src/main/store/event-log.ts';
import { newJobId, runIdOf } from '../../src/main/store/ids.ts';
import { type RunId, TurnId } from '../../src/shared/ids.ts';
import { DEFAULT_JOB_SETTINGS } from '../../src/shared/job.ts';
import { capabilitiesOf } from '../../src/shared/request-capabilities.ts';
import type { SandboxPolicy } from '../../src/shared/session-protocol.ts';
import { PROMPT } from '../model/plan.ts';
import { type Lived, monotonicMs, type Task } from './tasks.ts';

const STALL_MS = 60_000;
const ANSWER_TOKENS = 16_000;
/** Whatever the scripted model's answers would cost is no concern of a benchmark. */
const LIMITS = { steps: 1000, dollars: 1000, minutes: 60 };

/** Real sessions as the app runs them: the same host, events on disk before a session goes on, commands in the sandbox. */
export async function liveSessions(fork: ForkWorker, task: Extract<Task, { kind: 'sessions' }>): Promise<Lived[]> {
  const job = newJobId(Math.random);
  const sandbox = await sandboxAvailable();
  const log = await openEventLog({
    fileOf: (runId) => path.join(task.folder, runId, 'events.jsonl'),
    journalFolder: path.join(task.folder, 'journal'),
    now: () => Date.now(),
    onDamage: () => undefined,
  });
  const lives = await Promise.all(
    task.clones.map((clonePath, index) => liveSession(fork, task, runIdOf(job, index), clonePath, sandbox, log)),
  );
  await log.close();
  return lives;
}

async function liveSession(
  fork: ForkWorker,
  { anthropicUrl, folder }: Extract<Task, { kind: 'sessions' }>,
  runId: RunId,
  clonePath: string,
  { machine }: SandboxState,
  log: EventLog,
): Promise<Lived> {
  const own = (name: string) => path.join(folder, runId, name);
  const sandbox: SandboxPolicy = {
    mode: machine ? 'sandboxed' : 'unsandboxed',
    ...{ clonePath, tempPath: own('temp'), cachePath: own('cache') },
    ...{ readPaths: [], allowedHosts: [] },
    ...(machine ? { machine } : {}),
  };
  for (const each of [sandbox.tempPath, sandbox.cachePath]) await mkdir(each, { recursive: true });
  const handlers: SessionHandlers = {
    onEvent: async (event) => {
      const saved = await log.append(runId, [event]);
      if (!saved.ok) throw new Error(saved.error.message);
    },
    onDelta: () => undefined,
    onPermit: async () => ({ permit: { granted: true }, settle: () => undefined }),
    onRateLimits: () => undefined,
  };
  const { model, effort } = DEFAULT_JOB_SETTINGS;
  const forkedMs = monotonicMs();
  const started = await createStartSession(fork)(
    {
      runId,
      apiKey: 'sk-ant-bench',
      anthropicUrl,
      model,
      effort,
      capabilities: capabilitiesOf(model, anthropicUrl),
      maxTokens: ANSWER_TOKENS,
      limits: LIMITS,
      spent: { steps: 0, dollars: 0, ms: 0 },
      sandbox,
      checkCommand: null,
      history: [],
      turn: { turnId: TurnId.parse('turn_1'), source: 'instruction', text: PROMPT, repositoryFacts: null },
      secrets: [],
      stallMs: STALL_MS,
    },
    handlers,
  );
  if (!started.ok) return { forkedMs, goneMs: monotonicMs(), problem: started.error.why ?? started.error.message };
  const ended = await started.value.firstTurn();
  await started.value.end();
  const goneMs = monotonicMs();
  if (!ended.ok) return { forkedMs, goneMs, problem: ended.error.why ?? ended.error.message };
  const { status, error } = ended.value;
  return { forkedMs, goneMs, problem: status === 'completed' ? null : `${status}: ${error?.message ?? ''}` };
}
