import { useEffect, useState } from 'react';
import type { Changeset } from '../../../../shared/changeset.ts';
import type { AppError } from '../../../../shared/errors.ts';
import type { RunId } from '../../../../shared/ids.ts';
import { invoke } from '../../../api.ts';

/** The changeset of a run with its patch, as far as it is known. */
export type ChangesetState =
  | { kind: 'loading' }
  | { kind: 'failed'; error: AppError }
  | { kind: 'none' }
  | { kind: 'ready'; changeset: Changeset; patch: string; cut: boolean; shortened: number[]; since: string | null };

/**
 * Reads changeset and patch of one run, from the base or `since` an earlier tree; reads them again when the tree changes or
 * `retry` is called. What was read stays until the new is here, so that a reader keeps the place.
 */
export function useChangeset(
  runId: RunId,
  tree: string | null,
  since: string | null,
): ChangesetState & { retry: () => void } {
  const [state, setState] = useState<ChangesetState>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new tree or another attempt asks again
  useEffect(() => {
    let left = false;
    setState((before) => (before.kind === 'ready' ? before : { kind: 'loading' }));
    void readChangeset(runId, since).then((next) => {
      if (!left) setState(next);
    });
    return () => {
      left = true;
    };
  }, [runId, tree, since, attempt]);
  return { ...state, retry: () => setAttempt((count) => count + 1) };
}

async function readChangeset(runId: RunId, since: string | null): Promise<ChangesetState> {
  const from = since === null ? {} : { since };
  const [changeset, patch] = await Promise.all([
    invoke('runs.changeset', { runId, ...from }),
    invoke('runs.patch', { runId, path: null, ...from }),
  ]);
  if (!changeset.ok) return { kind: 'failed', error: changeset.error };
  if (changeset.value === null || changeset.value.files.length === 0) return { kind: 'none' };
  if (!patch.ok) return { kind: 'failed', error: patch.error };
  return { kind: 'ready', changeset: changeset.value, ...patch.value, since };
}
