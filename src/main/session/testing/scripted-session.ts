import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type AppError, failed, ok, type Result } from '../../../shared/errors.ts';
import type { SessionEvent, StopLimit } from '../../../shared/events.ts';
import type { FinishReport } from '../../../shared/finish.ts';
import { ToolCallId, type TurnId } from '../../../shared/ids.ts';
import type { TurnMessage } from '../../../shared/session-protocol.ts';
import { NO_USAGE } from '../../../shared/usage.ts';
import type { SessionHandlers, SessionStart, StartSession, TurnEnd } from '../contract.ts';

/** What a scripted session does in one turn. */
export interface ScriptedTurn {
  /** Files of the clone: content, or null to remove. */
  edit?: Record<string, string | null>;
  /** Files that it reads before, with what they hold. */
  read?: Record<string, string>;
  words?: string;
  report?: Partial<FinishReport> | null;
  costUsd?: number;
  reserveUsd?: number;
  leastUsd?: number;
  /** Instead of completing: fail with an error, stop at a limit, die, or work until it is cancelled. */
  end?: { error: AppError } | { limit: StopLimit } | 'crash' | 'hang';
}

export interface SeenTurn {
  runId: string;
  source: TurnMessage['source'];
  text: string;
  /** The turn was begun by an earlier session. */
  continued: boolean;
}

/**
 * Sessions without a process: the test double of StartSession. They report the same events in the same order as real ones
 * and wait for each to be saved. Everything that they are told is kept in `starts` and `turns`.
 */
export function scriptedSessions(script: (turn: SeenTurn, start: SessionStart) => ScriptedTurn) {
  const starts: SessionStart[] = [];
  const turns: SeenTurn[] = [];
  const wakes: string[] = [];
  const checkings: string[] = [];

  const startSession: StartSession = async (start, handlers) => {
    starts.push(start);
    const cancelled = Promise.withResolvers<void>();
    let ended = false;
    const work = async (turn: TurnMessage | null): Promise<Result<TurnEnd>> => {
      const asked: SessionHandlers = {
        ...handlers,
        onPermit: async (request) => {
          const answer = await handlers.onPermit(request);
          // Nobody answers a session that is told to end; it hears why.
          if (!answer.permit.granted && answer.permit.limit === null) await cancelled.promise;
          if (ended) throw new Error('The session was ended before its turn was done');
          return answer;
        },
      };
      return runTurn(start, asked, cancelled.promise, turn, script, turns);
    };
    const first = work(start.turn);
    return ok({
      pid: undefined,
      firstTurn: () => first,
      runTurn: work,
      cancel: () => cancelled.resolve(),
      checking: () => void checkings.push(start.runId),
      wake: () => void wakes.push(start.runId),
      tryNow: () => undefined,
      end: async () => {
        ended = true;
        cancelled.resolve();
      },
    });
  };
  return { startSession, starts, turns, wakes, checkings };
}

async function runTurn(
  start: SessionStart,
  handlers: SessionHandlers,
  cancelled: Promise<void>,
  turn: TurnMessage | null,
  script: (turn: SeenTurn, start: SessionStart) => ScriptedTurn,
  turns: SeenTurn[],
): Promise<Result<TurnEnd>> {
  const begun = start.history.map(({ body }) => body).findLast((body) => body.kind === 'turn_started');
  const turnId: TurnId | undefined = turn?.turnId ?? begun?.turnId;
  if (!turnId) throw new Error('there is no turn to go on with');
  const source = turn?.source ?? begun?.source ?? 'instruction';
  const seen: SeenTurn = {
    runId: start.runId,
    source,
    text: turn?.text ?? begun?.text ?? '',
    continued: turn === null,
  };
  turns.push(seen);
  const scripted = script(seen, start);
  const end = (rest: Partial<TurnEnd> & Pick<TurnEnd, 'status'>): TurnEnd => ({
    kind: 'turn_finished',
    turnId,
    report: null,
    error: null,
    limit: null,
    ...rest,
  });
  const finish = async (event: TurnEnd): Promise<Result<TurnEnd>> => {
    await handlers.onEvent(event);
    return ok(event);
  };
  try {
    if (turn) await handlers.onEvent({ kind: 'turn_started', turnId, source, content: [], text: turn.text });
    if (scripted.end === 'hang') {
      await cancelled;
      return await finish(end({ status: 'cancelled' }));
    }
    const reserveUsd = scripted.reserveUsd ?? 0;
    const leastUsd = scripted.leastUsd ?? reserveUsd;
    const { permit, settle } = await handlers.onPermit({
      ...{ model: start.model, reserveUsd, usualUsd: reserveUsd, leastUsd, inputTokens: 100 },
    });
    if (!permit.granted && permit.limit === null) return await finish(end({ status: 'cancelled' }));
    if (!permit.granted) return await finish(end({ status: 'stopped', limit: permit.limit, needsUsd: leastUsd }));
    await handlers.onEvent(stepOf(turnId, turns.length, scripted));
    settle(scripted.costUsd ?? 0);
    for (const [file, content] of Object.entries(scripted.read ?? {}))
      for (const event of readOf(turnId, turns.length, file, content)) await handlers.onEvent(event);
    await applyEdits(start.sandbox.clonePath, scripted.edit ?? {});
    if (scripted.end === 'crash') return failed({ code: 'session_crashed', message: 'The session process was killed' });
    if (scripted.end && 'error' in scripted.end)
      return await finish(end({ status: 'failed', error: scripted.end.error }));
    if (scripted.end) return await finish(end({ status: 'stopped', limit: scripted.end.limit }));
    const report = scripted.report === undefined ? reportOf({}) : scripted.report && reportOf(scripted.report);
    return await finish(end({ status: 'completed', report }));
  } catch (error) {
    return failed({ code: 'session_crashed', message: error instanceof Error ? error.message : String(error) });
  }
}

const reportOf = (report: Partial<FinishReport>): FinishReport => ({
  outcome: 'changed',
  summary: 'Did it.',
  changes: [],
  risk: 'low',
  reviewerNotes: [],
  followUps: [],
  ...report,
});

const stepOf = (turnId: TurnId, step: number, { words, costUsd }: ScriptedTurn): SessionEvent => ({
  kind: 'step_completed',
  turnId,
  step,
  messageId: `msg_${step}`,
  requestId: null,
  model: 'scripted',
  stopReason: 'end_turn',
  content: words ? [{ type: 'text', text: words }] : [],
  usage: { ...NO_USAGE, fresh: 10, output: 5 },
  costUsd: costUsd ?? 0,
  firstByteMs: 1,
  ms: 2,
  retries: 0,
  discarded: false,
});

function readOf(turnId: TurnId, step: number, file: string, content: string): SessionEvent[] {
  const toolCallId = ToolCallId.parse(`toolu_${step}_${file}`);
  const call = { turnId, toolCallId };
  const details = { kind: 'read' as const, path: file, lines: content.split('\n').length };
  return [
    {
      kind: 'tool_started',
      ...call,
      step,
      name: 'read_file',
      input: { path: file },
      title: { code: 'reading_file', parameters: { path: file, from: 1 } },
    },
    { kind: 'tool_finished', ...call, ok: true, content, details, ms: 1 },
  ];
}

async function applyEdits(clonePath: string, edits: Record<string, string | null>): Promise<void> {
  for (const [file, content] of Object.entries(edits)) {
    const target = path.join(clonePath, file);
    if (content === null) await rm(target, { recursive: true });
    else {
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, content);
    }
  }
}
