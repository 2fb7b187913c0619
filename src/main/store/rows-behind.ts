import type { Run } from '../../shared/run.ts';
import type { EventLog } from './event-log.ts';

/** All at once would be many open files. */
const LOGS_AT_ONCE = 32;

/**
 * The rows that were saved before the last events of their logs, or of which the logs' ends do not tell. Reading all logs of
 * a large job each time it is opened would cost a second.
 */
export async function rowsBehind(runs: readonly Run[], endsAt: EventLog['endsAt']): Promise<Run[]> {
  const behind: Run[] = [];
  for (let from = 0; from < runs.length; from += LOGS_AT_ONCE) {
    const some = runs.slice(from, from + LOGS_AT_ONCE);
    const known = await Promise.all(some.map((run) => endsAt(run.id, run.lastSeq)));
    behind.push(...some.filter((_run, index) => !known[index]));
  }
  return behind;
}
