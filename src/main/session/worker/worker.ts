import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { SessionEvent } from '../../../shared/events.ts';
import type { TurnId } from '../../../shared/ids.ts';
import { type FromWorker, ToWorker, type TurnMessage } from '../../../shared/session-protocol.ts';
import { tokensAtMost } from '../../../shared/tokens.ts';
import { createRedactor } from '../../redact/redact.ts';
import { type AnthropicOptions, anthropicModel, cacheKeeper } from './anthropic.ts';
import { type Conversation, rebuildConversation } from './conversation.ts';
import { joinDeltas } from './deltas.ts';
import type { PermitAnswer, SessionEnvironment } from './environment.ts';
import { keepWhileChecking } from './keep-warm.ts';
import { continueTurn, startTurn } from './loop.ts';
import { SYSTEM_PROMPT } from './prompt.ts';
import { readRepositoryFacts, runFacts } from './repository-facts.ts';
import { type SleepAware, sleepAware } from './sleep.ts';
import { apiTools, TOOLS } from './tools/index.ts';

/** The worker's end of the line to main. */
export interface Port {
  post(message: z.infer<typeof FromWorker>): void;
  /** Posts it with the next message, but soon in any case. */
  hold(message: z.infer<typeof FromWorker>): void;
  /** Posts what is held. */
  flush(): void;
  /** `listener` gets whatever main sent, unparsed. */
  onMessage(listener: (message: unknown) => void): void;
  exit(code: number): void;
}

type Start = Extract<z.infer<typeof ToWorker>, { type: 'start' }>;
/** A settled turn may still have a command that is being killed; nobody waits longer for it than this. */
const LAST_MOMENT_MS = 2000;
/** A stream that lives through a sleep of the computer has something to say within this time. */
const AFTER_SLEEP_MS = 30_000;

/** Serves one session on this port: waits for `start`, works on turns one after the other, and leaves at `end`. */
export function serveSession(port: Port): void {
  const saved = new Map<number, () => void>();
  const permits = new Map<number, (answer: PermitAnswer) => void>();
  let nextId = 1;
  let session: { start: Start; conversation: Conversation; environment: SessionEnvironment } | null = null;
  let turns: Promise<unknown> = Promise.resolve();
  let cancel = new AbortController();
  const closing = new AbortController();
  let stopKeeping = () => {};
  const sleep = sleepAware();

  const line = {
    record: (event: SessionEvent) =>
      new Promise<void>((resolve) => {
        // A session that is ended has not settled its turn: the next one goes on with it.
        if (closing.signal.aborted && event.kind === 'turn_finished') return resolve();
        const id = nextId++;
        saved.set(id, resolve);
        port.hold({ type: 'event', id, event });
      }),
    permit: (ask: Parameters<SessionEnvironment['permit']>[0], signal: AbortSignal) =>
      new Promise<PermitAnswer>((resolve) => {
        if (signal.aborted) return resolve('cancelled');
        const id = nextId++;
        const abort = () => resolve('cancelled');
        signal.addEventListener('abort', abort, { once: true });
        permits.set(id, (answer) => {
          signal.removeEventListener('abort', abort);
          // Granted after nobody waits for it any more: given back unused.
          if (signal.aborted && answer !== 'cancelled' && answer.granted) {
            port.post({ type: 'permit_settled', id, costUsd: 0 });
          }
          resolve(answer);
        });
        port.post({ type: 'permit_request', id, ...ask });
      }),
  };

  const work = (turn: TurnMessage | null) => {
    turns = turns.then(async () => {
      if (!session) throw new Error('a turn came before the start');
      if (cancel.signal.aborted && !closing.signal.aborted) cancel = new AbortController();
      await runTurn(session, turn, AbortSignal.any([cancel.signal, closing.signal]));
    });
    // A defect: the process ends with a trace, and main reports the crash.
    turns.catch((error: unknown) => {
      console.error(error);
      port.exit(1);
    });
  };

  port.onMessage((message) => {
    const parsed = ToWorker.parse(message);
    switch (parsed.type) {
      case 'start':
        if (session) throw new Error('a session starts once');
        session = openSession(parsed, port, line, sleep);
        work(parsed.turn);
        return;
      case 'turn':
        stopKeeping();
        work(parsed.turn);
        return;
      case 'saved':
        saved.get(parsed.id)?.();
        saved.delete(parsed.id);
        return;
      case 'permit':
        permits.get(parsed.id)?.(parsed);
        permits.delete(parsed.id);
        return;
      case 'checking': {
        stopKeeping();
        // A turn that comes before this one has ended is waited for, too: nothing is kept then.
        let isOver = false;
        stopKeeping = () => {
          isOver = true;
        };
        const ends = AbortSignal.any([cancel.signal, closing.signal]);
        turns.then(
          () => {
            if (session && !isOver) stopKeeping = keepWhileChecking(session, ends);
          },
          () => undefined,
        );
        return;
      }
      case 'wake':
        sleep.wake(parsed.countedMs);
        return;
      case 'try_now':
        sleep.tryNow();
        return;
      case 'cancel':
        stopKeeping();
        cancel.abort();
        return;
      case 'end': {
        closing.abort();
        const exit = () => {
          port.flush();
          setImmediate(() => port.exit(0));
        };
        setTimeout(exit, LAST_MOMENT_MS);
        // A renewal that is broken off says what it has cost.
        turns.then(() => session?.environment.renewal).then(exit, exit);
        return;
      }
    }
  });
  port.post({ type: 'ready' });
}

