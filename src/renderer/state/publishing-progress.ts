import { createStore, useStore } from 'zustand';
import type { RunId } from '../../shared/ids.ts';
import { isPublishing, type Run } from '../../shared/run.ts';
import { store } from './store.ts';

/** What was asked to go out and has not been told of: each run with the newest event that was known when it was asked. */
type Asked = ReadonlyMap<RunId, number>;

const progressStore = createStore<{ asked: Asked }>(() => ({ asked: new Map() }));

export const useAsked = (): Asked => useStore(progressStore, ({ asked }) => asked);
export const forgetAsked = (): void => progressStore.setState({ asked: new Map() });

/** Follows these runs until each is out or has failed; called before they are asked for. */
export function followPublishing(runIds: readonly RunId[]): void {
  const { runs } = store.getState();
  const more = runIds.map((id): [RunId, number] => [id, runs[id]?.lastSeq ?? 0]);
  progressStore.setState(({ asked }) => ({ asked: new Map([...asked, ...more]) }));
}

/** Main refused them. */
export const dropAsked = (runIds: readonly RunId[]): void =>
  progressStore.setState(({ asked }) => ({ asked: new Map([...asked].filter(([id]) => !runIds.includes(id))) }));

export interface PublishingProgress {
  total: number;
  out: number;
  /** Failed, or called off. */
  failed: number;
  left: number;
}

/** How many of those that were asked for are out by now. Pure. */
export function progressOf(asked: Asked, runs: Readonly<Record<RunId, Run>>): PublishingProgress {
  let [out, failed] = [0, 0];
  for (const [id, lastSeq] of asked) {
    const run = runs[id];
    // Until main has said something of it since, nothing has happened.
    if (run && (run.lastSeq <= lastSeq || isPublishing(run))) continue;
    if (run && run.publication.step === 'idle' && run.publication.pullRequest !== null) out += 1;
    else failed += 1;
  }
  return { total: asked.size, out, failed, left: asked.size - out - failed };
}

/** While some are on their way, and once all have arrived or failed. Pure. */
export function progressText({ total, out, failed, left }: PublishingProgress): string {
  if (left > 0) return total === 1 ? 'Opening the pull request' : `Opening pull requests: ${out + failed} of ${total}`;
  const arrived = total === 1 ? 'The pull request is open' : `${out} of ${total} pull requests are open`;
  if (failed === 0) return total === 1 ? arrived : `All ${total} pull requests are open`;
  return total === 1
    ? 'The pull request was not opened: its row says why'
    : `${arrived}; the rows of the others say why`;
}
