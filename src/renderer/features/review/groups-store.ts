import { useEffect } from 'react';
import { createStore, useStore } from 'zustand';
import type { AppError } from '../../../shared/errors.ts';
import type { JobId, RunId } from '../../../shared/ids.ts';
import type { ReviewGroup } from '../../../shared/review-groups.ts';
import { hasNewChange, type Run } from '../../../shared/run.ts';
import { invoke } from '../../api.ts';
import { runsOf } from '../../state/selectors.ts';
import { useClient } from '../../state/store.ts';

/** The groups of a job as main last gave them. */
export interface JobGroups {
  groups: readonly ReviewGroup[] | null;
  error: AppError | null;
}

const groupsStore = createStore<{ byJob: Readonly<Record<JobId, JobGroups>> }>(() => ({ byJob: {} }));

const NOT_YET: JobGroups = { groups: null, error: null };

export const useGroupsOfJobs = (): Readonly<Record<JobId, JobGroups>> => useStore(groupsStore, (state) => state.byJob);

/** The group that a run stands in, or null. */
export const useGroupOfRun = (jobId: JobId | undefined, runId: RunId): ReviewGroup | null =>
  useStore(groupsStore, (state) => {
    const groups = jobId === undefined ? null : state.byJob[jobId]?.groups;
    return groups?.find(({ members }) => members.some((member) => member.runId === runId)) ?? null;
  });

export async function readGroups(jobId: JobId): Promise<void> {
  const answer = await invoke('jobs.groups', { jobId });
  groupsStore.setState(({ byJob }) => {
    const before = byJob[jobId] ?? NOT_YET;
    // What was known stays on the screen when it cannot be read anew.
    const after = answer.ok ? { groups: answer.value.groups, error: null } : { ...before, error: answer.error };
    return { byJob: { ...byJob, [jobId]: after } };
  });
}

/** Everything about a run that can move it to another group. */
const groupingKey = (run: Run): string =>
  hasNewChange(run)
    ? `${run.id}${run.changeset?.tree}${run.verdict}${run.guardProblems.length}${run.judgeReasons.length}${run.review.decision === 'rejected'}`
    : '';

/** Runs settle one after the other: each alone is not worth a new look. */
const SETTLE_MS = 300;

/** Keeps the groups of a job up to date while the component stands. Draws nothing. */
export function FollowGroups({ jobId }: { jobId: JobId }) {
  const key = useClient((state) => (state.opened[jobId] ? runsOf(state, jobId).map(groupingKey).join() : null));
  useEffect(() => {
    if (key === null) return undefined;
    const known = groupsStore.getState().byJob[jobId] !== undefined;
    const timer = setTimeout(() => void readGroups(jobId), known ? SETTLE_MS : 0);
    return () => clearTimeout(timer);
  }, [jobId, key]);
  return null;
}