function openSession(start: Start, port: Port, line: Pick<SessionEnvironment, 'record' | 'permit'>, sleep: SleepAware) {
  const redact = createRedactor([start.apiKey, ...start.secrets]);
  const deltas = joinDeltas((delta) => port.post({ type: 'delta', delta: { ...delta, text: redact(delta.text) } }));
  const binding = bindingOf(start);
  const api: AnthropicOptions = {
    ...{ apiKey: start.apiKey, anthropicUrl: start.anthropicUrl, model: start.model, capabilities: start.capabilities },
    ...{ system: SYSTEM_PROMPT, tools: apiTools, stallMs: start.stallMs, afterSleepMs: AFTER_SLEEP_MS },
    ...{ ticks: sleep.ticks, onWake: sleep.onWake },
  };
  const environment: SessionEnvironment = {
    model: anthropicModel(api),
    keepCache: start.capabilities.keepWarm ? cacheKeeper(api) : null,
    effort: start.effort,
    checkCommand: start.checkCommand,
    modelId: start.model,
    binding,
    maxTokens: start.maxTokens,
    mostTokens: start.capabilities.maxOutput,
    limits: start.limits,
    spent: start.spent,
    prefixTokens: tokensAtMost(SYSTEM_PROMPT) + tokensAtMost(JSON.stringify(apiTools)),
    tools: TOOLS,
    policy: start.sandbox,
    redact,
    record: (event) => {
      deltas.drop();
      return line.record(event);
    },
    sendRecords: () => port.flush(),
    permit: line.permit,
    settle: (id, costUsd) => port.hold({ type: 'permit_settled', id, costUsd }),
    onDelta: (delta) => deltas.add(delta),
    onRateLimits: (headers) => {
      if (Object.keys(headers).length > 0) port.post({ type: 'rate_limits', headers });
    },
    now: () => Date.now(),
    ticks: sleep.ticks,
    wait: sleep.wait,
    random: () => Math.random(),
  };
  return { start, conversation: rebuildConversation(start.history, binding), environment };
}

/** Names what thinking is bound to, without telling the key. */
const bindingOf = ({ apiKey, model }: Start): string =>
  createHash('sha256')
    .update(JSON.stringify([apiKey, model, SYSTEM_PROMPT, apiTools]))
    .digest('base64url')
    .slice(0, 10);

async function runTurn(
  { start, conversation, environment }: { start: Start; conversation: Conversation; environment: SessionEnvironment },
  turn: TurnMessage | null,
  signal: AbortSignal,
): Promise<void> {
  if (turn) {
    await startTurn(conversation, environment, await withFacts(turn, start, environment.redact), signal);
    return;
  }
  const { turnId, finished } = conversation;
  if (turnId === null) throw new Error('there is no turn to go on with');
  // Main may not have seen the end of a turn that is complete: it is said again rather than worked on again.
  if (finished?.status === 'completed') await environment.record(finished);
  else await continueTurn(conversation, environment, turnId as TurnId, signal);
}

/** The first message of a thread tells what this clone looks like. */
async function withFacts(turn: TurnMessage, start: Start, redact: (text: string) => string): Promise<TurnMessage> {
  if (turn.source !== 'instruction') return turn;
  const read = await readRepositoryFacts(start.sandbox.clonePath, start.checkCommand);
  const found = redact(`${runFacts(start.limits.steps, start.sandbox)}\n${read}`);
  return { ...turn, repositoryFacts: turn.repositoryFacts ? `${turn.repositoryFacts}\n${found}` : found };
}
