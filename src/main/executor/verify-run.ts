import type { Changeset } from '../../shared/changeset.ts';
import { type CheckResult, verdictOf } from '../../shared/check.ts';
import { type AppError, failed, ok, type Result } from '../../shared/errors.ts';
import type { SandboxPolicy, TurnMessage } from '../../shared/session-protocol.ts';
import type { Clone } from '../git/contract.ts';
import { unfitRules } from '../lib/rule-files.ts';
import { changeDoubts } from './change-doubts.ts';
import { guardProblems } from './guards.ts';
import { judgeChange } from './judge-change.ts';
import { must } from './must.ts';
import { type Checked, commandNow, runCheckTwice } from './run-check.ts';
import type { RunOptions } from './run-options.ts';
import { turnIdAfter } from './run-progress.ts';
import { sessionMoves } from './session-moves.ts';
import { checkTurnText, guardTurnText, judgeTurnText, unfitRulesTurnText } from './turn-texts.ts';

/** The result of verification: nothing changed, send the work back, or let a person decide. */
export type Verification =
  | { kind: 'unchanged' }
  | { kind: 'send_back'; turn: TurnMessage }
  | { kind: 'done'; changeset: Changeset };

/**
 * Changeset, guard rails, check, judge, in this order: the free ones first. Each is recorded. An objection sends the work back
 * as often as the job allows; after that a person sees it.
 */
export async function verifyRun(
  options: RunOptions,
  clone: Clone,
  policy: SandboxPolicy,
  /** Called before a check whose failure would be sent back. */
  mayComeBack: () => void = () => undefined,
): Promise<Verification> {
  const read = await readChangeset(options, clone);
  if (!read.ok) return unreadable(options, clone, read.error);
  const changeset = read.value;
  if (changeset === null) return { kind: 'unchanged' };

  const sentBack =
    (await guard(options, changeset)) ??
    (await check(options, clone, changeset, policy, mayComeBack)) ??
    (await judge(options, clone, changeset));
  return sentBack ? { kind: 'send_back', turn: sentBack } : { kind: 'done', changeset };
}

/** What the session can fix itself is sent back once, because its work is paid for. */
async function unreadable(options: RunOptions, clone: Clone, error: AppError): Promise<Verification> {
  const unfit = await unfitRules(clone.treePath);
  const turn = unfit === null ? null : sendBack(options, 'guard', unfitRulesTurnText(unfit), 1);
  return turn ? { kind: 'send_back', turn } : must(failed(error));
}

/** The current change, recorded if it is new; null: nothing is changed. Errors: those of reading it. */
async function readChangeset(options: RunOptions, clone: Clone): Promise<Result<Changeset | null>> {
  must(
    await options.record({
      kind: 'phase_started',
      phase: 'changeset',
      action: { code: 'reading_change', parameters: {} },
    }),
  );
  const { changeset: last, doubtedCommand, rounds, baseline, thread } = options.log.progress();
  const read = await options.git.readChangeset(clone, rounds + 1, sessionMoves(thread));
  if (!read.ok || !read.value) return read;
  const command = baseline?.command ?? null;
  const isSame = last?.tree === read.value.tree && last.baseCommit === read.value.baseCommit;
  if (last && isSame && doubtedCommand === command) return ok(last);
  const changeset = {
    ...read.value,
    ...(await changeDoubts(options.git, clone, read.value, command, thread)),
  };
  must(await options.record({ kind: 'changeset_ready', changeset }));
  return ok(changeset);
}

/** The turn that sends the work back, unless the job's limit for that is reached. */
function sendBack(
  { log }: RunOptions,
  source: 'check' | 'guard' | 'judge',
  text: string,
  atMost: number,
): TurnMessage | null {
  const { sentBack, turns } = log.progress();
  return sentBack[source] < atMost ? { turnId: turnIdAfter(turns), source, text, repositoryFacts: null } : null;
}

async function guard(options: RunOptions, changeset: Changeset): Promise<TurnMessage | null> {
  const problems = guardProblems(changeset, options.job.settings.guards);
  must(await options.record({ kind: 'guard_finished', problems }));
  return problems.length > 0 ? sendBack(options, 'guard', guardTurnText(problems), 1) : null;
}

async function check(
  options: RunOptions,
  clone: Clone,
  changeset: Changeset,
  policy: SandboxPolicy,
  mayComeBack: () => void,
): Promise<TurnMessage | null> {
  const { baseline, after: known, verdict: reached, sentBack } = options.log.progress();
  if (baseline === null || commandNow(options.job, baseline) === null) {
    must(await options.record({ kind: 'verdict_reached', verdict: 'no_checks_found' }));
    return null;
  }
  if (reached !== null && known !== null && reached !== 'newly_broken') return null;

  const { repairRounds } = options.job.settings;
  if (known === null && baseline.exitCode === 0 && sentBack.check < repairRounds) mayComeBack();
  const { before, after } =
    known === null ? await checkNow(options, clone, policy, baseline, changeset) : { before: baseline, after: known };
  if (options.signal.aborted) return null;
  const verdict = verdictOf(before, after);
  must(await options.record({ kind: 'verdict_reached', verdict }));
  return verdict === 'newly_broken' ? sendBack(options, 'check', checkTurnText(after), repairRounds) : null;
}

async function checkNow(
  options: RunOptions,
  clone: Clone,
  policy: SandboxPolicy,
  baseline: CheckResult,
  changeset: Changeset,
): Promise<Checked> {
  const action = { code: 'checking' as const, parameters: { command: baseline.command } };
  must(await options.record({ kind: 'phase_started', phase: 'checking', action }));
  return runCheckTwice(options, clone, policy, baseline, changeset);
}

async function judge(options: RunOptions, clone: Clone, changeset: Changeset): Promise<TurnMessage | null> {
  if (!options.job.settings.judge || options.signal.aborted) return null;
  const objections = await judgeChange(options, clone, changeset);
  return objections.length > 0 ? sendBack(options, 'judge', judgeTurnText(objections), 1) : null;
}
