import { z } from 'zod';
import { createStore, useStore } from 'zustand';
import { JobId, RunId } from '../../shared/ids.ts';
import { keep, readKept } from './kept.ts';
import { FIGURES, type Figure, RunSort } from './run-sort.ts';

/** Where the window is. A run opens beside the list that it was opened from. */
export const Route = z.discriminatedUnion('screen', [
  z.object({ screen: z.literal('jobs') }),
  z.object({ screen: z.literal('job'), jobId: JobId, runId: RunId.nullable() }),
  z.object({ screen: z.literal('new-job') }),
  z.object({ screen: z.literal('review'), runId: RunId.nullable() }),
  z.object({ screen: z.literal('pull-requests') }),
  z.object({ screen: z.literal('insights') }),
  z.object({ screen: z.literal('settings') }),
]);
export type Route = z.infer<typeof Route>;
export type ScreenName = Route['screen'];

/** What survives a restart: where one was and how one likes things to look. */
const Kept = z.object({
  route: Route,
  threadView: z.enum(['simplified', 'technical']),
  diffLayout: z.enum(['split', 'unified']),
  ignoreWhitespace: z.boolean(),
  wrapLines: z.boolean(),
  dense: z.boolean(),
  reviewView: z.enum(['groups', 'rows']),
  /** Pixels by the id of a SplitPane. */
  paneSizes: z.record(z.string(), z.number()),
  /** `jobId:group` of the groups that are folded, or unfolded where folded is usual. */
  foldedGroups: z.record(z.string(), z.boolean()),
  /** Of the lists of runs; null leaves them in the order of their job. */
  runSort: RunSort.nullable(),
  /** Columns of the lists of runs that were put away. */
  hiddenColumns: z.array(z.enum(FIGURES)).readonly(),
});
type Kept = z.infer<typeof Kept>;
/** What was kept by an earlier version may lack some of it. */
export const KeptUi = Kept.partial();

export type Overlay = 'palette' | 'keys' | 'search' | 'about' | 'diagnostics' | null;

/** A place of a conversation that somebody wants to see, and the words that led there. */
export interface Jump {
  runId: RunId;
  seq: number;
  text: string;
}

/** A place of the change of a run that somebody wants to see. */
export interface DiffPlace {
  runId: RunId;
  path: string;
  /** Of the file after the change, counted from 1; null for its beginning. */
  line: number | null;
}

/** What a person is asked about a job; `group` is the one of its options that is meant. */
export type JobQuestion = { jobId: JobId } & (
  | { about: 'options'; group?: OptionGroupName | undefined }
  | { about: 'budget' | 'prompt' | 'rename' | 'cancel' | 'delete' }
);
/** The parts of Settings that a failure may lead to. */
export type SettingsSection = 'Keys' | 'Running' | 'Editor' | 'Services' | 'New jobs';
/** The parts that the options of a job come in. */
export type OptionGroupName = 'Model' | 'Limits' | 'Proof' | 'Pull request' | 'Commands';

export interface UiState extends Kept {
  overlay: Overlay;
  /** Where the conversation of a run should open; taken back by the conversation that has gone there. */
  jump: Jump | null;
  /** Where the diff of a run should open; taken back by the diff that has gone there. */
  diffAt: DiffPlace | null;
  /** Runs whose publish plan is being shown, or null. */
  publishing: readonly RunId[] | null;
  /** The part of Settings that is to be shown; taken back by the screen that shows it. */
  settingsAt: SettingsSection | null;
  /** The options of the job that is being written that are to be shown; taken back by the screen that shows them. */
  newJobOptionsAt: OptionGroupName | null;
  /** What is asked about a job just now, or null. */
  asking: JobQuestion | null;
  /** Ticked runs; a tick is forgotten when its list is left. */
  ticked: ReadonlySet<RunId>;
  /** Where a range of ticks begins: the row that was ticked last. */
  anchorRunId: RunId | null;
  /** Screens that were left, the newest last, and those that were left by going back. */
  past: readonly Route[];
  future: readonly Route[];
  /** The row that the keyboard stands on. */
  activeRunId: RunId | null;
  filter: string;
}

