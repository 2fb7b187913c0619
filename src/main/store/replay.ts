import type { RunId } from '../../shared/ids.ts';
import { type Journaled, readJournals } from './journal.ts';
import { completeLog, recoverLog, syncLogs } from './log-file.ts';

/**
 * After a start: gives every run's log the events that only a journal still holds. Returns what the journals held: the rows
 * of those runs may be older than their logs, and their costs are in no sum yet. The journals stay until the next
 * checkpoint. `isKept` is false for runs of a removed job. Throws file system errors.
 */
export async function replayJournals(options: {
  journalFolder: string;
  fileOf: (runId: RunId) => string;
  isKept: (runId: RunId) => boolean;
  now: () => number;
  onDamage: (runId: RunId, kept: string) => void;
  onJournalDamage: (kept: string) => void;
}): Promise<Journaled> {
  const journaled = await readJournals(options.journalFolder, options.now, options.onJournalDamage);
  for (const [runId, own] of Map.groupBy(journaled.events, (entry) => entry.runId)) {
    if (!options.isKept(runId)) continue;
    const log = await recoverLog(runId, options.fileOf(runId), options.now, options.onDamage);
    await completeLog(log, own);
    await syncLogs([log]);
  }
  return journaled;
}
