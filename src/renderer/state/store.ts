import { createStore, useStore } from 'zustand';
import type { JobId, RunId } from '../../shared/ids.ts';
import type { MethodValue, Push } from '../../shared/ipc.ts';
import type { HoldReason } from '../../shared/messages/holds.ts';
import type { AppNotice, AppState, SandboxState } from '../../shared/methods/app.ts';
import type { JobSummary } from '../../shared/methods/jobs.ts';
import type { Run } from '../../shared/run.ts';
import { DEFAULT_SETTINGS, type KeyState, type KeyStorage, type Settings } from '../../shared/settings.ts';

/** The window's copy of main's truth. Nothing is guessed here: it changes by snapshots and pushes only. */
export interface ClientState {
  loaded: boolean;
  version: string;
  platform: string;
  dataPath: string;
  /** True when the whole app runs as the demo. */
  scripted: boolean;
  settings: Settings;
  keys: readonly KeyState[];
  keyStorage: KeyStorage;
  sandbox: SandboxState | null;
  notices: readonly AppNotice[];
  /** Why waiting runs are not started although a place is free, in words. */
  held: HoldReason | null;
  /** False while the machine says that it has no network. */
  online: boolean;
  jobs: Readonly<Record<JobId, JobSummary>>;
  runs: Readonly<Record<RunId, Run>>;
  /** Ids in order of position. Only complete for jobs in `opened`. */
  runIdsOfJob: Readonly<Record<JobId, readonly RunId[]>>;
  /** Jobs whose runs were read as a whole; pushes keep them whole from then on. */
  opened: Readonly<Record<JobId, true>>;
}

export const EMPTY_STATE: ClientState = {
  loaded: false,
  version: '',
  platform: '',
  dataPath: '',
  scripted: false,
  settings: DEFAULT_SETTINGS,
  keys: [],
  keyStorage: { kind: 'keychain', problem: null },
  sandbox: null,
  notices: [],
  held: null,
  online: true,
  jobs: {},
  runs: {},
  runIdsOfJob: {},
  opened: {},
};

/** The state after the first answer of main; runs that were pushed before it are kept. */
export const applySnapshot = (state: ClientState, app: AppState): ClientState => ({
  ...state,
  loaded: true,
  version: app.version,
  platform: app.platform,
  dataPath: app.dataPath,
  scripted: app.scripted,
  settings: app.settings,
  keys: app.keys,
  keyStorage: app.keyStorage,
  sandbox: app.sandbox,
  notices: app.notices,
  held: app.held,
  jobs: { ...state.jobs, ...byJobId(app.jobs) },
});

/** The state after a job was read as a whole. Runs that a push has already made newer stay. */
export function applyOpenedJob(state: ClientState, answer: MethodValue<'jobs.open'>): ClientState {
  const jobId = answer.summary.job.id;
  const withRuns = mergeRuns(state, jobId, answer.runs);
  return {
    ...withRuns,
    jobs: { ...withRuns.jobs, [jobId]: answer.summary },
    opened: { ...withRuns.opened, [jobId]: true },
  };
}

/** What a push changes. Events, deltas and menu clicks are not state of the whole window: they leave it untouched. */
export function applyPush(state: ClientState, push: Push): ClientState {
  switch (push.type) {
    case 'runs':
      return mergeRuns(state, push.jobId, push.runs);
    case 'jobs':
      return { ...state, jobs: { ...state.jobs, ...byJobId(push.jobs) } };
    case 'job_removed':
      return removeJob(state, push.jobId);
    case 'settings':
      return { ...state, settings: push.settings };
    case 'keys':
      return { ...state, keys: push.keys, keyStorage: push.keyStorage };
    case 'sandbox':
      return { ...state, sandbox: push.sandbox };
    case 'notices':
      return { ...state, notices: push.notices };
    case 'held':
      return { ...state, held: push.reason };
    case 'events':
    case 'deltas':
    case 'menu':
      return state;
  }
}

function mergeRuns(state: ClientState, jobId: JobId, incoming: readonly Run[]): ClientState {
  const newer = incoming.filter((run) => run.lastSeq >= (state.runs[run.id]?.lastSeq ?? 0));
  if (newer.length === 0) return state;
  const runs = { ...state.runs };
  let orderChanged = false;
  for (const run of newer) {
    orderChanged ||= runs[run.id]?.position !== run.position;
    runs[run.id] = run;
  }
  if (!orderChanged) return { ...state, runs };
  const ids = new Set([...(state.runIdsOfJob[jobId] ?? []), ...newer.map((run) => run.id)]);
  const place = (id: RunId) => runs[id]?.position ?? 0;
  const ordered = [...ids].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  return { ...state, runs, runIdsOfJob: { ...state.runIdsOfJob, [jobId]: ordered } };
}

function removeJob(state: ClientState, jobId: JobId): ClientState {
  const { [jobId]: _job, ...jobs } = state.jobs;
  const { [jobId]: gone = [], ...runIdsOfJob } = state.runIdsOfJob;
  const { [jobId]: _opened, ...opened } = state.opened;
  const runs = { ...state.runs };
  for (const id of gone) delete runs[id];
  return { ...state, jobs, runIdsOfJob, opened, runs };
}

const byJobId = (jobs: readonly JobSummary[]): Record<JobId, JobSummary> =>
  Object.fromEntries(jobs.map((summary) => [summary.job.id, summary])) as Record<JobId, JobSummary>;

export const store = createStore<ClientState>(() => EMPTY_STATE);

/** Reads a narrow part of main's truth in a component. Selectors that build objects go through useShallow. */
export const useClient = <T>(select: (state: ClientState) => T): T => useStore(store, select);
