import { z } from 'zod';
import { RunEvent } from '../events.ts';
import { RunId } from '../ids.ts';
import { LiveStep } from '../live-step.ts';
import { ANYWAY, done, method, runId, runIds } from './method.ts';

/** Runs at work: what a person does to them, and what they say. */
export const RUNS_METHODS = {
  'runs.cancel': method(runIds, done),
  'runs.retry': method(runIds, done),
  /** Ends the wait of runs that are tried again later, because nobody answered. */
  'runs.tryNow': method(runIds, done),
  /** Moves waiting runs of one job, in this order, before another one or to the end of the queue. */
  'runs.reorder': method(runIds.extend({ before: RunId.nullable() }), done),
  /** A person's message to the sessions of these runs: the next turn of each. */
  'runs.comment': method(
    z.object({ runIds: z.array(RunId).min(1).max(2000), text: z.string().trim().min(1).max(50_000), ...ANYWAY }),
    done,
  ),
  'runs.events': method(
    z.object({
      runId: RunId,
      after: z.number().int().nonnegative(),
      /** At most so many events, the oldest first; `lastSeq` then says that there are more. All when left out. */
      limit: z.number().int().positive().optional(),
    }),
    z.object({ events: z.array(RunEvent), lastSeq: z.number() }),
  ),
  /** Runs the check on the present changeset; answers when it has ended. */
  'runs.checkAgain': method(runId, done),
  /** Ends a check that runs again; what it said before stays. */
  'runs.stopCheck': method(runId, done),
  /** What the check that runs again has printed by now; null while none does. */
  'runs.checkOutput': method(runId, z.object({ output: z.string().nullable() })),
  'runs.checkLog': method(
    z.object({ runId: RunId, checkId: z.string().regex(/^[a-z0-9-]{1,60}$/) }),
    z.object({ log: z.string() }),
  ),
  'runs.openFolder': method(runId, done),
  /**
   * From now on this window gets the events and deltas of the run; `threads.unwatch` ends it. `live`: what was streamed so far
   * of the present step; `lastSeq`: the newest event that it knows of, 0 when none came since the app started.
   */
  'threads.watch': method(runId, z.object({ live: LiveStep.nullable(), lastSeq: z.number().int() })),
  'threads.unwatch': method(runId, done),
} as const;
