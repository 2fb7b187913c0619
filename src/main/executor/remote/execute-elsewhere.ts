import { type AppError, failure } from '../../../shared/errors.ts';
import { endSurvivors } from '../../lib/survivors.ts';
import type { ForkWorker, PermitRequest, WorkerProcess } from '../../session/contract.ts';
import type { ExecutionResult } from '../execution-result.ts';
import { lostRequest } from '../lost-request.ts';
import type { Execute, RunReporter } from '../run-plan.ts';
import { type Answer, type Asked, type ExecutorPlace, FromExecutor, QUESTIONS, type ToExecutor } from './protocol.ts';

type Asking = { [N in keyof typeof QUESTIONS]: (input: Asked<N>, id: number) => Promise<Answer<N>> };

export interface Elsewhere {
  /** Starts the program `remote/entry.ts`, in this or another Node. */
  fork: ForkWorker;
  place: ExecutorPlace;
}

/**
 * `executeRun` in a process of its own: the plan goes there, and what it asks and tells comes back to the reporter. A process that
 * dies is a failure of the execution: its events are saved, so the next one goes on where it stood; a request that was under way counts
 * as sent; and nothing that it started is left. A question that the reporter throws at is answered with nothing, which ends the execution.
 */
export const executeElsewhere =
  ({ fork, place }: Elsewhere): Execute =>
  async (plan, reporter, { onWake }, signal) => {
    const child = fork(`Cody Batch executor ${plan.begun.id}`);
    const post = (message: ToExecutor) => child.postMessage(message);
    const gone = new Promise<number | null>((resolve) => child.onExit(resolve));
    const stopFollowing = reporter.follow((events) => post({ type: 'events', events: [...events] }));
    const stopWaking = onWake((countedMs) => post({ type: 'woke', countedMs }));
    const stopHurrying = reporter.onTryNow(() => post({ type: 'try_now' }));
    const abort = () => post({ type: 'abort', reason: signal.reason });
    signal.addEventListener('abort', abort, { once: true });
    try {
      const underWay: UnderWay = new Map();
      const result = await conversation(child, gone, reporter, underWay, () => {
        post({ type: 'execute', place, plan });
        if (signal.aborted) abort();
      });
      if (result.kind === 'failed') await bookLost(reporter, underWay, result.error);
      return result;
    } finally {
      signal.removeEventListener('abort', abort);
      stopHurrying();
      stopWaking();
      stopFollowing();
      child.kill();
      await gone;
      // A process that was killed did not end its commands itself.
      await endSurvivors([plan.runFolder]);
    }
  };

/** Requests that were permitted and whose cost is not told yet, by the number of their question. */
type UnderWay = Map<number, PermitRequest & { settle: (costUsd: number) => void }>;

async function bookLost(reporter: RunReporter, underWay: UnderWay, error: AppError): Promise<void> {
  for (const { settle, ...request } of underWay.values()) {
    const events = await reporter.read();
    const lost = events.ok ? lostRequest(request, events.value, error) : null;
    // What cannot be saved fails the run in any case.
    if (lost) await reporter.record(lost);
    settle(lost && 'costUsd' in lost ? lost.costUsd : 0);
  }
}

function conversation(
  child: WorkerProcess,
  gone: Promise<number | null>,
  reporter: RunReporter,
  underWay: UnderWay,
  begin: () => void,
): Promise<ExecutionResult> {
  const ended = Promise.withResolvers<ExecutionResult>();
  let isOver = false;
  const asking = answersOf(reporter, (id, request) => {
    if (isOver) request.settle(0);
    else underWay.set(id, request);
  });
  const end = (result: ExecutionResult) => {
    isOver = true;
    ended.resolve(result);
  };

  const answer = async (id: number, name: keyof Asking, input: unknown): Promise<void> => {
    const parsed = QUESTIONS[name].input.safeParse(input);
    if (!parsed.success) return end(crashed('it asked something that the app does not understand'));
    try {
      const value = await asking[name](parsed.data as never, id);
      child.postMessage({ type: 'answer', id, value } satisfies ToExecutor);
    } catch {
      child.postMessage({ type: 'answer', id } satisfies ToExecutor);
    }
  };

  child.onMessage((data) => {
    const parsed = FromExecutor.safeParse(data);
    if (!parsed.success) return end(crashed('it said something that the app does not understand'));
    const message = parsed.data;
    if (message.type === 'ready') begin();
    else if (message.type === 'ask') void answer(message.id, message.name, message.input);
    else if (message.type === 'delta') reporter.session.onDelta(message.delta);
    else if (message.type === 'rate_limits') reporter.session.onRateLimits(message.headers, message.model);
    else if (message.type === 'learn') reporter.learn(message.change);
    else if (message.type === 'permit_settled') {
      underWay.get(message.id)?.settle(message.costUsd);
      underWay.delete(message.id);
    } else end(message.result);
  });
  void gone.then((code) => end(crashed(`it ended with ${code === null ? 'a signal' : `code ${code}`}`)));
  return ended.promise;
}

const done = { ok: true, value: null } as const;

const answersOf = (
  reporter: RunReporter,
  onPermitted: (id: number, request: PermitRequest & { settle: (costUsd: number) => void }) => void,
): Asking => ({
  read: () => reporter.read(),
  async record(bodies) {
    const recorded = await reporter.record(...bodies);
    return recorded.ok ? done : recorded;
  },
  limits: () => reporter.limits(),
  resolve: () => reporter.resolve(),
  resolveAgain: (refusal) => reporter.resolveAgain(refusal),
  claude: () => reporter.claude(),
  secrets: () => reporter.secrets(),
  modelFacts: () => reporter.modelFacts(),
  capabilities: ({ anthropicUrl, facts }) => reporter.capabilities(anthropicUrl, facts),
  async beforeSession() {
    await reporter.beforeSession();
    return null;
  },
  async permit(request, id) {
    const { permit, settle } = await reporter.session.onPermit(request);
    if (permit.granted) onPermitted(id, { ...request, settle });
    else settle(0);
    return permit;
  },
});

const crashed = (why: string): ExecutionResult => ({
  kind: 'failed',
  error: failure('session_crashed', 'The process that worked on this repository ended.', {
    why: `${why}.`,
    next: 'Retry the run: it goes on where it stood.',
  }).error,
});
