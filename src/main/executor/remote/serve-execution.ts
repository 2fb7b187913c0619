import type { RunEvent } from '../../../shared/events.ts';
import { detectCheck } from '../../checks/detect.ts';
import { runCheck } from '../../checks/run-check.ts';
import { createGitApi } from '../../git/create-git-api.ts';
import { systemClock } from '../../lib/clock.ts';
import { createModelApi } from '../../model-api/claude.ts';
import type { Permit } from '../../session/contract.ts';
import { nodeForker } from '../../session/fork-node.ts';
import { createStartSession } from '../../session/host.ts';
import { executeRun } from '../execute-run.ts';
import type { RunDeps, RunReporter } from '../run-plan.ts';
import {
  type Answer,
  type Asked,
  type ExecutorPlace,
  type FromExecutor,
  QUESTIONS,
  type QuestionName,
  ToExecutor,
} from './protocol.ts';

/** The line to whoever holds keys, budgets and the log. */
export interface Line {
  post(message: FromExecutor): void;
  onMessage(listener: (data: unknown) => void): void;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Serves one execution, and resolves when its result is told. */
export async function serveExecution(line: Line): Promise<void> {
  const waiting = new Map<number, { name: QuestionName; answer: (value: never) => void; fail: (why: Error) => void }>();
  const followers = new Set<(events: readonly RunEvent[]) => void>();
  const sleepers = new Set<(countedMs: number) => void>();
  const impatient = new Set<() => void>();
  const stop = new AbortController();
  const begun = Promise.withResolvers<Extract<ToExecutor, { type: 'execute' }>>();
  let asked = 0;

  const ask = <N extends QuestionName>(name: N, input: Asked<N>): { id: number; answer: Promise<Answer<N>> } => {
    asked += 1;
    const id = asked;
    const { promise, resolve, reject } = Promise.withResolvers<Answer<N>>();
    waiting.set(id, { name, answer: resolve, fail: reject });
    line.post({ type: 'ask', id, name, input });
    return { id, answer: promise };
  };
  line.onMessage((data) => {
    const message = ToExecutor.parse(data);
    if (message.type === 'execute') begun.resolve(message);
    else if (message.type === 'events') for (const listener of followers) listener(message.events);
    else if (message.type === 'woke') for (const listener of sleepers) listener(message.countedMs);
    else if (message.type === 'try_now') for (const listener of impatient) listener();
    else if (message.type === 'abort') stop.abort(message.reason);
    else {
      const question = waiting.get(message.id);
      waiting.delete(message.id);
      const value = question && QUESTIONS[question.name].output.safeParse(message.value);
      if (value?.success) question?.answer(value.data as never);
      else question?.fail(new Error(`no answer to ${question.name}`));
    }
  });
  line.post({ type: 'ready' });

  const { plan, place } = await begun.promise;
  const deps = depsOf(place, line.environment, (listener) => {
    sleepers.add(listener);
    return () => void sleepers.delete(listener);
  });
  const reporter: RunReporter = {
    read: () => ask('read', null).answer,
    follow(onEvents) {
      followers.add(onEvents);
      return () => void followers.delete(onEvents);
    },
    record: (...bodies) => ask('record', bodies).answer,
    limits: () => ask('limits', null).answer,
    resolve: () => ask('resolve', null).answer,
    resolveAgain: (refusal) => ask('resolveAgain', refusal).answer,
    claude: () => ask('claude', null).answer,
    secrets: () => ask('secrets', null).answer,
    modelFacts: () => ask('modelFacts', null).answer,
    capabilities: (anthropicUrl, facts) => ask('capabilities', { anthropicUrl, facts }).answer,
    learn: (change) => line.post({ type: 'learn', change }),
    beforeSession: async () => void (await ask('beforeSession', null).answer),
    onTryNow(listener) {
      impatient.add(listener);
      return () => void impatient.delete(listener);
    },
    session: {
      onDelta: (delta) => line.post({ type: 'delta', delta }),
      onRateLimits: (headers, model) => line.post({ type: 'rate_limits', headers, model }),
      async onPermit(request) {
        const { id, answer } = ask('permit', request);
        const given = await answer;
        const permit: Permit = given.granted
          ? { granted: true, ...(given.short ? { short: given.short } : {}) }
          : given;
        return { permit, settle: (costUsd) => line.post({ type: 'permit_settled', id, costUsd }) };
      },
    },
  };
  line.post({ type: 'ended', result: await executeRun(plan, reporter, deps, stop.signal) });
}

/** What an execution works with on this machine. */
const depsOf = (
  { dataFolder, sessionFile }: ExecutorPlace,
  environment: Line['environment'],
  onWake: RunDeps['onWake'],
): RunDeps => ({
  clock: systemClock,
  git: createGitApi({ dataFolder, env: environment }),
  checks: { detect: detectCheck, run: runCheck },
  startSession: createStartSession(nodeForker(sessionFile)),
  judge: createModelApi().judge,
  onWake,
});
