import type { Changeset } from '../../shared/changeset.ts';
import type { CheckResult, Verdict } from '../../shared/check.ts';
import type { RunEvent, RunEventBody } from '../../shared/events.ts';
import type { FinishReport } from '../../shared/finish.ts';
import { TurnId } from '../../shared/ids.ts';

type BodyOf<K extends RunEventBody['kind']> = Extract<RunEventBody, { kind: K }>;

/** A run's progress, derived from its events. Everything since the last fresh clone is one thread. */
export interface RunProgress {
  /** Start over: there is no clone yet, or a person asked for a retry from the start. */
  fresh: boolean;
  /** Events of the current thread, from which the session's conversation is rebuilt. */
  thread: readonly RunEvent[];
  turns: number;
  /** The last turn's end; null when there is none or the turn is still open. */
  ended: BodyOf<'turn_finished'> | null;
  openTurn: boolean;
  report: FinishReport | null;
  /** The last text of the session. */
  lastWords: string;
  baseline: CheckResult | null;
  /** Of the last changeset, since it was made. */
  after: CheckResult | null;
  verdict: Verdict | null;
  /** The judge's opinion of the last changeset. */
  judged: BodyOf<'judged'> | null;
  changeset: Changeset | null;
  /** The check whose alteration by the changeset is told among its doubts; null when there was none. */
  doubtedCommand: string | null;
  rounds: number;
  /** Turns by which the app sent the work back since a person's last message. */
  sentBack: { check: number; guard: number; judge: number };
  /** Used since the run last settled, against its limits. */
  spent: { steps: number; ms: number };
}

/** Pure. */
export function progressOf(events: readonly RunEvent[]): RunProgress {
  const queued = events.findLast(({ body }) => body.kind === 'queued');
  const clonedAt = events.findLastIndex(({ body }) => body.kind === 'cloned');
  const reason = queued?.body.kind === 'queued' ? queued.body.reason : 'created';
  const anew = reason === 'created' || reason === 'retry';
  const fresh = clonedAt < 0 || (anew && (queued?.seq ?? 0) > (events[clonedAt]?.seq ?? 0));
  const thread = fresh ? [] : events.slice(clonedAt);

  const progress: RunProgress = {
    fresh,
    thread,
    turns: events.filter(({ body }) => body.kind === 'turn_started').length,
    ended: null,
    openTurn: false,
    report: null,
    lastWords: '',
    baseline: null,
    after: null,
    verdict: null,
    judged: null,
    changeset: null,
    doubtedCommand: null,
    rounds: events.filter(({ body }) => body.kind === 'changeset_ready').length,
    sentBack: { check: 0, guard: 0, judge: 0 },
    spent: { steps: 0, ms: 0 },
  };
  for (const { body } of thread) applyTo(progress, body);
  for (const { body } of sinceSettled(thread)) addEffort(progress.spent, body);
  return progress;
}

/** Did the session answer the last comment without touching the existing change? Pure. */
export function commentChangedNothing(thread: readonly RunEvent[]): boolean {
  const asked = thread.findLastIndex(({ body }) => body.kind === 'turn_started' && body.source === 'person');
  if (asked < 0) return false;
  const before = lastTree(thread.slice(0, asked));
  return before !== null && before === lastTree(thread);
}

function lastTree(events: readonly RunEvent[]): string | null {
  const ready = events.findLast(({ body }) => body.kind === 'changeset_ready');
  return ready?.body.kind === 'changeset_ready' ? ready.body.changeset.tree : null;
}

function applyTo(progress: RunProgress, body: RunEventBody): void {
  switch (body.kind) {
    case 'turn_started':
      progress.openTurn = true;
      progress.ended = null;
      progress.report = null;
      if (body.source === 'person' || body.source === 'instruction')
        progress.sentBack = { check: 0, guard: 0, judge: 0 };
      else progress.sentBack[body.source] += 1;
      return;
    case 'step_completed':
      progress.lastWords = textOf(body) || progress.lastWords;
      return;
    case 'turn_finished':
      progress.openTurn = false;
      progress.ended = body;
      progress.report = body.report ?? progress.report;
      return;
    case 'check_finished':
      if (body.result.moment === 'after') {
        progress.after = body.result;
        return;
      }
      // What another command said after the change proves nothing beside it.
      if (progress.after?.command !== body.result.command) {
        progress.after = null;
        progress.verdict = null;
      }
      progress.baseline = body.result;
      return;
    case 'verdict_reached':
      progress.verdict = body.verdict;
      return;
    case 'changeset_ready':
      progress.changeset = body.changeset;
      progress.doubtedCommand = progress.baseline?.command ?? null;
      progress.after = null;
      progress.verdict = null;
      progress.judged = null;
      return;
    case 'judged':
      progress.judged = body;
      return;
    default:
  }
}

const textOf = (body: BodyOf<'step_completed'>): string =>
  body.content
    .map((block) => (block.type === 'text' && typeof block.text === 'string' ? block.text : ''))
    .join('\n')
    .trim();

function sinceSettled(thread: readonly RunEvent[]): readonly RunEvent[] {
  return thread.slice(thread.findLastIndex(({ body }) => body.kind === 'settled') + 1);
}

/** The time of model and tools, without waiting. */
function addEffort(spent: RunProgress['spent'], body: RunEventBody): void {
  if (body.kind === 'step_completed') {
    spent.steps += 1;
    spent.ms += body.ms;
  }
  if (body.kind === 'tool_finished') spent.ms += body.ms;
}

/** Turn ids are counted, so that the same log always yields the same ids. */
export const turnIdAfter = (turns: number): TurnId => TurnId.parse(`turn_${turns + 1}`);

/** Comments that no turn has answered yet. */
export function pendingComments(events: readonly RunEvent[]): string[] {
  const taken = events.findLast(({ body }) => body.kind === 'turn_started' && body.source === 'person')?.seq ?? 0;
  return events.flatMap(({ seq, body }) => (body.kind === 'comment_added' && seq > taken ? [body.text] : []));
}
