import { type ListOptions, parseRepoList, type RepoList } from '../../../shared/repo-list.ts';
import ListReader from './list-reader/entry.ts?worker';

/** What is shorter is read sooner than a thread has begun. */
const SHORT = 20_000;

/** Reads lists; long ones in a thread that is there for them only. */
export function readLists(texts: readonly string[], options: ListOptions): Promise<RepoList[]> {
  const here = () => texts.map((text) => parseRepoList(text, options));
  if (texts.reduce((sum, text) => sum + text.length, 0) <= SHORT) return Promise.resolve(here());
  const reader = new ListReader();
  return new Promise<RepoList[]>((resolve) => {
    reader.onmessage = ({ data }: MessageEvent<RepoList[]>) => resolve(data);
    // A thread that cannot begin is no reason to lose a list.
    reader.onerror = () => resolve(here());
    reader.postMessage({ texts, options });
  }).finally(() => reader.terminate());
}
