import { ok, type Result } from '../../shared/errors.ts';
import type { RunEvent } from '../../shared/events.ts';
import { applyEventToRun, type Run } from '../../shared/run.ts';
import type { RunEvents } from './run-plan.ts';
import { pendingComments, progressOf, type RunProgress } from './run-progress.ts';

/** The recorded state of a run: read from disk once per execution, then updated with each event. */
export interface RunLog {
  progress(): RunProgress;
  /** Comments that no turn has answered yet. */
  comments(): string[];
  /** The row, reduced from the events. */
  run(): Run;
  close(): void;
}

/** @param begun an earlier row; events that it contains already are skipped */
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
  // Subscribed first: events that are saved while the log is read must not be missed.
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
