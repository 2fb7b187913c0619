import { failure, type Result } from '../../shared/errors.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { StandingDoubt } from '../../shared/messages/standing.ts';
import type { ReviewGroup } from '../../shared/review-groups.ts';
import type { OnDefect } from '../lib/defects.ts';
import { createLocks } from '../lib/locks.ts';
import { createThread } from '../lib/thread.ts';
import { FromComparer, type ToComparer } from './review-protocol.ts';

/** A change to be grouped; `readPatch` is only called when it is not known yet. */
export interface GroupingCandidate {
  runId: RunId;
  /** Names what the change leads to: the same key means the same patch. */
  key: string;
  names: string[];
  doubts: StandingDoubt[];
  readPatch: () => Promise<Result<string>>;
}

/** Compares the changes of jobs in a thread of its own, which is started when it is first needed. */
export interface Grouping {
  /** Runs whose patch cannot be read are left out. */
  group(jobId: JobId, candidates: readonly GroupingCandidate[]): Promise<Result<ReviewGroup[]>>;
  close(): Promise<void>;
}

/** So many patches are read at the same time. */
const READING = 3;

/** @param file the program of the thread */
export function createGrouping(file: string, onDefect: OnDefect = () => undefined): Grouping {
  /** Keys whose shapes the thread holds, by job. */
  const known = new Map<JobId, ReadonlySet<string>>();
  const thread = createThread<ToComparer, FromComparer>({
    file,
    answer: FromComparer,
    onGone: () => known.clear(),
    onDefect: (thrown) => onDefect('review', thrown),
  });
  // One list per job at a time: the second one then finds what the first one read.
  const inTurn = createLocks();

  const group = async (jobId: JobId, candidates: readonly GroupingCandidate[]): Promise<Result<ReviewGroup[]>> => {
    const before = known.get(jobId);
    const missing = candidates.filter(({ key }) => !before?.has(key));
    const patches = new Map<string, string>();
    await Promise.all(
      Array.from({ length: READING }, async () => {
        for (let next = missing.shift(); next; next = missing.shift()) {
          const patch = await next.readPatch();
          if (patch.ok) patches.set(next.key, patch.value);
        }
      }),
    );
    // A thread that ended meanwhile knows nothing any more.
    const held = known.get(jobId);
    const sent: ToComparer['candidates'] = candidates
      .filter(({ key }) => held?.has(key) || patches.has(key))
      .map(({ runId, key, names, doubts }) => ({
        runId,
        key,
        names,
        doubts,
        patch: held?.has(key) ? null : (patches.get(key) ?? null),
      }));
    known.set(jobId, new Set(sent.map(({ key }) => key)));
    const groups = await thread.ask({ jobId, candidates: sent });
    return groups.ok
      ? groups
      : failure('unexpected', 'The changes could not be compared.', {
          why: groups.error,
          next: 'Review them one by one.',
        });
  };

  return { group: (jobId, candidates) => inTurn(jobId, () => group(jobId, candidates)), close: thread.close };
}
