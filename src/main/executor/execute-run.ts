import type { Changeset } from '../../shared/changeset.ts';
import { verdictOf } from '../../shared/check.ts';
import { type AppError, failure } from '../../shared/errors.ts';
import type { Outcome } from '../../shared/events.ts';
import { currentPrompt } from '../../shared/job.ts';
import { missedIn } from '../../shared/left-out.ts';
import type { OutcomeMessage } from '../../shared/messages/row-message.ts';
import type { SandboxPolicy, TurnMessage } from '../../shared/session-protocol.ts';
import { suspiciousReads } from '../checks/reviewer-notes.ts';
import type { Clone } from '../git/contract.ts';
import { endSurvivors } from '../lib/survivors.ts';
import type { TurnEnd } from '../session/contract.ts';
import { cloneFor } from './clone-for.ts';
import type { ExecutionResult } from './execution-result.ts';
import { must } from './must.ts';
import { baselineNow, checkCommandOf, commandNow, runBaseline } from './run-check.ts';
import { type RunOptions, withRun } from './run-options.ts';
import type { RunDeps, RunPlan, RunReporter } from './run-plan.ts';
import { commentChangedNothing, type RunProgress, turnIdAfter } from './run-progress.ts';
import { openSession, type RunSession } from './run-session.ts';
import { sandboxPolicy } from './sandbox-policy.ts';
import { sessionMoves } from './session-moves.ts';
import { sessionReads } from './session-reads.ts';
import { stopMessage } from './stop-message.ts';
import { personTurnText } from './turn-texts.ts';
import { unchangedOutcome } from './unchanged-outcome.ts';
import { verifyRun } from './verify-run.ts';

/**
 * One execution of a run, top to bottom: clone, baseline, session, verification, outcome. Everything is recorded, and each
 * step first checks what is recorded already, so that an execution after a crash continues where the last one stopped.
 * Failures are returned: the queue decides about retries.
 */
export async function executeRun(
  plan: RunPlan,
  reporter: RunReporter,
  deps: RunDeps,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const ended = await withRun(plan, reporter, deps, signal, execute);
  return ended.ok ? ended.value : resultOf({ ...reporter, signal }, ended.error);
}

async function execute(options: RunOptions): Promise<ExecutionResult> {
  const { attempt, promptVersion } = options.run();
  must(await options.record({ kind: 'attempt_started', attempt, promptVersion }));
  const clone = await cloneFor(options);
  const policy = await sandboxPolicy(options, clone);
  await tellOfNoCommands(options, policy);
  const checkCommand = await baselineFor(options, clone, policy);
  if (options.signal.aborted) return resultOf(options, null);

  const session = openSession(options, policy, checkCommand);
  try {
    return await workAndVerify(options, clone, policy, session);
  } finally {
    await session.end();
    // A killed session may have left a command running.
    await endSurvivors([options.runFolder]);
  }
}

/** Runs turns until the work is done or the run is ended. */
async function workAndVerify(
  options: RunOptions,
  clone: Clone,
  policy: SandboxPolicy,
  session: RunSession,
): Promise<ExecutionResult> {
  let sentBack: TurnMessage | null = null;
  for (;;) {
    const next: NextTurn = sentBack ? { kind: 'turn', turn: sentBack } : nextTurn(options);
    sentBack = null;
    if (next.kind !== 'none') {
      const ended = must(await session.run(next.kind === 'turn' ? next.turn : null));
      const after = await afterTurn(options, clone, ended, session);
      if (after === 'go_on') continue;
      if (after !== 'verify') return after;
    }
    const verified = await verifyRun(options, clone, policy, session.checking);
    if (options.signal.aborted) return resultOf(options, null);
    if (verified.kind === 'send_back') {
      sentBack = verified.turn;
      continue;
    }
    return verified.kind === 'unchanged' ? settleUnchanged(options, clone) : settleChanged(options, verified.changeset);
  }
}

type NextTurn = { kind: 'turn'; turn: TurnMessage } | { kind: 'continue' } | { kind: 'none' };

/** The next turn: the first one, an unfinished one, the answer to a comment, or none. */
function nextTurn(options: RunOptions): NextTurn {
  const progress = options.log.progress();
  if (progress.openTurn) return { kind: 'continue' };
  const turnId = turnIdAfter(progress.turns);
  if (!progress.ended) {
    const { promptVersion } = options.run();
    const prompt = options.job.prompts.find(({ version }) => version === promptVersion) ?? currentPrompt(options.job);
    return { kind: 'turn', turn: { turnId, source: 'instruction', text: prompt.text, repositoryFacts: null } };
  }
  const comments = options.log.comments();
  if (comments.length > 0) {
    return { kind: 'turn', turn: { turnId, source: 'person', text: personTurnText(comments), repositoryFacts: null } };
  }
  return progress.ended.status === 'completed' ? { kind: 'none' } : { kind: 'continue' };
}

/** Tells the reviewer why no check runs, once per thread. */
async function tellOfNoCommands(options: RunOptions, { mode }: SandboxPolicy): Promise<void> {
  if (mode !== 'disabled') return;
  const why = options.commands.noSandbox;
  const { thread } = options.log.progress();
  if (why === null || thread.some(({ body }) => body.kind === 'notice' && body.message.code === 'no_commands')) return;
  const message = { code: 'no_commands' as const, parameters: { why } };
  must(await options.record({ kind: 'notice', level: 'warning', message }));
}

