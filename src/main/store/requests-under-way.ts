import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { RunEvent, RunEventBody } from '../../shared/events.ts';
import { RunId } from '../../shared/ids.ts';
import { makeFolder } from './durable-file.ts';

const Note = z.object({
  runId: RunId,
  model: z.string(),
  /** Tokens of its prompt, at most. */
  inputTokens: z.number().int().nonnegative(),
  /** Its cost is in the log once there are more than `paid` events that tell a cost after the event `after`. */
  after: z.number().int().nonnegative(),
  paid: z.number().int().nonnegative(),
});
export type RequestNote = z.infer<typeof Note>;

/**
 * Requests that the model was let to be asked, until their cost is in the log: one that a kill of the app cuts off is on the
 * invoice. A note is not synced, so it outlives the app, and not a power cut.
 */
export interface RequestsUnderWay {
  /** Resolves with what to call once the request is over and its cost saved. */
  note(note: RequestNote): Promise<() => void>;
  /** What an earlier start has left; `forget` it once it is dealt with. */
  left(): Promise<RequestNote[]>;
  forget(): Promise<void>;
  /** Resolves when what is over leaves no note. */
  idle(): Promise<unknown>;
}

export function openRequestsUnderWay(folder: string): RequestsUnderWay {
  let noted = 0;
  const removals = new Set<Promise<void>>();
  const remove = (file: string): void => {
    // One that stays is told from the log by the next start.
    const removal = rm(file, { force: true }).catch(() => undefined);
    removals.add(removal);
    void removal.then(() => removals.delete(removal));
  };
  const namesIn = () => readdir(folder).catch(() => []);
  return {
    async note(note) {
      noted += 1;
      const file = path.join(folder, `${note.runId}-${noted}.json`);
      try {
        await makeFolder(folder);
        await writeFile(file, JSON.stringify(note), { mode: 0o600 });
      } catch {
        // On a full disk the next event stops the run, with words of its own.
      }
      return () => remove(file);
    },
    async left() {
      const texts = await Promise.all(
        (await namesIn()).map((name) => readFile(path.join(folder, name), 'utf8').catch(() => '')),
      );
      return texts.flatMap((text) => noteOf(text) ?? []);
    },
    async forget() {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    },
    idle: () => Promise.all(removals),
  };
}

/** A half-written one is that of a request that did not go out yet. */
function noteOf(text: string): RequestNote | null {
  try {
    return Note.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Does this event tell what a request has cost? */
export const tellsCost = (body: RunEventBody): boolean => 'costUsd' in body;

/** Is the cost of a noted request in its run's log? Pure. */
export const isInLog = (note: RequestNote, events: readonly RunEvent[]): boolean =>
  events.filter(({ seq, body }) => seq > note.after && tellsCost(body)).length > note.paid;
