import { ok, type Result } from '../../shared/errors.ts';
import type { RunEvent } from '../../shared/events.ts';
import { applyEventToRun, type Run } from '../../shared/run.ts';
import type { RunEvents } from './run-plan.ts';
import { pendingComments, progressOf, type RunProgress } from './run-progress.ts';

/** What is recorded of a run at this moment: read from disk once for an execution, then kept as it grows. */
export interface RunLog {
  progress(): RunProgress;
  /** A person's messages that no turn has taken up yet. */
  comments(): string[];
  /** The row as the events tell it. */
  run(): Run;
  close(): void;
}

/** @param begun the row as it was at some moment before; what it holds already is not told again */
export async function openRunLog(begun: Run, { read, follow }: RunEvents): Promise<Result<RunLog>> {
  const events: RunEvent[] = [];
  let run = begun;
  let known: RunProgress | null = null;
  const add = (more: readonly RunEvent[]) => {
    const last = events.at(-1)?.seq ?? 0;
    const unseen = more.filter(({ seq }) => seq > last);
    events.push(...unseen);
    run = unseen.reduce(applyEventToRun, run);
    known = null;
  };
  // Followed first: what is saved while the log is read must not be missed.
  let early: RunEvent[] | null = [];
  const close = follow((more) => (early === null ? add(more) : early.push(...more)));
  const saved = await read();
  if (!saved.ok) {
    close();
    return saved;
  }
  add(saved.value);
  add(early);
  early = null;
  return ok({
    progress: () => {
      known ??= progressOf(events);
      return known;
    },
    run: () => run,
    comments: () => pendingComments(events),
    close,
  });
}