/** Runs the check before anything is changed, or once a person has set another one; returns its command, or null where there is none. */
async function baselineFor(options: RunOptions, clone: Clone, policy: SandboxPolicy): Promise<string | null> {
  const progress = options.log.progress();
  const isBegun = progress.openTurn || progress.ended !== null;
  if (progress.baseline || isBegun) {
    // The files of the clone are those of the base no more: nothing is detected in them.
    const wanted = commandNow(options.job, progress.baseline);
    if (wanted === null || wanted === progress.baseline?.command) return wanted;
    await beginBaseline(options, wanted);
    await baselineNow(options, clone, policy);
    return wanted;
  }
  const command = await checkCommandOf(options, clone);
  if (command === null) {
    const code = options.job.settings.check.mode === 'off' ? ('checks_off' as const) : ('no_check_found' as const);
    must(await options.record({ kind: 'notice', level: 'info', message: { code, parameters: {} } }));
    return null;
  }
  await beginBaseline(options, command);
  await runBaseline(options, clone, policy, command, progress.rounds);
  return command;
}

async function beginBaseline(options: RunOptions, command: string): Promise<void> {
  const action = { code: 'checking_before' as const, parameters: { command } };
  must(await options.record({ kind: 'phase_started', phase: 'baseline', action }));
}

/** `verify`: the turn ended well and its work is verified next. `go_on`: its limit was raised meanwhile. */
async function afterTurn(
  options: RunOptions,
  clone: Clone,
  end: TurnEnd,
  session: RunSession,
): Promise<ExecutionResult | 'verify' | 'go_on'> {
  switch (end.status) {
    case 'completed':
      return 'verify';
    case 'cancelled':
      return resultOf(options, null);
    case 'failed':
      return resultOf(options, end.error ?? { code: 'unexpected', message: 'The session failed without saying why.' });
    case 'stopped':
      return afterStop(options, clone, end, session);
  }
}

async function afterStop(
  options: RunOptions,
  clone: Clone,
  end: TurnEnd,
  session: RunSession,
): Promise<ExecutionResult | 'go_on'> {
  const limit = end.limit ?? 'steps';
  const isOfJob = limit === 'job_budget' || limit === 'day_budget';
  // The work so far can be reviewed, and a higher limit continues from here.
  const { rounds, thread } = options.log.progress();
  const changeset = await options.git.readChangeset(clone, rounds + 1, sessionMoves(thread));
  // Checked as late as possible: a limit that is raised after this resumes the stopped run.
  if (!isOfJob && (await session.isRaised(limit))) {
    const message = { code: 'limit_raised' as const, parameters: { limit } };
    must(await options.record({ kind: 'notice', level: 'info', message }));
    return 'go_on';
  }
  must(
    await options.record(
      ...(changeset.ok && changeset.value ? [{ kind: 'changeset_ready' as const, changeset: changeset.value }] : []),
      { kind: 'settled', outcome: 'stopped', reason: await stopMessage(options, end), error: null },
    ),
  );
  return isOfJob ? { kind: 'budget', limit } : { kind: 'settled' };
}

async function settleUnchanged(options: RunOptions, clone: Clone): Promise<ExecutionResult> {
  const { report, lastWords, thread } = options.log.progress();
  // With a change, these stand above it for the reviewer.
  const suspicious = suspiciousReads(sessionReads(thread));
  if (suspicious.places.length > 0) {
    const message = { code: 'suspicious_reads' as const, parameters: suspicious };
    must(await options.record({ kind: 'notice', level: 'warning', message }));
  }
  const left = must(await options.git.leftOut(clone, sessionMoves(thread)));
  const { outcome, reason } = unchangedOutcome(report, lastWords, left);
  return settle(options, outcome, reason);
}

function settleChanged(options: RunOptions, changeset: Changeset): Promise<ExecutionResult> {
  const progress = options.log.progress();
  const verdict = progress.verdict ?? verdictOf(progress.baseline, progress.after);
  const leftOut = missedIn(changeset.leftOut ?? []);
  const parameters = { files: changeset.files.length, verdict, doubt: doubtOf(progress), leftOut };
  return settle(options, 'changed', { code: 'changed', parameters });
}

function doubtOf({ report, thread }: RunProgress): 'no_report' | 'not_complete' | 'comment_without_change' | null {
  if (report === null) return 'no_report';
  if (report.outcome === 'cannot_do') return 'not_complete';
  // Otherwise a reviewer who waits for an answer would see the old text and no answer.
  return commentChangedNothing(thread) ? 'comment_without_change' : null;
}

type Way = Pick<RunOptions, 'record' | 'signal'>;

async function settle(options: Way, outcome: Outcome, reason: OutcomeMessage): Promise<ExecutionResult> {
  const recorded = await options.record({ kind: 'settled', outcome, reason, error: null });
  return recorded.ok ? { kind: 'settled' } : { kind: 'failed', error: recorded.error };
}

/** A failure during an abort is caused by the abort. */
async function resultOf(options: Way, error: AppError | null): Promise<ExecutionResult> {
  if (options.signal.aborted) {
    return options.signal.reason === 'cancel'
      ? settle(options, 'cancelled', { code: 'cancelled', parameters: {} })
      : { kind: 'left' };
  }
  return { kind: 'failed', error: error ?? CANCELLED_BY_ITSELF.error };
}

const CANCELLED_BY_ITSELF = failure('session_crashed', 'The session ended its turn without being asked to.');
