import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { failed } from '../../shared/errors.ts';
import type { RunDelta, RunEvent, SessionEvent } from '../../shared/events.ts';
import type { TurnId } from '../../shared/ids.ts';
import type { Session } from './contract.ts';
import { messagesOf } from './joined-messages.ts';
import { hostWorld, isAlive, recorder } from './testing/host-world.ts';
import { checkPairs, INSTRUCTION, REPORT } from './worker/testing/scripted.ts';

const world = hostWorld();
const { mustOpen, startOf } = world;
const costOf = (history: RunEvent[]) =>
  history.reduce((sum, { body }) => sum + ('costUsd' in body ? body.costUsd : 0), 0);
const typeOf = (message: unknown) => (message as { type: string }).type;
const kinds = (history: RunEvent[]) => history.map(({ body }) => body.kind);

describe('a session in a process of its own', () => {
  it('works on turns, reports everything, and leaves when it is told', async () => {
    const { handlers, history, permits, limits } = recorder();
    const session = await mustOpen(startOf(), handlers);
    expect(await session.firstTurn()).toMatchObject({ ok: true, value: { status: 'completed', report: REPORT } });
    expect(readFileSync(path.join(world.folder, 'a.txt'), 'utf8')).toBe('NEW\n');
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
    for (const { messages } of world.server.requests) checkPairs(messages);
    const { pid } = session;
    await session.end();
    expect(isAlive(pid)).toBe(false);
  });

  it('is told to end once, and nothing after that, however often it is asked for', async () => {
    const sent: string[] = [];
    const { handlers } = recorder();
    const session = await mustOpen(startOf(), handlers, (message) => sent.push(...messagesOf(message).map(typeOf)));
    await session.firstTurn();
    const ended = session.end();
    session.cancel();
    session.wake(1);
    session.checking();
    await Promise.all([ended, session.end()]);
    expect(sent.slice(sent.indexOf('end'))).toEqual(['end']);
  });

  it('tells the model of the clone, and never tells a secret to anybody', async () => {
    const { handlers, history, deltas } = recorder();
    const session = await mustOpen(startOf(), handlers);
    if (process.platform === 'linux') {
      const seen = ['environ', 'cmdline'].map((file) => readFileSync(`/proc/${session.pid}/${file}`, 'utf8')).join();
      expect(seen).not.toContain('sk-ant-worker-key');
    }
    await session.firstTurn();
    expect(world.server.requests[0]?.messages[0]?.content[1]).toMatchObject({
      text: `${INSTRUCTION.repositoryFacts}\nThis run ends after about ${startOf().limits.steps} of your answers: be done before.\nRoot of this repository: a.txt secret.txt\nThe app will check your change with: <check>npm test</check>`,
    });
    expect(JSON.stringify(world.server.requests[1]?.messages)).toContain('password=[redacted:1]');
    expect(JSON.stringify([history, deltas, world.server.requests.map(({ messages }) => messages)])).not.toMatch(
      /hunter2|sk-ant-worker/,
    );
  });

  it('is taken over after a kill: what was answered is not asked for again', async () => {
    const first = recorder();
    let session: Session | null = null;
    world.onRequest = (_request, index) => {
      if (index === 1 && session?.pid) process.kill(session.pid, 'SIGKILL');
    };
    session = await mustOpen(startOf(), first.handlers);
    expect(await session.firstTurn()).toMatchObject({ ok: false, error: { code: 'session_crashed' } });
    // The answer that was on its way is paid, and nobody has heard it: what went in counts.
    const [, lost] = first.permits;
    expect(first.history.at(-1)?.body).toMatchObject({
      kind: 'request_failed',
      estimated: true,
      costUsd: lost?.costUsd,
    });
    expect(lost?.costUsd).toBeGreaterThan(0);
    const { handlers, history } = recorder([...first.history]);
    const next = await mustOpen(startOf({ history: first.history, turn: null }), handlers);
    expect(await next.firstTurn()).toMatchObject({ ok: true, value: { status: 'completed', report: REPORT } });
    // Three answers, and the one request that died with the first session.
    expect(world.server.requests).toHaveLength(4);
    expect(world.server.requests[2]?.messages).toEqual(world.server.requests[1]?.messages);
    expect(kinds(history).filter((kind) => kind === 'turn_started')).toHaveLength(1);
    expect(readFileSync(path.join(world.folder, 'a.txt'), 'utf8')).toBe('NEW\n');
  });

  it('does not die of Ctrl+C, so that what its request had cost by then is told', async () => {
    world.faultAt.set(1, 'stall');
    const { handlers, history, deltas } = recorder();
    const heard = Promise.withResolvers<void>();
    const session = await mustOpen(startOf({ stallMs: 600_000 }), {
      ...handlers,
      onDelta: (delta) => {
        handlers.onDelta(delta);
        if (delta.step === 2) heard.resolve();
      },
    });
    await heard.promise;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) if (session.pid) process.kill(session.pid, signal);
    await session.end();
    expect([isAlive(session.pid), deltas.length > 0]).toEqual([false, true]);
    const lost = history.flatMap(({ body }) => (body.kind === 'request_failed' ? [body.costUsd] : []));
    expect([lost.length, (lost[0] ?? 0) > 0]).toEqual([1, true]);
  });

  it('settles as cancelled when asked, also in the middle of an answer', async () => {
    world.faultAt.set(1, 'stall');
    const { handlers } = recorder();
    let session: Session | null = null;
    world.onRequest = (_request, index) => {
      if (index === 1) session?.cancel();
    };
    session = await mustOpen(startOf(), handlers);
    expect(await session.firstTurn()).toMatchObject({ ok: true, value: { status: 'cancelled' } });
  });

  it('streams what the model says, and leaves its turn open when it is ended in the middle', async () => {
    world.faultAt.set(0, 'stall');
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
    expect(world.server.requests).toEqual([]);
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
    expect(world.server.requests).toEqual([]);
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
    expect([world.server.requests.length, readFileSync(path.join(world.folder, 'a.txt'), 'utf8')]).toEqual([
      1,
      'OLD\n',
    ]);
  });
});
