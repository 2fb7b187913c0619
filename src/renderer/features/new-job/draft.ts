import { createStore, useStore } from 'zustand';
import type { AppError } from '../../../shared/errors.ts';
import { defaultHostOf } from '../../../shared/hosts.ts';
import type { JobSettings } from '../../../shared/job.ts';
import { NO_NEEDS, type Recipe } from '../../../shared/recipe.ts';
import { type Preflight, type RepoRef, repoKey } from '../../../shared/repo.ts';
import { sshHostsIn } from '../../../shared/ssh-names.ts';
import { textOfBytes } from '../../../shared/text-bytes.ts';
import { invoke, pathsOf } from '../../api.ts';
import { perform } from '../../state/actions.ts';
import { onceDraftsAreRead } from '../../state/drafts.ts';
import { takeJobCopy } from '../../state/job-actions.ts';
import { store } from '../../state/store.ts';
import { say } from '../../state/toasts.ts';
import { navigate } from '../../state/ui-store.ts';
import { type KeptDraft, keep, readKept } from './draft-storage.ts';
import {
  addLists,
  addProblems,
  EMPTY_INTAKE,
  followPreflights,
  type Intake,
  removeRepos,
  undoRemove,
  unreachableIn,
} from './intake.ts';
import { readLists } from './read-lists.ts';
import { fillIn, type Granted, variablesOf, withNeeds } from './recipes.ts';

/** What is known of a repository of the draft: asked just now, answered, or the question itself failed. */
export type PreflightState =
  | { kind: 'asking' }
  | { kind: 'known'; preflight: Preflight }
  | { kind: 'failed'; error: AppError };

/** The job that is being written. It outlives its screen, so that looking something up costs nothing. */
export interface Draft {
  intake: Intake;
  preflights: Readonly<Record<string, PreflightState>>;
  title: string;
  prompt: string;
  /** Null until something differs from the defaults. */
  settings: JobSettings | null;
  /** What the recipe left open, and what was filled in. */
  variables: readonly string[];
  values: Readonly<Record<string, string>>;
  /** What the recipe changed in the settings. */
  granted: Granted;
  reading: boolean;
  starting: boolean;
  /** Asking was given up, because no host could be reached. */
  givenUp: boolean;
  /** What looks like a key and goes out anyway, as it was when the person said so. */
  anyway: string | null;
}

const EMPTY_DRAFT: Draft = {
  intake: EMPTY_INTAKE,
  preflights: {},
  title: '',
  prompt: '',
  settings: null,
  variables: [],
  values: {},
  granted: NO_NEEDS,
  reading: false,
  starting: false,
  givenUp: false,
  anyway: null,
};
const draftStore = createStore<Draft>(() => EMPTY_DRAFT);

onceDraftsAreRead(() => {
  const { repos, ...rest } = readKept() ?? { repos: [] };
  draftStore.setState({ ...rest, intake: { ...EMPTY_INTAKE, repos } });
  draftStore.subscribe((draft, before) => {
    if (KEPT.every((key) => draft[key] === before[key]) && draft.intake.repos === before.intake.repos) return;
    keep(keptOf(draft));
  });
});

const KEPT = ['title', 'prompt', 'settings', 'variables', 'values', 'granted'] as const;
function keptOf({ intake, title, prompt, settings, variables, values, granted }: Draft): KeptDraft | null {
  const isEmpty = intake.repos.length === 0 && title === '' && prompt === '' && settings === null;
  const repos = [...intake.repos];
  return isEmpty ? null : { repos, title, prompt, settings, variables: [...variables], values: { ...values }, granted };
}

export const useDraft = <T>(select: (draft: Draft) => T): T => useStore(draftStore, select);
export const changeDraft = (change: Partial<Draft>): void => draftStore.setState(change);

/** Starts the instruction from a recipe, with the settings that it needs; values for variables of the same name stay. */
export function takeRecipe(recipe: Recipe): void {
  const draft = draftStore.getState();
  const { settings, granted } = withNeeds(settingsOf(draft), draft.granted, recipe.needs);
  const isOther = JSON.stringify(settings) !== JSON.stringify(settingsOf(draft));
  const { prompt, variables, granted: grantedBefore, settings: settingsBefore } = draft;
  if (prompt.trim() !== '')
    say(`Replaced the instruction by “${recipe.name}”`, null, () =>
      changeDraft({ prompt, variables, granted: grantedBefore, settings: settingsBefore }),
    );
  changeDraft({
    prompt: recipe.prompt,
    variables: variablesOf(recipe.prompt),
    granted,
    ...(isOther ? { settings } : {}),
  });
}

