import { useEffect, useState } from 'react';
import type { RunId } from '../../../../shared/ids.ts';
import type { MethodValue } from '../../../../shared/ipc.ts';
import { invoke } from '../../../api.ts';

export type Scope = 'all' | 'since';

/** The tree that a person last judged, when the change is another one by now. Pure. */
export function lastReviewed(rounds: MethodValue<'runs.rounds'>, tree: string): string | null {
  const reviewed = rounds.findLast((round) => round.reviewed)?.tree ?? null;
  return reviewed === tree ? null : reviewed;
}

/** All of the change, or what is new since the person last decided on it or commented. */
export function useScope(runId: RunId, tree: string) {
  const [reviewed, setReviewed] = useState<string | null>(null);
  const [scope, setScope] = useState<Scope>('all');
  useEffect(() => {
    let left = false;
    void invoke('runs.rounds', { runId }).then((answer) => {
      if (!left) setReviewed(answer.ok ? lastReviewed(answer.value, tree) : null);
    });
    return () => {
      left = true;
    };
  }, [runId, tree]);
  return { scope, setScope, canNarrow: reviewed !== null, since: scope === 'since' ? reviewed : null };
}
