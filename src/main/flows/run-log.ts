import { ok, type Result } from '../../shared/errors.ts';
import type { RunEvent } from '../../shared/events.ts';
import { pendingComments } from '../queue/ending.ts';
import { progressOf, type RunProgress } from './run-progress.ts';

/** Where the events of a run come from. */
export interface RunEvents {
  /** All that are saved, oldest first. */
  read: () => Promise<Result<RunEvent[]>>;
  /** Calls with events as they are saved, whoever records them; returns what ends that. */
  follow: (onEvents: (events: readonly RunEvent[]) => void) => () => void;
}

/** What is recorded of a run at this moment: read from disk once for an execution, then kept as it grows. */
export interface RunLog {
  progress(): RunProgress;
  /** A person's messages that no turn has taken up yet. */
  comments(): string[];
  close(): void;
}

export async function openRunLog({ read, follow }: RunEvents): Promise<Result<RunLog>> {
  const events: RunEvent[] = [];
  let known: RunProgress | null = null;
  const add = (more: readonly RunEvent[]) => {
    const last = events.at(-1)?.seq ?? 0;
    events.push(...more.filter(({ seq }) => seq > last));
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
    comments: () => pendingComments(events),
    close,
  });
}
