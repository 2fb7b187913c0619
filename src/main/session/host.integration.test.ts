import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failed, type Result } from '../../shared/errors.ts';
import type { RunDelta, RunEvent, SessionEvent } from '../../shared/events.ts';
import type { RunId, TurnId } from '../../shared/ids.ts';
import { nodeForker } from './fork-node.ts';
import { createStartSession } from './host.ts';
import type { Session, SessionHandlers, SessionStart } from './session-room.ts';
import { type Fault, type SeenRequest, startMessagesServer } from './worker/testing/messages-server.ts';
import { call, checkPairs, INSTRUCTION, REPORT, text } from './worker/testing/scripted.ts';

/** The worker as it is written: Node 24 runs it without a build. */
const ENTRY = path.join(import.meta.dirname, 'worker', 'entry.ts');
const SECRET = 'hunter2-hunter2';

let folder: string;
let server: Awaited<ReturnType<typeof startMessagesServer>>;
let faultAt: Map<number, Fault>;
let onRequest: (request: SeenRequest, index: number) => void;
const sessions: Session[] = [];

/** The scripted model: read, write, check, finish; a later turn only finishes. */
const ANSWERS = [
  [text('Looking.'), call('read_file', { path: 'a.txt' }), call('read_file', { path: 'secret.txt' })],
  [call('edit_file', { path: 'a.txt', edits: [{ old_string: 'OLD', new_string: 'NEW' }] })],
  [call('finish', REPORT)],
];

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cody-batch-host-'));
  execFileSync('git', ['init', '--quiet', folder]);
  writeFileSync(path.join(folder, 'a.txt'), 'OLD\n');
  writeFileSync(path.join(folder, 'secret.txt'), `password=${SECRET}\n`);
  faultAt = new Map();
  onRequest = () => undefined;
  server = await startMessagesServer((request, index) => {
    onRequest(request, index);
    const at = request.messages.filter(({ role }) => role === 'assistant').length;
    return { content: ANSWERS[at] ?? [call('finish', REPORT)], stopReason: 'tool_use', fault: faultAt.get(index) };
  });
});
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.end()));
  server.close();
  rmSync(folder, { recursive: true });
});

function startOf(changes: Partial<SessionStart> = {}): SessionStart {
  return {
    ...{
      runId: 'run_12345678' as RunId,
      apiKey: 'sk-ant-worker-key',
      anthropicUrl: server.url,
      model: 'claude-opus-5-5',
    },
    ...{
      effort: 'low',
      maxTokens: 8000,
      limits: { steps: 20, dollars: 10, minutes: 10 },
      spent: { steps: 0, dollars: 0, ms: 0 },
    },
    sandbox: {
      ...{
        mode: 'unsandboxed',
        clonePath: folder,
        tempPath: folder,
        cachePath: folder,
        readPaths: [],
        allowedHosts: [],
      },
    },
    ...{ checkCommand: 'npm test', history: [], turn: INSTRUCTION, secrets: [SECRET], stallMs: 10_000, ...changes },
  };
}

