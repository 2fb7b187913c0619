import { failure } from '../../../shared/errors.ts';
import type { ForkWorker, WorkerProcess } from '../../session/contract.ts';
import type { ExecutionResult } from '../execution-result.ts';
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
 * dies is a failure of the execution; its events are saved, so the next one goes on where it stood.
 * @throws never; a defect of the reporter ends the process
 */
export const executeElsewhere =
  ({ fork, place }: Elsewhere): Execute =>
  async (plan, reporter, { onWake }, signal) => {
    const child = fork(`Cody Batch executor ${plan.begun.id}`);
    const post = (message: ToExecutor) => child.postMessage(message);
    const stopFollowing = reporter.follow((events) => post({ type: 'events', events: [...events] }));
    const stopWaking = onWake((countedMs) => post({ type: 'woke', countedMs }));
    const stopHurrying = reporter.onTryNow(() => post({ type: 'try_now' }));
    const abort = () => post({ type: 'abort', reason: signal.reason });
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await conversation(child, reporter, () => {
        post({ type: 'execute', place, plan });
        if (signal.aborted) abort();
      });
    } finally {
      signal.removeEventListener('abort', abort);
      stopHurrying();
      stopWaking();
      stopFollowing();
      child.kill();
    }
  };

function conversation(child: WorkerProcess, reporter: RunReporter, begin: () => void): Promise<ExecutionResult> {
  const ended = Promise.withResolvers<ExecutionResult>();
  const settles = new Map<number, (costUsd: number) => void>();
  const asking = answersOf(reporter, settles);
  const end = (result: ExecutionResult) => {
    // A request whose cost nobody tells any more is no longer under way.
    for (const settle of settles.values()) settle(0);
    settles.clear();
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
      settles.get(message.id)?.(message.costUsd);
      settles.delete(message.id);
    } else end(message.result);
  });
  child.onExit((code) => end(crashed(`it ended with ${code === null ? 'a signal' : `code ${code}`}`)));
  return ended.promise;
}

const done = { ok: true, value: null } as const;

const answersOf = (reporter: RunReporter, settles: Map<number, (costUsd: number) => void>): Asking => ({
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
    settles.set(id, settle);
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
