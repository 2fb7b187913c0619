import { z } from 'zod';
import { Draft, type DraftContent, jobOfDraft, MOST_DRAFT_CHARACTERS, MOST_DRAFTS } from '../../shared/draft.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { JobId } from '../../shared/ids.ts';
import type { Clock } from '../lib/clock.ts';
import { openDocument } from './document.ts';
import { STORE_VERSION, StoreVersion } from './migrations.ts';
import { createSaver } from './saver.ts';

const RETRY_MS = 5_000;

const Stored = z.object({ version: StoreVersion, drafts: z.array(Draft) });

/** What a person has written and not sent, the newest last. */
export interface Drafts {
  load(): Promise<Result<null>>;
  list(): Draft[];
  /** Words of null forget the draft of that place. Resolves when all is on disk. */
  save(drafts: readonly Draft[]): Promise<Result<null>>;
  /** Forgets what is about a job or its runs. */
  forgetJob(jobId: JobId): void;
  /** Resolves when what was said so far is on disk. */
  close(): Promise<Result<null>>;
}

/** @param redact a key that somebody typed or pasted by mistake is written to no file */
export function openDrafts(
  file: string,
  clock: Clock,
  redact: (text: string) => string,
  onFailure: (result: Extract<Result<null>, { ok: false }>) => void,
): Drafts {
  const document = openDocument({ file, schema: Stored, now: () => clock.now() });
  let drafts = new Map<string, Draft>();
  const saver = createSaver({
    save: () => document.save({ version: STORE_VERSION, drafts: [...drafts.values()] }),
    clock,
    retryMs: RETRY_MS,
    onFailure,
  });
  return {
    async load() {
      const read = await document.read();
      if (!read.ok) return read;
      drafts = new Map(read.value?.drafts.map((draft) => [draft.place, draft]));
      return ok(null);
    },
    list: () => [...drafts.values()],
    save(changed) {
      for (const draft of changed) {
        drafts.delete(draft.place);
        if (draft.words !== null) drafts.set(draft.place, { ...draft, words: redacted(draft.words, redact) });
      }
      drafts = new Map(newest([...drafts.values()]).map((draft) => [draft.place, draft]));
      return saver.now();
    },
    forgetJob(jobId) {
      const gone = [...drafts.values()].filter((draft) => jobOfDraft(draft) === jobId);
      for (const { place } of gone) drafts.delete(place);
      if (gone.length > 0) saver.within(0);
    },
    close: () => (saver.pending() ? saver.now() : Promise.resolve(ok(null))),
  };
}

/** Those for which there is room. */
function newest(drafts: readonly Draft[]): Draft[] {
  let room = MOST_DRAFT_CHARACTERS;
  const kept: Draft[] = [];
  for (const draft of drafts.slice(-MOST_DRAFTS).reverse()) {
    const size = JSON.stringify(draft.words).length;
    if (size > room) continue;
    room -= size;
    kept.unshift(draft);
  }
  return kept;
}

function redacted(words: DraftContent, redact: (text: string) => string): DraftContent {
  if (typeof words === 'string') return redact(words);
  if (Array.isArray(words)) return words.map((each) => redacted(each, redact));
  if (typeof words !== 'object' || words === null) return words;
  return Object.fromEntries(Object.entries(words).map(([name, each]) => [name, redacted(each, redact)]));
}
