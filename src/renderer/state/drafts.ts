import type { z } from 'zod';
import { createStore, useStore } from 'zustand';
import { type Draft, type DraftContent, jobOfDraft, MOST_DRAFTS } from '../../shared/draft.ts';
import type { Result } from '../../shared/errors.ts';
import type { JobId, RunId } from '../../shared/ids.ts';
import { invoke } from '../api.ts';
import { sayError } from './toasts.ts';

/**
 * Everything that was written and not sent, by the place where it was written. Main keeps it over restarts and crashes; what
 * stands here is newer than what main has by one pause of the typing at most.
 */
type Drafts = Readonly<Record<string, Draft>>;
const draftStore = createStore<Drafts>(() => ({}));

/** There is one job that is being written. */
export const NEW_JOB_PLACE = 'new job';

const readers: (() => void)[] = [];
let isRead = false;
/** Calls back once what an earlier start left is there, at once if it is there already. */
export function onceDraftsAreRead(reader: () => void): void {
  if (isRead) reader();
  else readers.push(reader);
}

/** Asks main for what an earlier start left. */
export async function readDrafts(): Promise<Result<null>> {
  const answer = await invoke('drafts.list', {});
  if (!answer.ok) return answer;
  draftStore.setState(byPlace(answer.value.drafts), true);
  isRead = true;
  for (const reader of readers.splice(0)) reader();
  return { ok: true, value: null };
}

const byPlace = (drafts: readonly Draft[]): Drafts => Object.fromEntries(drafts.map((draft) => [draft.place, draft]));

/** A pause of the typing; whoever types on is saved as often. */
const PAUSE_MS = 300;
const unsaved = new Map<string, Draft>();
let waiting: ReturnType<typeof setTimeout> | null = null;
let hasFailed = false;

async function save(): Promise<void> {
  if (waiting !== null) clearTimeout(waiting);
  waiting = null;
  const drafts = [...unsaved.values()];
  unsaved.clear();
  if (drafts.length === 0) return;
  const answer = await invoke('drafts.save', { drafts });
  if (!answer.ok && !hasFailed) sayError(answer.error);
  hasFailed = !answer.ok;
}
if (typeof window !== 'undefined') window.addEventListener('pagehide', () => void save());

/** Remembers what was written at a place; null forgets it: it was sent, or thrown away. */
export function setDraft(place: string, about: Draft['about'], words: DraftContent): void {
  const { [place]: before, ...rest } = draftStore.getState();
  if (words === null && before === undefined) return;
  const draft = { place, about, words };
  const all = words === null ? Object.values(rest) : [...Object.values(rest), draft];
  draftStore.setState(byPlace(all.slice(-MOST_DRAFTS)), true);
  unsaved.set(place, draft);
  waiting ??= setTimeout(() => void save(), PAUSE_MS);
}
export const forgetDraft = (place: string): void => setDraft(place, null, null);

/** Forgets what was sent; what was typed since then stays. */
export function forgetSent(place: string, sent: string): void {
  const text = contentAt(place);
  if (typeof text !== 'string' || text === sent) forgetDraft(place);
}

const contentAt = (place: string): DraftContent => draftStore.getState()[place]?.words ?? null;

/** Words of an earlier form, or of none, count as nothing. */
export function readDraft<T>(place: string, schema: z.ZodType<T>): T | null {
  const parsed = schema.safeParse(contentAt(place));
  return parsed.success ? parsed.data : null;
}

/**
 * The text of a field that outlives the field: a dialog that is closed, a row that is left, an app that is killed.
 * `initial` stands there until something else is written. The place names the kind of text and what it is about.
 */
export function useDraftText(
  place: string,
  about: Draft['about'],
  initial = '',
): [text: string, write: (text: string) => void] {
  const words = useStore(draftStore, (state) => state[place]?.words);
  return [
    typeof words === 'string' ? words : initial,
    (next) => setDraft(place, about, next === initial ? null : next),
  ];
}
/** Words that are more than one text. They are parsed by whoever reads them. */
export const useDraftContent = (place: string): DraftContent =>
  useStore(draftStore, (state) => state[place]?.words ?? null);

/** Is something written and not sent that is about this run? */
export const useHasDraft = (runId: RunId): boolean =>
  useStore(draftStore, (state) =>
    Object.values(state).some((draft) => draft.about === runId && isWritten(draft.words)),
  );
/** The same for a job and all of its runs. */
export const useHasDraftInJob = (jobId: JobId): boolean =>
  useStore(draftStore, (state) =>
    Object.values(state).some((draft) => jobOfDraft(draft) === jobId && isWritten(draft.words)),
  );
export const useHasDraftAt = (place: string): boolean => useStore(draftStore, (state) => state[place] !== undefined);

/** A comment on a line that has no word yet is none. */
const isWritten = (words: DraftContent): boolean =>
  !Array.isArray(words) ||
  words.some((each) => typeof each !== 'object' || each === null || Array.isArray(each) || each.text !== '');