const KEPT_KEYS = [
  'route',
  'threadView',
  'diffLayout',
  'ignoreWhitespace',
  'wrapLines',
  'dense',
  'reviewView',
  'paneSizes',
  'foldedGroups',
  'runSort',
  'hiddenColumns',
] as const satisfies readonly (keyof Kept)[];
const STORAGE_KEY = 'cody-batch.ui.1';

export const FRESH_UI: UiState = {
  route: { screen: 'jobs' },
  threadView: 'simplified',
  diffLayout: 'unified',
  ignoreWhitespace: false,
  wrapLines: true,
  dense: false,
  reviewView: 'groups',
  paneSizes: {},
  foldedGroups: {},
  runSort: null,
  hiddenColumns: [],
  overlay: null,
  jump: null,
  diffAt: null,
  publishing: null,
  settingsAt: null,
  newJobOptionsAt: null,
  asking: null,
  ticked: new Set(),
  anchorRunId: null,
  past: [],
  future: [],
  activeRunId: null,
  filter: '',
};

export const uiStore = createStore<UiState>(() => ({
  ...FRESH_UI,
  // JSON holds no undefined.
  ...(readKept(STORAGE_KEY, KeptUi) as Partial<Kept> | null),
}));

uiStore.subscribe((state, before) => {
  if (KEPT_KEYS.every((key) => state[key] === before[key])) return;
  keep(STORAGE_KEY, Object.fromEntries(KEPT_KEYS.map((key) => [key, state[key]])));
});

export const useUi = <T>(select: (state: UiState) => T): T => useStore(uiStore, select);

/** Goes to a screen. Ticks, filter and the keyboard's row belong to the list that is left. */
export function navigate(route: Route): void {
  uiStore.setState((state) => ({ ...arrivedAt(state, route), past: pastOf(state, route), future: [] }));
}
const arrivedAt = (state: UiState, route: Route): Partial<UiState> =>
  sameList(state.route, route) ? { route } : { route, ...EMPTY_SELECTION };
const EMPTY_SELECTION = { ticked: new Set<RunId>(), anchorRunId: null, activeRunId: null, filter: '' };

const MOST_PAST = 50;
/** Going through the runs of a list is one step, however many they are. */
function pastOf({ route: left, past }: UiState, route: Route): readonly Route[] {
  const isSame = JSON.stringify(left) === JSON.stringify(route);
  const isNextRun = sameList(left, route) && openRunId(left) !== null && openRunId(route) !== null;
  return isSame || isNextRun ? past : [...past, left].slice(-MOST_PAST);
}

/** Goes to the screen that was left last, and from there forward again. */
export function goBack(): void {
  uiStore.setState((state) => {
    const route = state.past.at(-1);
    if (!route) return state;
    const opened = { activeRunId: openRunId(route) ?? state.activeRunId };
    return {
      ...arrivedAt(state, route),
      ...opened,
      past: state.past.slice(0, -1),
      future: [...state.future, state.route],
    };
  });
}
export function goForward(): void {
  uiStore.setState((state) => {
    const route = state.future.at(-1);
    if (!route) return state;
    const opened = { activeRunId: openRunId(route) ?? state.activeRunId };
    return {
      ...arrivedAt(state, route),
      ...opened,
      future: state.future.slice(0, -1),
      past: [...state.past, state.route],
    };
  });
}
/** Nobody goes back to a job that is gone. */
export function forgetJobRoutes(jobId: JobId): void {
  const isLeft = (route: Route): boolean => route.screen !== 'job' || route.jobId !== jobId;
  uiStore.setState(({ past, future }) => ({ past: past.filter(isLeft), future: future.filter(isLeft) }));
}