/** Begins with all that another job was made of, if one was given; what was being written comes back with Undo. */
export function takeCopy(): void {
  const copy = takeJobCopy();
  if (!copy) return;
  const before = draftStore.getState();
  const { repos, ...rest } = copy;
  replaceDraft({ ...EMPTY_DRAFT, ...rest, intake: { ...EMPTY_INTAKE, repos } });
  if (keptOf(before)) say('Replaced what was being written', null, () => replaceDraft(before));
}

/** What is being started goes on being started. */
const replaceDraft = (draft: Draft): void => draftStore.setState(({ starting }) => ({ ...draft, starting }), true);

/** What goes to the model only: of this, and no other, the person may say that it goes out anyway. */
const textToSend = (draft: Draft): string => JSON.stringify([promptOf(draft), settingsOf(draft).check]);
export const isSaidAnyway = (draft: Draft): boolean => draft.anyway === textToSend(draft);
export const sayAnyway = (said: boolean): void =>
  draftStore.setState((draft) => ({ anyway: said ? textToSend(draft) : null }));

/** The instruction as it will be given. */
export const promptOf = ({ prompt, variables, values }: Pick<Draft, 'prompt' | 'variables' | 'values'>): string =>
  fillIn(prompt, variables, values);

/** A text that was given: typed, pasted, or the content of a file. */
interface GivenText {
  /** Of the file; '' for what has none. */
  name: string;
  text: string;
}

/** Adds a list in any form that parseRepoList knows. */
export const takeText = (text: string): void => void takeTexts([{ name: '', text }]);

async function takeTexts(given: readonly GivenText[]): Promise<void> {
  changeDraft({ reading: true });
  const defaultHost = defaultHostOf(store.getState().settings);
  const texts = given.map(({ text }) => text);
  const names = [...new Set(texts.flatMap(sshHostsIn))].slice(0, MOST_SSH_NAMES);
  const answer = names.length > 0 ? await invoke('repos.sshHosts', { names }) : null;
  const sshHosts = answer?.ok ? answer.value : {};
  const lists = (await readLists(texts, { defaultHost, sshHosts })).map((list, index) => ({
    name: given[index]?.name ?? '',
    list,
  }));
  draftStore.setState(({ intake }) => ({ intake: addLists(intake, lists) }));
  changeDraft({ reading: false });
  void askPreflights();
}
const MOST_SSH_NAMES = 60;

/** Adds dropped or chosen files and folders; main reads those that have a path, those that have none are read here. */
export async function takeFiles(files: readonly File[]): Promise<void> {
  changeDraft({ reading: true });
  const paths = pathsOf(files);
  const answer = paths.length > 0 ? await perform('repos.readDropped', { paths }) : null;
  const texts: GivenText[] = answer?.ok ? [...answer.value.texts] : [];
  const problems = answer?.ok ? [...answer.value.problems] : [];
  for (const file of files.filter((candidate) => window.api.pathForFile(candidate) === '')) {
    const read = textOfBytes(new Uint8Array(await file.arrayBuffer()));
    if (read.ok) texts.push({ name: file.name, text: read.text });
    else problems.push(`${file.name}: ${read.reason}`);
  }
  if (texts.length > 0) await takeTexts(texts);
  draftStore.setState(({ intake }) => ({ intake: addProblems(intake, problems) }));
  changeDraft({ reading: false });
}

export const takeOff = (repos: readonly RepoRef[]): void =>
  draftStore.setState(({ intake }) => ({ intake: removeRepos(intake, new Set(repos.map(repoKey))) }));
export const putBack = (): void => draftStore.setState(({ intake }) => ({ intake: undoRemove(intake) }));
export const clearRejections = (): void =>
  draftStore.setState(({ intake }) => ({ intake: { ...intake, rejections: [], rejectedCount: 0, mergedCount: 0 } }));

/** Small enough that the first cards are answered soon, large enough that 500 take few questions. */
const PREFLIGHT_BATCH = 25;
let asking = false;

