import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { RunDelta, RunEvent } from '../../../shared/events.ts';
import type { RunId } from '../../../shared/ids.ts';
import type { ForkWorker, Session, SessionHandlers, SessionStart } from '../contract.ts';
import { nodeForker } from '../fork-node.ts';
import { createStartSession } from '../host.ts';
import { type Fault, type SeenRequest, startMessagesServer, WIRE_USAGE } from '../worker/testing/messages-server.ts';
import { call, INSTRUCTION, PLAIN, REPORT, text } from '../worker/testing/scripted.ts';
import { WORKER_FILE } from './worker-file.ts';

export const SECRET = 'hunter2-hunter2';

/** The scripted model: read, write, check, finish; a later turn only finishes. */
const ANSWERS = [
  [text('Looking.'), call('read_file', { path: 'a.txt' }), call('read_file', { path: 'secret.txt' })],
  [call('edit_file', { path: 'a.txt', edits: [{ old_string: 'OLD', new_string: 'NEW' }] })],
  [call('finish', REPORT)],
];

/** A clone and a server of the Messages API, new for each test of the file that asks; every session that was opened ends. */
export function hostWorld() {
  const sessions: Session[] = [];
  const world = {
    folder: '',
    server: undefined as unknown as Awaited<ReturnType<typeof startMessagesServer>>,
    faultAt: new Map<number, Fault>(),
    usage: WIRE_USAGE,
    onRequest: (_request: SeenRequest, _index: number): void => undefined,
    startOf,
    open,
    mustOpen,
  };

  beforeEach(async () => {
    world.folder = mkdtempSync(path.join(os.tmpdir(), 'cody-batch-host-'));
    execFileSync('git', ['init', '--quiet', world.folder]);
    writeFileSync(path.join(world.folder, 'a.txt'), 'OLD\n');
    writeFileSync(path.join(world.folder, 'secret.txt'), `password=${SECRET}\n`);
    world.faultAt = new Map();
    world.usage = WIRE_USAGE;
    world.onRequest = () => undefined;
    world.server = await startMessagesServer((request, index) => {
      world.onRequest(request, index);
      const at = request.messages.filter(({ role }) => role === 'assistant').length;
      return {
        content: ANSWERS[at] ?? [call('finish', REPORT)],
        stopReason: 'tool_use',
        fault: world.faultAt.get(index),
        usage: world.usage,
      };
    });
  });
  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.end()));
    world.server.close();
    rmSync(world.folder, { recursive: true });
  });

  function startOf(changes: Partial<SessionStart> = {}): SessionStart {
    return {
      ...{
        runId: 'run_12345678' as RunId,
        apiKey: 'sk-ant-worker-key',
        anthropicUrl: world.server.url,
        model: 'claude-opus-5-5',
      },
      ...{
        effort: 'low',
        capabilities: PLAIN,
        maxTokens: 8000,
        limits: { steps: 20, dollars: 10, minutes: 10 },
        spent: { steps: 0, dollars: 0, ms: 0 },
      },
      sandbox: {
        ...{
          mode: 'unsandboxed',
          clonePath: world.folder,
          tempPath: world.folder,
          cachePath: world.folder,
          readPaths: [],
          allowedHosts: [],
        },
      },
      ...{ checkCommand: 'npm test', history: [], turn: INSTRUCTION, secrets: [SECRET], stallMs: 10_000, ...changes },
    };
  }

  async function open(
    start: SessionStart,
    handlers: SessionHandlers,
    entry = WORKER_FILE,
    times?: { startMs: number; graceMs: number },
    onSent: (message: unknown) => void = () => undefined,
  ) {
    const fork: ForkWorker = (name) => {
      const worker = nodeForker(entry)(name);
      const { postMessage } = worker;
      worker.postMessage = (message) => {
        onSent(message);
        postMessage(message);
      };
      return worker;
    };
    const started = await createStartSession(fork, times)(start, handlers);
    if (!started.ok) return { started, session: null };
    sessions.push(started.value);
    return { started, session: started.value };
  }
  /** @param onSent hears what the host sends to the process */
  async function mustOpen(
    start: SessionStart,
    handlers: SessionHandlers,
    onSent: (message: unknown) => void = () => undefined,
  ): Promise<Session> {
    const { started, session } = await open(start, handlers, WORKER_FILE, undefined, onSent);
    if (!session) throw new Error(JSON.stringify(started));
    return session;
  }

  return world;
}

/** Handlers that keep what they hear. */
export function recorder(history: RunEvent[] = []) {
  const permits: { reserveUsd: number; costUsd: number | null }[] = [];
  const deltas: RunDelta[] = [];
  const limits: Record<string, string>[] = [];
  const handlers: SessionHandlers = {
    onEvent: async (event) => {
      history.push({ seq: history.length + 1, at: 0, body: event });
    },
    onDelta: (delta) => deltas.push(delta),
    onPermit: async ({ reserveUsd }) => {
      const permit = { reserveUsd, costUsd: null as number | null };
      permits.push(permit);
      return {
        permit: { granted: true },
        settle: (costUsd) => {
          permit.costUsd = costUsd;
        },
      };
    },
    onRateLimits: (headers) => limits.push(headers),
  };
  return { handlers, history, permits, deltas, limits };
}

export function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
