import type { Changeset } from '../../shared/changeset.ts';
import { type CheckResult, verdictOf } from '../../shared/check.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { SandboxPolicy, TurnMessage } from '../../shared/session-protocol.ts';
import type { Clone } from '../git/git-room.ts';
import { unfitRules } from '../rule-files.ts';
import { changeDoubts } from './change-doubts.ts';
import { guardProblems } from './guards.ts';
import { judgeChange } from './judge-change.ts';
import { type Checked, runCheckTwice } from './run-check.ts';
import type { RunOptions } from './run-options.ts';
import { progressOf, turnIdAfter } from './run-progress.ts';
import { sessionMoves } from './session-moves.ts';
import { checkTurnText, guardTurnText, judgeTurnText, unfitRulesTurnText } from './turn-texts.ts';

/** What the app found when it looked at the work itself: nothing changed, send it back, or let a person decide. */
export type Verification =
  | { kind: 'unchanged' }
  | { kind: 'send_back'; turn: TurnMessage }
  | { kind: 'done'; changeset: Changeset };

/**
 * Changeset, guard rails, check, judge, in this order: what costs nothing first. Each is recorded. Whatever objects sends
 * the work back as often as the job allows; after that a person sees the objection.
 */
export async function verifyRun(
  options: RunOptions,
  clone: Clone,
  policy: SandboxPolicy,
  /** Called before a check whose failure would be sent back. */
  mayComeBack: () => void = () => undefined,
): Promise<Result<Verification>> {
  const changeset = await readChangeset(options, clone);
  if (!changeset.ok) return unreadable(options, clone, changeset);
  if (changeset.value === null) return ok({ kind: 'unchanged' });

  const guarded = await guard(options, changeset.value);
  if (!guarded.ok || guarded.value) return sendBackOr(guarded, changeset.value);
  const checked = await check(options, clone, changeset.value, policy, mayComeBack);
  if (!checked.ok || checked.value) return sendBackOr(checked, changeset.value);
  const judged = await judge(options, clone, changeset.value);
  return sendBackOr(judged, changeset.value);
}

/** What the session can put right itself goes back to it, once: its work is paid for. */
async function unreadable(
  options: RunOptions,
  clone: Clone,
  failed: Extract<Result<never>, { ok: false }>,
): Promise<Result<Verification>> {
  const unfit = await unfitRules(clone.treePath);
  if (unfit === null) return failed;
  const back = await sendBack(options, 'guard', unfitRulesTurnText(unfit), 1);
  return back.ok && back.value !== null ? ok({ kind: 'send_back', turn: back.value }) : failed;
}

const sendBackOr = (turn: Result<TurnMessage | null>, changeset: Changeset): Result<Verification> => {
  if (!turn.ok) return turn;
  return ok(turn.value ? { kind: 'send_back', turn: turn.value } : { kind: 'done', changeset });
};

async function readChangeset(options: RunOptions, clone: Clone): Promise<Result<Changeset | null>> {
  const started = await options.record({ kind: 'phase_started', phase: 'changeset', action: 'reading the change' });
  if (!started.ok) return started;
  const events = await options.events();
  if (!events.ok) return events;
  const { changeset: last, rounds, baseline, thread } = progressOf(events.value);
  const read = await options.git.readChangeset(clone, rounds + 1, sessionMoves(thread));
  if (!read.ok || !read.value) return read;
  if (last && last.tree === read.value.tree && last.baseCommit === read.value.baseCommit) return ok(last);
  const changeset = {
    ...read.value,
    ...(await changeDoubts(options.git, clone, read.value, baseline?.command ?? null, thread)),
  };
  const recorded = await options.record({ kind: 'changeset_ready', changeset });
  return recorded.ok ? ok(changeset) : recorded;
}

async function sendBack(
  options: RunOptions,
  source: 'check' | 'guard' | 'judge',
  text: string,
  atMost: number,
): Promise<Result<TurnMessage | null>> {
  const events = await options.events();
  if (!events.ok) return events;
  const progress = progressOf(events.value);
  if (progress.sentBack[source] >= atMost) return ok(null);
  return ok({ turnId: turnIdAfter(progress.turns), source, text, repositoryFacts: null });
}

async function guard(options: RunOptions, changeset: Changeset): Promise<Result<TurnMessage | null>> {
  const { guards } = options.job.settings;
  const problems = guardProblems(changeset, guards);
  const recorded = await options.record({ kind: 'guard_finished', problems });
  if (!recorded.ok) return recorded;
  return problems.length > 0 ? sendBack(options, 'guard', guardTurnText(problems), 1) : ok(null);
}

async function check(
  options: RunOptions,
  clone: Clone,
  changeset: Changeset,
  policy: SandboxPolicy,
  mayComeBack: () => void,
): Promise<Result<TurnMessage | null>> {
  const events = await options.events();
  if (!events.ok) return events;
  const { baseline, after: known, verdict: reached, sentBack } = progressOf(events.value);
  if (baseline === null) return recordVerdict(options, 'no_checks_found');
  if (reached !== null && known !== null && reached !== 'newly_broken') return ok(null);

  const { repairRounds } = options.job.settings;
  if (known === null && baseline.exitCode === 0 && sentBack.check < repairRounds) mayComeBack();
  const checked =
    known === null
      ? await checkNow(options, clone, policy, baseline, changeset)
      : ok({ before: baseline, after: known });
  if (!checked.ok) return checked;
  if (options.signal.aborted) return ok(null);
  const { before, after } = checked.value;
  const verdict = verdictOf(before, after);
  const recorded = await recordVerdict(options, verdict);
  if (!recorded.ok || verdict !== 'newly_broken') return recorded;
  return sendBack(options, 'check', checkTurnText(after), repairRounds);
}

async function checkNow(
  options: RunOptions,
  clone: Clone,
  policy: SandboxPolicy,
  baseline: CheckResult,
  changeset: Changeset,
): Promise<Result<Checked>> {
  const action = `running ${baseline.command}`;
  const started = await options.record({ kind: 'phase_started', phase: 'checking', action });
  return started.ok ? runCheckTwice(options, clone, policy, baseline, changeset) : started;
}

async function judge(options: RunOptions, clone: Clone, changeset: Changeset): Promise<Result<TurnMessage | null>> {
  if (!options.job.settings.judge || options.signal.aborted) return ok(null);
  const objections = await judgeChange(options, clone, changeset);
  if (!objections.ok) return objections;
  return objections.value.length > 0 ? sendBack(options, 'judge', judgeTurnText(objections.value), 1) : ok(null);
}

async function recordVerdict(options: RunOptions, verdict: ReturnType<typeof verdictOf>): Promise<Result<null>> {
  const recorded = await options.record({ kind: 'verdict_reached', verdict });
  return recorded.ok ? ok(null) : recorded;
}