const sameList = (a: Route, b: Route): boolean =>
  a.screen === b.screen && (a.screen !== 'job' || b.screen !== 'job' || a.jobId === b.jobId);

/** Opens a run beside the list that is shown; elsewhere its own job is opened. */
export function openRun(jobId: JobId, runId: RunId): void {
  const { route } = uiStore.getState();
  uiStore.setState({ activeRunId: runId });
  if (route.screen === 'review') navigate({ screen: 'review', runId });
  else navigate({ screen: 'job', jobId, runId });
  uiStore.setState({ activeRunId: runId });
}

/** Closes the run that is open beside a list, if one is. */
export function closeRun(): void {
  const { route } = uiStore.getState();
  if (route.screen === 'job' || route.screen === 'review') navigate({ ...route, runId: null });
}

/** The run that is open beside a list, or null. */
export const openRunId = (route: Route): RunId | null =>
  route.screen === 'job' || route.screen === 'review' ? route.runId : null;

/** Opens the conversation of a run at a place in its log. */
export function jumpTo(jobId: JobId, jump: Jump): void {
  navigate({ screen: 'job', jobId, runId: jump.runId });
  uiStore.setState({ activeRunId: jump.runId, jump });
}

/** Shows a place of the change of a run that is open. */
export const showInDiff = (diffAt: DiffPlace): void => uiStore.setState({ diffAt });

export const setOverlay = (overlay: Overlay): void => uiStore.setState({ overlay });
/** Shows what publishing these runs would do; nothing leaves before the person agrees there. */
export const askToPublish = (runIds: readonly RunId[] | null): void => uiStore.setState({ publishing: runIds });
/** Opens Settings at one of its parts. What lies over the window would hide it. */
export function openSettings(section: SettingsSection): void {
  navigate({ screen: 'settings' });
  uiStore.setState({ settingsAt: section, overlay: null, publishing: null, asking: null });
}
/** Opens New job at one part of its options, from wherever the person is by now. */
export function showNewJobOptions(group: OptionGroupName): void {
  navigate({ screen: 'new-job' });
  uiStore.setState({ newJobOptionsAt: group, overlay: null, publishing: null, asking: null });
}
/** Opens the dialog for one thing about a job, from wherever that job is named. */
export const askAbout = (asking: JobQuestion | null): void => uiStore.setState({ asking });
export const setPaneSize = (id: string, size: number): void =>
  uiStore.setState((state) => ({ paneSizes: { ...state.paneSizes, [id]: size } }));
export const setFolded = (key: string, folded: boolean): void =>
  uiStore.setState((state) => ({ foldedGroups: { ...state.foldedGroups, [key]: folded } }));
export const setSort = (runSort: RunSort | null): void => uiStore.setState({ runSort });
/** Puts a column away, or brings it back. */
export const toggleColumn = (column: Figure): void =>
  uiStore.setState(({ hiddenColumns }) => ({
    hiddenColumns: hiddenColumns.includes(column)
      ? hiddenColumns.filter((each) => each !== column)
      : [...hiddenColumns, column],
  }));
export const setTicked = (runIds: Iterable<RunId>): void => uiStore.setState({ ticked: new Set(runIds) });
export const toggleTicked = (runId: RunId): void =>
  uiStore.setState(({ ticked }) => {
    const next = new Set(ticked);
    if (!next.delete(runId)) next.add(runId);
    return { ticked: next, anchorRunId: runId };
  });
/** Ticks all from the row that was ticked last, or else the one with the keyboard, to this one. */
export const tickRange = (shown: readonly RunId[], runId: RunId): void =>
  uiStore.setState(({ ticked, anchorRunId, activeRunId }) => {
    const begin = [anchorRunId, activeRunId].find((id) => id !== null && shown.includes(id)) ?? runId;
    const [from, to] = [shown.indexOf(begin), shown.indexOf(runId)].sort((a, b) => a - b);
    return { ticked: new Set([...ticked, ...shown.slice(from, (to ?? 0) + 1)]), anchorRunId: runId };
  });
