import type { Preflight, RepoRef } from '../../../shared/repo.ts';
import { repoKey } from '../../../shared/repo.ts';
import { MAX_REPOS, type RepoList } from '../../../shared/repo-list.ts';

export interface Rejection {
  /** `line 7`, `entry 3`, or '' for a file as a whole. */
  place: string;
  text: string;
  reason: string;
}

/** The list of repositories of a job that is being written, and what became of everything that was dropped. */
export interface Intake {
  repos: readonly RepoRef[];
  rejections: readonly Rejection[];
  /** All rejections, also those that are not listed. */
  rejectedCount: number;
  /** Lines that named a repository again. */
  mergedCount: number;
  /** What was taken off the list, last first, each with its place: for undo. */
  removed: readonly { repos: readonly { index: number; repo: RepoRef }[] }[];
}

export const EMPTY_INTAKE: Intake = { repos: [], rejections: [], rejectedCount: 0, mergedCount: 0, removed: [] };

/** What was read from one text that was given: typed, pasted, or the content of a file. */
export interface GivenList {
  /** Of the file; '' for what has none. */
  name: string;
  list: RepoList;
}

/**
 * Adds dropped, pasted or typed lists. New rejections replace the old ones: they belong to what was
 * just given.
 */
export function addLists(intake: Intake, lists: readonly GivenList[]): Intake {
  const known = new Set(intake.repos.map(repoKey));
  const fresh: RepoRef[] = [];
  const rejections: Rejection[] = [];
  let rejectedCount = 0;
  let again = 0;
  for (const { name, list } of lists) {
    for (const { repo } of list.accepted) {
      const key = repoKey(repo);
      if (known.has(key)) again += 1;
      else fresh.push(repo);
      known.add(key);
    }
    again += list.merged.length;
    rejectedCount += list.rejectedCount;
    const file = lists.length > 1 && name !== '' ? `${name}, ` : '';
    for (const { line, text: said, reason } of list.rejected)
      rejections.push({ place: `${file}${list.unit} ${line}`, text: said, reason });
  }
  const room = Math.max(0, MAX_REPOS - intake.repos.length);
  const left = fresh.length - Math.min(room, fresh.length);
  if (left > 0)
    rejections.unshift({ place: '', text: `${left} more`, reason: `a job takes up to ${MAX_REPOS} repositories` });
  return {
    ...intake,
    repos: [...intake.repos, ...fresh.slice(0, room)],
    rejections,
    rejectedCount: rejectedCount + left,
    mergedCount: intake.mergedCount + again,
  };
}

/** Adds what could not even be read, such as a dropped picture. */
export const addProblems = (intake: Intake, problems: readonly string[]): Intake =>
  problems.length === 0
    ? intake
    : {
        ...intake,
        rejections: [...problems.map((reason) => ({ place: '', text: '', reason })), ...intake.rejections],
        rejectedCount: intake.rejectedCount + problems.length,
      };

/** Takes repositories off the list; `undoRemove` puts the last ones back in their places. */
export function removeRepos(intake: Intake, keys: ReadonlySet<string>): Intake {
  const gone = intake.repos.flatMap((repo, index) => (keys.has(repoKey(repo)) ? [{ index, repo }] : []));
  if (gone.length === 0) return intake;
  return {
    ...intake,
    repos: intake.repos.filter((repo) => !keys.has(repoKey(repo))),
    removed: [{ repos: gone }, ...intake.removed],
  };
}

export function undoRemove(intake: Intake): Intake {
  const [last, ...removed] = intake.removed;
  if (!last) return intake;
  const repos = [...intake.repos];
  for (const { index, repo } of last.repos) {
    if (!repos.some((other) => repoKey(other) === repoKey(repo))) repos.splice(index, 0, repo);
  }
  return { ...intake, repos, removed };
}

/**
 * Follows what the host said: a renamed repository or a folder with an origin becomes the one that will really be used.
 * Two that turn out to be the same are merged.
 */
export function followPreflights(intake: Intake, preflights: readonly Preflight[]): Intake {
  const real = new Map(preflights.map((preflight) => [preflight.key, preflight.repo]));
  const seen = new Set<string>();
  const repos: RepoRef[] = [];
  for (const repo of intake.repos) {
    const used = real.get(repoKey(repo)) ?? repo;
    if (seen.has(repoKey(used))) continue;
    seen.add(repoKey(used));
    repos.push(used);
  }
  return { ...intake, repos, mergedCount: intake.mergedCount + intake.repos.length - repos.length };
}

const firstSentence = (text: string): string => text.split(/(?<=[.!?])\s/)[0] ?? text;

/** What was said where not one of them could be asked, as without a network; null where somebody answered. Pure. */
export const unreachableIn = (preflights: readonly Preflight[]): string | null =>
  preflights.every(({ state }) => state === 'unknown') ? firstSentence(preflights[0]?.notes[0] ?? '') || null : null;
