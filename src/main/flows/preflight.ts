import PQueue from 'p-queue';
import type { AppError } from '../../shared/errors.ts';
import { type Preflight, type RepoRef, repoKey } from '../../shared/repo.ts';
import { type ResolveOptions, resolveRepo } from './resolve-repo.ts';

/** Enough to be quick with 500 repositories, few enough to stay below the API's limit for requests at once. */
const AT_ONCE = 8;

/** What is known of each repository before a run. A failure is the state of its card, never of the whole list. */
export async function preflight(repos: readonly RepoRef[], options: ResolveOptions): Promise<Preflight[]> {
  const queue = new PQueue({ concurrency: AT_ONCE });
  return queue.addAll(repos.map((repo) => () => preflightOne(repo, options)));
}

async function preflightOne(repo: RepoRef, options: ResolveOptions): Promise<Preflight> {
  const resolved = await resolveRepo(repo, options);
  if (!resolved.ok) return blocked(repo, resolved.error);
  const { hosted } = resolved.value;
  const card: Preflight = {
    key: repoKey(repo),
    state: 'ready',
    notes: [],
    archived: hosted?.archived ?? false,
    fork: hosted?.fork ?? false,
    private: hosted?.private ?? false,
    sizeKb: hosted?.sizeKb ?? null,
    defaultBranch: hosted?.defaultBranch ?? null,
    canPush: hosted?.canPush ?? null,
    canOpenPullRequest: hosted?.canPush === true && !hosted.archived,
    repo: resolved.value.repo,
  };
  const notes = notesOf(repo, card, hosted !== null);
  return { ...card, notes, state: hosted?.archived ? 'warning' : notes.length > 0 ? 'warning' : 'ready' };
}

function notesOf(asked: RepoRef, card: Preflight, hosted: boolean): string[] {
  const notes: string[] = [];
  if (card.archived) notes.push('Archived: it takes no changes, the result is a patch.');
  if (hosted && !card.defaultBranch) notes.push('It has no default branch; it may be empty.');
  if (hosted && !card.canPush && !card.archived) notes.push('No right to push: the result is a patch.');
  if (!hosted && asked.kind === 'remote') notes.push('Its host has no known API: the result is a patch.');
  if (!hosted && asked.kind === 'local') notes.push('A folder without a GitHub origin: the result is a patch.');
  if (asked.kind === 'local' && hosted) notes.push('The folder’s origin is used, not the folder.');
  if (asked.kind === 'remote' && repoKey(asked) !== repoKey(card.repo)) notes.push('It was renamed.');
  if (card.fork) notes.push('A fork.');
  return notes;
}

const blocked = (repo: RepoRef, error: AppError): Preflight => ({
  key: repoKey(repo),
  state: 'blocked',
  notes: [[error.message, error.next].filter(Boolean).join(' ')],
  archived: false,
  fork: false,
  private: false,
  sizeKb: null,
  defaultBranch: null,
  canPush: null,
  canOpenPullRequest: false,
  repo,
});
