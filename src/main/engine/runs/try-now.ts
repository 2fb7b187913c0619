import { ok, type Result } from '../../../shared/errors.ts';
import type { RunId } from '../../../shared/ids.ts';
import { says } from '../../../shared/messages/row-message.ts';
import type { Records } from '../../store/contract.ts';

/** Lets a person end the wait of a running session before its next request. */
export interface Impatience {
  /** Subscribes a session of this run; returns the unsubscribe function. */
  listen(runId: RunId, listener: () => void): () => void;
  tell(runId: RunId): void;
}

export function createImpatience(): Impatience {
  const listeners = new Map<RunId, () => void>();
  return {
    listen(runId, listener) {
      listeners.set(runId, listener);
      return () => {
        if (listeners.get(runId) === listener) listeners.delete(runId);
      };
    },
    tell: (runId) => listeners.get(runId)?.(),
  };
}

/** Ends waits after failures of these runs; waits that a host has ordered still hold. */
export async function tryNow(
  deps: { records: Records; impatience: Impatience; now: () => number },
  runIds: readonly RunId[],
): Promise<Result<null>> {
  const { records, impatience, now } = deps;
  for (const runId of runIds) {
    const run = records.run(runId);
    if (!run) continue;
    // Waits of another kind, such as for the rate limit, have nobody who could be told.
    if (run.status === 'running' && run.waitingUntil !== null && run.action.code === 'asking_model_again') {
      impatience.tell(runId);
      records.showUnsaved(runId, { action: says('thinking'), waitingUntil: null });
    }
    const ended =
      run.status === 'queued' && run.waitingUntil !== null
        ? await records.record(runId, { kind: 'waiting', reason: run.action, until: now() })
        : run.status === 'settled' && run.publication.step === 'waiting'
          ? await records.record(runId, { kind: 'publication_requested', by: run.publication.by })
          : ok(null);
    if (!ended.ok) return ended;
  }
  return ok(null);
}
