import type { z } from 'zod';
import type { Result } from '../../shared/errors.ts';
import type { RunDelta, SessionEvent } from '../../shared/events.ts';
import type { BudgetLimit, FromWorker, ToWorker, TurnMessage } from '../../shared/session-protocol.ts';

/** A process that runs the worker's code: an Electron utility process, or a child process in plain Node. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once; the code is null when a signal ended it. */
  onExit(listener: (code: number | null) => void): void;
  /** Ends it at once, without asking. */
  kill(): void;
  /** The end of what it wrote to stderr: a crash's trace. May hold anything, so it is redacted before use. */
  lastWords(): string;
}
/** Starts one worker process; `name` is what a process list shows. Its environment holds no key. */
export type ForkWorker = (name: string) => WorkerProcess;

export type SessionStart = Omit<Extract<z.infer<typeof ToWorker>, { type: 'start' }>, 'type'>;
export type PermitRequest = Omit<Extract<z.infer<typeof FromWorker>, { type: 'permit_request' }>, 'type' | 'id'>;
export type TurnEnd = Extract<SessionEvent, { kind: 'turn_finished' }>;
/** `short`: less than was asked for. Without a `limit`: the run was told to end meanwhile, so nobody waits for this. */
export type Permit =
  | { granted: true; short?: { usd: number; limit: BudgetLimit | null } }
  | { granted: false; limit: BudgetLimit | null };

/** What the session room needs from whoever runs it. */
export interface SessionHandlers {
  /** Resolves when the event is on disk; the worker waits for it. */
  onEvent(event: SessionEvent): Promise<void>;
  onDelta(delta: RunDelta): void;
  /** May take long (rate governor); `settle` is called once with the real cost. */
  onPermit(request: PermitRequest): Promise<{ permit: Permit; settle: (costUsd: number) => void }>;
  /** The API counts per model. */
  onRateLimits(headers: Record<string, string>, model: string): void;
}

/** A live session: it dies, the thread stays. */
export interface Session {
  readonly pid: number | undefined;
  /** The turn given to `start` (or the unfinished one of its history), until it settles. Error: session_crashed. */
  firstTurn(): Promise<Result<TurnEnd>>;
  /** A further turn in the same conversation. */
  runTurn(turn: TurnMessage): Promise<Result<TurnEnd>>;
  /** The app checks what the last turn has done, and may send it back: the cache is kept until then. */
  checking(): void;
  /** Asks the worker to settle as cancelled; kills it when it does not in time. */
  cancel(): void;
  /** The computer slept; stopwatches have counted so many ms of it. Waits and streams are looked at anew. */
  wake(countedMs: number): void;
  /** A request that waits to be sent again goes out. */
  tryNow(): void;
  /** Ends the process; resolves when it is gone. */
  end(): Promise<void>;
}

/** Errors: session_start_failed, session_crashed. */
export type StartSession = (start: SessionStart, handlers: SessionHandlers) => Promise<Result<Session>>;