function recorder(history: RunEvent[] = []) {
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

async function open(
  start: SessionStart,
  handlers: SessionHandlers,
  entry = ENTRY,
  times?: { startMs: number; graceMs: number },
) {
  const started = await createStartSession(nodeForker(entry), times)(start, handlers);
  if (!started.ok) return { started, session: null };
  sessions.push(started.value);
  return { started, session: started.value };
}
async function mustOpen(start: SessionStart, handlers: SessionHandlers): Promise<Session> {
  const { started, session } = await open(start, handlers);
  if (!session) throw new Error(JSON.stringify(started));
  return session;
}
function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
const costOf = (history: RunEvent[]) =>
  history.reduce((sum, { body }) => sum + ('costUsd' in body ? body.costUsd : 0), 0);
const kinds = (history: RunEvent[]) => history.map(({ body }) => body.kind);

describe('a session in a process of its own', () => {
  it('works on turns, reports everything, and leaves when it is told', async () => {
    const { handlers, history, permits, limits } = recorder();
    const session = await mustOpen(startOf(), handlers);
    expect(await session.firstTurn()).toMatchObject({ ok: true, value: { status: 'completed', report: REPORT } });
    expect(readFileSync(path.join(folder, 'a.txt'), 'utf8')).toBe('NEW\n');
    expect(kinds(history).filter((kind) => !kind.startsWith('tool_'))).toEqual([
      ...['turn_started', 'step_completed', 'step_completed', 'step_completed', 'turn_finished'],
    ]);
    const costs = history.flatMap(({ body }) => (body.kind === 'step_completed' ? [body.costUsd] : []));
    expect(permits.map(({ costUsd }) => costUsd)).toEqual(costs);
    expect(permits.every(({ reserveUsd, costUsd }) => reserveUsd >= (costUsd ?? 0))).toBe(true);
    expect(limits).toHaveLength(3);

    const feedback = { ...INSTRUCTION, turnId: 'turn_2' as TurnId, source: 'person' as const, text: 'Once more.' };
    expect(await session.runTurn(feedback)).toMatchObject({
      ok: true,
      value: { turnId: 'turn_2', status: 'completed' },
    });
    for (const { messages } of server.requests) checkPairs(messages);
    const { pid } = session;
    await session.end();
    expect(isAlive(pid)).toBe(false);
  });

  it('tells the model of the clone, and never tells a secret to anybody', async () => {
    const { handlers, history, deltas } = recorder();
    const session = await mustOpen(startOf(), handlers);
    if (process.platform === 'linux') {
      const seen = ['environ', 'cmdline'].map((file) => readFileSync(`/proc/${session.pid}/${file}`, 'utf8')).join();
      expect(seen).not.toContain('sk-ant-worker-key');
    }
    await session.firstTurn();
    expect(server.requests[0]?.messages[0]?.content[1]).toMatchObject({
      text: `${INSTRUCTION.repositoryFacts}\nRoot of this repository: a.txt secret.txt\nThe app will check your change with: npm test`,
    });
    expect(JSON.stringify(server.requests[1]?.messages)).toContain('password=[redacted]');
    expect(JSON.stringify([history, deltas, server.requests.map(({ messages }) => messages)])).not.toMatch(
      /hunter2|sk-ant-worker/,
    );
  });

  it('is taken over after a kill: what was answered is not asked for again', async () => {
    const first = recorder();
    let session: Session | null = null;
    onRequest = (_request, index) => {
      if (index === 1 && session?.pid) process.kill(session.pid, 'SIGKILL');
    };
    session = await mustOpen(startOf(), first.handlers);
    expect(await session.firstTurn()).toMatchObject({ ok: false, error: { code: 'session_crashed' } });
    expect(first.permits.map(({ costUsd }) => costUsd === 0)).toEqual([false, true]);
    const { handlers, history } = recorder([...first.history]);
    const next = await mustOpen(startOf({ history: first.history, turn: null }), handlers);
    expect(await next.firstTurn()).toMatchObject({ ok: true, value: { status: 'completed', report: REPORT } });
    // Three answers, and the one request that died with the first session.
    expect(server.requests).toHaveLength(4);
    expect(server.requests[2]?.messages).toEqual(server.requests[1]?.messages);
    expect(kinds(history).filter((kind) => kind === 'turn_started')).toHaveLength(1);
    expect(readFileSync(path.join(folder, 'a.txt'), 'utf8')).toBe('NEW\n');
  });

  it('settles as cancelled when asked, also in the middle of an answer', async () => {
    faultAt.set(1, 'stall');
    const { handlers } = recorder();
    let session: Session | null = null;
    onRequest = (_request, index) => {
      if (index === 1) session?.cancel();
    };
    session = await mustOpen(startOf(), handlers);
    expect(await session.firstTurn()).toMatchObject({ ok: true, value: { status: 'cancelled' } });
  });

  it('streams what the model says, and leaves its turn open when it is ended in the middle', async () => {
    faultAt.set(0, 'stall');
    const { handlers, history, permits } = recorder();
    const { promise: streamed, resolve } = Promise.withResolvers<RunDelta>();
    const session = await mustOpen(startOf(), { ...handlers, onDelta: resolve });
    expect(await streamed).toEqual({ step: 1, kind: 'text', text: 'Looking.' });
    await session.end();
    expect(await session.firstTurn()).toMatchObject({ ok: false, error: { code: 'session_crashed' } });
    // What the answer had cost by then is told, the end of the turn is not.
    expect(kinds(history)).toEqual(['turn_started', 'request_failed']);
    expect(permits).toEqual([{ reserveUsd: expect.any(Number), costUsd: costOf(history) }]);
  });

  it('stops when no permit is granted', async () => {
    const { handlers } = recorder();
    const onPermit = async () => ({
      permit: { granted: false as const, limit: 'day_budget' as const },
      settle: () => undefined,
    });
    const session = await mustOpen(startOf(), { ...handlers, onPermit });
    expect(await session.firstTurn()).toMatchObject({ ok: true, value: { status: 'stopped', limit: 'day_budget' } });
    expect(server.requests).toEqual([]);
  });

  it('gets no answer to its request when it is told to end meanwhile, and settles as cancelled', async () => {
    const { handlers } = recorder();
    const asked = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    const onPermit = async () => {
      asked.resolve();
      await told.promise;
      return { permit: { granted: false as const, limit: null }, settle: () => undefined };
    };
    const session = await mustOpen(startOf(), { ...handlers, onPermit });
    await asked.promise;
    session.cancel();
    told.resolve();
    expect(await session.firstTurn()).toMatchObject({ ok: true, value: { status: 'cancelled', limit: null } });
    expect(server.requests).toEqual([]);
  });

  it('keeps what is set aside for an answer until its cost is recorded', async () => {
    const order: string[] = [];
    const session = await mustOpen(startOf(), {
      ...recorder().handlers,
      onEvent: async (event) => {
        await new Promise((resolve) => setImmediate(resolve));
        if (event.kind === 'step_completed') order.push('recorded');
      },
      onPermit: async () => ({ permit: { granted: true }, settle: () => order.push('settled') }),
    });
    await session.firstTurn();
    await session.end();
    expect(order).toEqual(['recorded', 'settled', 'recorded', 'settled', 'recorded', 'settled']);
  });

  it('does not go on when its work cannot be recorded', async () => {
    const { handlers } = recorder();
    const full = { code: 'store_full' as const, message: 'The disk is full' };
    const onEvent = async (event: SessionEvent) => {
      if (event.kind === 'step_completed') throw full;
    };
    const session = await mustOpen(startOf(), { ...handlers, onEvent });
    expect(await session.firstTurn()).toEqual(failed(full));
    expect([server.requests.length, readFileSync(path.join(folder, 'a.txt'), 'utf8')]).toEqual([1, 'OLD\n']);
  });
});

describe('a process that misbehaves', () => {
  const script = (code: string) => {
    const file = path.join(folder, 'worker.mjs');
    writeFileSync(file, code);
    return file;
  };
  const READY = "process.on('message', () => {}); process.send({ type: 'ready' });";
  const QUICK = { startMs: 20_000, graceMs: 100 };
  const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.error.code);

  it.each([
    { name: 'ends at once', code: "throw new Error('no such module')", why: /no such module/ },
    { name: 'is not there', code: null, why: /Cannot find module/ },
  ])('$name: session_start_failed', async ({ code, why }) => {
    const entry = code === null ? path.join(folder, 'none.mjs') : script(code);
    const { started } = await open(startOf(), recorder().handlers, entry, QUICK);
    expect([codeOf(started), started.ok ? '' : started.error.why]).toEqual([
      'session_start_failed',
      expect.stringMatching(why),
    ]);
  });

  it('says nothing: session_start_failed, and it is killed', async () => {
    const entry = script('setInterval(() => {}, 1000)');
    const { started } = await open(startOf(), recorder().handlers, entry, { startMs: 300, graceMs: 100 });
    expect(codeOf(started)).toBe('session_start_failed');
  });

  it.each([
    { name: 'talks nonsense', code: `${READY} process.send({ type: 'event', id: 'x' }); setInterval(() => {}, 1000);` },
    { name: 'exits in a turn', code: `${READY} process.on('message', () => process.exit(7));` },
  ])('$name: session_crashed', async ({ code }) => {
    const { session } = await open(startOf(), recorder().handlers, script(code), QUICK);
    expect(codeOf(await (session?.firstTurn() ?? Promise.reject(new Error('not started'))))).toBe('session_crashed');
    expect(codeOf(await (session?.runTurn(INSTRUCTION) ?? Promise.reject(new Error('not started'))))).toBe(
      'session_crashed',
    );
  });

  it('is deaf to cancel and end: killed after the grace', async () => {
    const { session } = await open(startOf(), recorder().handlers, script(READY), QUICK);
    session?.cancel();
    expect(codeOf(await (session?.firstTurn() ?? Promise.reject(new Error('not started'))))).toBe('session_crashed');
    await session?.end();
    expect(isAlive(session?.pid)).toBe(false);
  });
});
