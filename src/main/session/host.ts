import { headOf } from '../../shared/cut.ts';
import { AppError, failed, failure, ok, type Result, thrownText } from '../../shared/errors.ts';
import { FromWorker } from '../../shared/session-protocol.ts';
import type { OnDefect } from '../lib/defects.ts';
import { createRedactor } from '../redact/redact.ts';
import type { ForkWorker, Session, SessionHandlers, SessionStart, StartSession, TurnEnd } from './contract.ts';
import { joinMessages, messagesOf } from './joined-messages.ts';
import { requestTracker } from './lost-request.ts';

export interface HostTimes {
  /** From the fork to the worker's first word. */
  startMs: number;
  /** From cancel or end to the kill. */
  graceMs: number;
}
const USUAL: HostTimes = { startMs: 30_000, graceMs: 5000 };

/** Starts sessions in processes made by `fork`: feeds, watches and ends each of them. */
export const createStartSession =
  (fork: ForkWorker, times: HostTimes = USUAL, onDefect: OnDefect = () => undefined): StartSession =>
  (start, handlers) =>
    openSession(fork, times, start, handlers, onDefect);

async function openSession(
  fork: ForkWorker,
  times: HostTimes,
  start: SessionStart,
  handlers: SessionHandlers,
  onDefect: OnDefect,
): Promise<Result<Session>> {
  const worker = fork(`session ${start.runId}`);
  const redact = createRedactor([start.apiKey, ...start.secrets]);
  const { post: send } = joinMessages((messages) => worker.postMessage(messages));
  const permits = new Map<number, { inputTokens: number; settle: (costUsd: number) => void }>();
  const tracker = requestTracker(start);
  const gone = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<Result<null>>();
  /** Why this process was killed by us, once it was. */
  let killedFor: AppError | null = null;
  let exited = false;
  /** It was told to end: it may leave at any moment, and Electron dies of what is said to a process that is just leaving. */
  let closing = false;
  /** The event that came last; those before it are saved no later. */
  let lastSaved: Promise<unknown> = Promise.resolve();
  type Turn = PromiseWithResolvers<Result<TurnEnd>>;
  /** The turn under way. The first one begins with the session itself. */
  let turn: Turn | null = Promise.withResolvers();
  const firstTurn = turn.promise;
  const settleTurn = (end: Result<TurnEnd>) => {
    turn?.resolve(end);
    turn = null;
  };
  const condemn = (error: AppError) => {
    killedFor ??= error;
    worker.kill();
  };

  const receive = async (message: FromWorker): Promise<void> => {
    switch (message.type) {
      case 'ready':
        ready.resolve(ok(null));
        return;
      case 'event': {
        tracker.heard(message.event);
        const saving = handlers.onEvent(message.event);
        lastSaved = saving.catch(() => undefined);
        await saving;
        send({ type: 'saved', id: message.id });
        if (message.event.kind === 'turn_finished') settleTurn(ok(message.event));
        return;
      }
      case 'delta':
        handlers.onDelta(message.delta);
        return;
      case 'permit_request': {
        const { type: _type, id, ...ask } = message;
        const { permit, settle: settlePermit } = await handlers.onPermit(ask);
        if (!permit.granted) {
          // What ends the session is on its way already; a refusal would settle its turn as stopped.
          if (permit.limit === null) return;
          send({ type: 'permit', id, granted: false, limit: permit.limit });
        } else if (exited) {
          settlePermit(0);
        } else {
          permits.set(id, { inputTokens: ask.inputTokens, settle: settlePermit });
          send({ type: 'permit', id, ...permit });
        }
        return;
      }
      case 'permit_settled': {
        const held = permits.get(message.id);
        permits.delete(message.id);
        // Its cost counts as spent when its event is saved: until then the reservation stands for it.
        await lastSaved;
        held?.settle(message.costUsd);
        return;
      }
      case 'rate_limits':
        handlers.onRateLimits(message.headers, start.model);
        return;
    }
  };

  const handle = (raw: unknown): void => {
    const parsed = FromWorker.safeParse(raw);
    if (!parsed.success) {
      condemn({
        code: 'session_crashed',
        message: 'The session said something that the app does not understand',
        why: redact(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')),
        next: 'Retry the run; report this if it happens again.',
      });
      return;
    }
    // Main could not save or could not decide: a session must not go on with what would be lost.
    receive(parsed.data).catch((error: unknown) => condemn(asAppError(error, redact)));
  };
  worker.onMessage((received) => messagesOf(received).forEach(handle));

  /** A request that was under way is paid, and nobody hears its answer any more. */
  const tellOfLost = async (error: AppError | null): Promise<void> => {
    const open = [...permits.values()];
    permits.clear();
    for (const { inputTokens, settle } of open) {
      const event = error && tracker.lost(inputTokens, error);
      // What cannot be saved fails the run in any case.
      if (event) await handlers.onEvent(event).catch(() => undefined);
      settle(event?.costUsd ?? 0);
    }
  };

  worker.onExit((code) => {
    exited = true;
    clearTimeout(startTimer);
    const lastWords = redact(worker.lastWords());
    // The run tells one line of it; what we ended has nothing to tell.
    if (!killedFor && code !== 0) onDefect(`session ${start.runId}`, `ended with ${code ?? 'a signal'}: ${lastWords}`);
    const error = killedFor ?? crash(code, lastWords);
    killedFor = error;
    ready.resolve(failure('session_start_failed', 'The session process could not start', { ...reasonOf(error) }));
    // One that left by itself has told of all that it asked for.
    const isKilled = code !== 0;
    void tellOfLost(isKilled ? error : null).finally(() => {
      settleTurn(failed(error));
      gone.resolve();
    });
  });

  const startTimer = setTimeout(() => {
    condemn({ code: 'session_start_failed', message: 'The session process did not answer in time' });
  }, times.startMs);
  const started = await ready.promise;
  clearTimeout(startTimer);
  if (!started.ok) return started;
  send({ type: 'start', ...start });

  const killLater = (error: AppError, unless: Promise<unknown>) => {
    const timer = setTimeout(() => condemn(error), times.graceMs);
    void unless.then(() => clearTimeout(timer));
  };
  return ok({
    get pid() {
      return worker.pid;
    },
    firstTurn: () => firstTurn,
    runTurn: (message) => {
      if (turn) throw new Error('a session works on one turn at a time');
      if (killedFor) return Promise.resolve(failed(killedFor));
      turn = Promise.withResolvers();
      send({ type: 'turn', turn: message });
      return turn.promise;
    },
    cancel: () => {
      if (exited || closing) return;
      // Between two turns it ends what keeps the cache.
      send({ type: 'cancel' });
      if (!turn) return;
      killLater({ code: 'session_crashed', message: 'The session did not stop in time and was killed' }, turn.promise);
    },
    checking: () => {
      if (!exited && !closing && !turn) send({ type: 'checking' });
    },
    wake: (countedMs) => {
      if (!exited && !closing) send({ type: 'wake', countedMs });
    },
    tryNow: () => {
      if (!exited && !closing) send({ type: 'try_now' });
    },
    end: () => {
      if (!exited && !closing) {
        closing = true;
        killedFor ??= { code: 'session_crashed', message: 'The session was ended before its turn was done' };
        send({ type: 'end' });
        killLater(killedFor, gone.promise);
      }
      return gone.promise;
    },
  });
}

function crash(code: number | null, lastWords: string): AppError {
  const lastLine =
    lastWords
      .trim()
      .split('\n')
      .findLast((line) => /error/i.test(line)) ?? '';
  return {
    code: 'session_crashed',
    message: code === null ? 'The session process was killed' : `The session process ended with code ${code}`,
    ...(lastLine === '' ? {} : { why: headOf(lastLine.trim(), 500) }),
    ...(code === null ? {} : { status: code }),
    next: 'Resume the run: it goes on where its log ends.',
  };
}

const reasonOf = ({ why, message }: AppError): Pick<AppError, 'why'> => ({ why: why ?? message });

/** What a handler rejected with: an AppError of its own, or a defect. */
function asAppError(error: unknown, redact: (text: string) => string): AppError {
  const known = AppError.safeParse(error);
  if (known.success) return known.data;
  return {
    code: 'session_crashed',
    message: 'The session was ended because the app could not record its work',
    why: redact(thrownText(error)),
  };
}