/** Asks about repositories of which nothing is known yet: those of a draft from an earlier start. */
export async function askPreflights(): Promise<void> {
  if (asking) return;
  asking = true;
  for (;;) {
    const { intake, preflights } = draftStore.getState();
    const batch = intake.repos.filter((repo) => !preflights[repoKey(repo)]).slice(0, PREFLIGHT_BATCH);
    if (batch.length === 0) break;
    notePreflights(batch.map((repo) => [repoKey(repo), { kind: 'asking' }]));
    const answer = await invoke('repos.preflight', { repos: batch });
    if (!answer.ok) {
      notePreflights(batch.map((repo) => [repoKey(repo), { kind: 'failed', error: answer.error }]));
      continue;
    }
    notePreflights(
      answer.value.flatMap((preflight): [string, PreflightState][] => [
        [preflight.key, { kind: 'known', preflight }],
        [repoKey(preflight.repo), { kind: 'known', preflight }],
      ]),
    );
    const answered = new Set(answer.value.map((preflight) => preflight.key));
    const silent = batch.filter((repo) => !answered.has(repoKey(repo)));
    notePreflights(silent.map((repo) => [repoKey(repo), { kind: 'failed', error: NO_ANSWER }]));
    draftStore.setState((draft) => ({ intake: followPreflights(draft.intake, answer.value) }));
    const givenUp = unreachableIn(answer.value) !== null;
    changeDraft({ givenUp });
    // Nobody waits for the same silence hundreds of times.
    if (givenUp) break;
  }
  asking = false;
}
const NO_ANSWER: AppError = { code: 'not_found', message: 'Nothing is known of this repository.' };

const notePreflights = (entries: readonly [string, PreflightState][]): void =>
  draftStore.setState(({ preflights }) => ({ preflights: { ...preflights, ...Object.fromEntries(entries) } }));

/** Asks again about what could not be asked: the network may be there now. */
export function tryNow(): void {
  draftStore.setState(({ preflights }) => ({
    givenUp: false,
    preflights: Object.fromEntries(Object.entries(preflights).filter(([, state]) => whyUnknown(state) === null)),
  }));
  void askPreflights();
}

/** The network is there: asks again if it was missed. */
export const tryAgainOnline = (): void => {
  if (Object.values(draftStore.getState().preflights).some((state) => whyUnknown(state) !== null)) tryNow();
};

/** Asks again about everything, after a key or the network has changed. */
export function askAgain(): void {
  changeDraft({ preflights: {}, givenUp: false });
  void askPreflights();
}

/** Why nothing is known of a repository that was asked about, in a sentence; null where something is, or was not asked yet. */
export function whyUnknown(state: PreflightState | undefined): string | null {
  if (state?.kind === 'failed') return state.error.message;
  return state?.kind === 'known' && state.preflight.state === 'unknown' ? unreachableIn([state.preflight]) : null;
}

/** Would this repository be left out when the job starts? */
export const isBlocked = (state: PreflightState | undefined): boolean =>
  state?.kind === 'known' && state.preflight.state === 'blocked';

/** The repositories that the job would run on. */
export const runnable = ({ intake, preflights }: Pick<Draft, 'intake' | 'preflights'>): RepoRef[] =>
  intake.repos.filter((repo) => !isBlocked(preflights[repoKey(repo)]));

/** The options of the draft, before it changed any: those of Settings. */
export const settingsOf = (draft: Draft): JobSettings => draft.settings ?? store.getState().settings.jobDefaults;

/** Saves the job and shows it; the draft begins anew once main has said that the job is saved. */
export async function startJob(): Promise<void> {
  const draft = draftStore.getState();
  const repos = runnable(draft);
  if (draft.starting || repos.length === 0 || draft.prompt.trim() === '') return;
  changeDraft({ starting: true });
  const job = {
    title: draft.title,
    prompt: promptOf(draft),
    repos,
    settings: settingsOf(draft),
    ...(isSaidAnyway(draft) ? { anyway: true } : {}),
  };
  // Run tries again, with what stands there by then.
  const answer = await perform('jobs.create', job, undefined, { isNewJob: true, retry: null });
  changeDraft({ starting: false });
  if (!answer.ok) return;
  // What was written meanwhile is another job.
  if (JSON.stringify(keptOf(draftStore.getState())) === JSON.stringify(keptOf(draft)))
    draftStore.setState(EMPTY_DRAFT, true);
  navigate({ screen: 'job', jobId: answer.value.jobId, runId: null });
}
