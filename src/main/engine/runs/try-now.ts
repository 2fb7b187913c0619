import type { Result } from '../../../shared/errors.ts';
import type { RunId } from '../../../shared/ids.ts';
import { says } from '../../../shared/messages/row-message.ts';
import type { Queue } from '../../scheduler/contract.ts';
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
  deps: { records: Records; impatience: Impatience; queue: Pick<Queue, 'tryNow'> },
  runIds: readonly RunId[],
): Promise<Result<null>> {
  const { records, impatience } = deps;
  for (const runId of runIds) {
    const run = records.run(runId);
    if (!run) continue;
    // Waits of another kind, such as for the rate limit, have nobody who could be told.
    if (run.status === 'running' && run.waitingUntil !== null && run.action.code === 'asking_model_again') {
      impatience.tell(runId);
      records.showUnsaved(runId, { action: says('thinking'), waitingUntil: null });
    }
    if (run.status === 'settled' && run.publication.step === 'waiting') {
      const ended = await records.record(runId, { kind: 'publication_requested', by: run.publication.by });
      if (!ended.ok) return ended;
    }
  }
  return deps.queue.tryNow(runIds);
}
