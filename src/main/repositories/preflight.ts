import PQueue from 'p-queue';
import { type AppError, errorText, isRetryable } from '../../shared/errors.ts';
import { type Preflight, type RepoRef, repoKey } from '../../shared/repo.ts';
import type { GitApi } from '../git/contract.ts';
import { type ResolvedRepo, type ResolveOptions, resolveRepo } from './resolve-repo.ts';

/** Enough to be quick with 500 repositories, few enough to stay below the API's limit for requests at once. */
const AT_ONCE = 8;

/** A host that does not answer for so long is left to the run, which waits longer. */
const PATIENCE_MS = 20_000;

export interface PreflightOptions extends ResolveOptions {
  git: ResolveOptions['git'] & Pick<GitApi, 'defaultBranch'>;
}

/** What is known of each repository before a run. A failure is the state of its card, never of the whole list. */
export async function preflight(repos: readonly RepoRef[], options: PreflightOptions): Promise<Preflight[]> {
  const queue = new PQueue({ concurrency: AT_ONCE });
  return queue.addAll(repos.map((repo) => () => preflightOne(repo, options)));
}

async function preflightOne(repo: RepoRef, options: PreflightOptions): Promise<Preflight> {
  const resolved = await resolveRepo(repo, options);
  if (!resolved.ok) return failedCard(repo, resolved.error);
  const { hosted } = resolved.value;
  const inspected = hosted ? null : await inspect(resolved.value, options);
  if (inspected?.error) return failedCard(repo, inspected.error);
  const card: Preflight = {
    key: repoKey(repo),
    state: 'ready',
    notes: [],
    archived: hosted?.archived ?? false,
    fork: hosted?.fork ?? false,
    private: hosted?.private ?? false,
    sizeKb: hosted?.sizeKb ?? null,
    defaultBranch: hosted?.defaultBranch ?? inspected?.branch ?? null,
    canPush: hosted?.canPush ?? null,
    canOpenPullRequest: hosted?.canPush === true && !hosted.archived,
    repo: resolved.value.repo,
  };
  const lacks = hosted?.lacks ? [hosted.lacks] : [];
  const notes = [...lacks, ...(inspected?.notes ?? []), ...notesOf(repo, card, resolved.value)];
  return { ...card, notes, state: hosted?.archived ? 'warning' : notes.length > 0 ? 'warning' : 'ready' };
}

function notesOf(asked: RepoRef, card: Preflight, { hosted, unclearOrigin }: ResolvedRepo): string[] {
  const notes: string[] = [];
  if (unclearOrigin)
    notes.push(`Its origin cannot be used, so its own state is: ${unclearOrigin}. The result is a patch.`);
  if (card.archived) notes.push('Archived: it takes no changes, the result is a patch.');
  if (hosted && !card.defaultBranch) notes.push('It has no default branch; it may be empty.');
  if (hosted && !card.canPush && !card.archived) notes.push('No right to push: the result is a patch.');
  if (!hosted && asked.kind === 'remote') notes.push('Its host has no known API: the result is a patch.');
  if (!hosted && !unclearOrigin && asked.kind === 'local')
    notes.push('A folder without a GitHub origin: the result is a patch.');
  if (asked.kind === 'local' && hosted) notes.push('The folder’s origin is used, not the folder.');
  if (asked.kind === 'remote' && repoKey(asked) !== repoKey(card.repo)) notes.push('It was renamed.');
  if (card.fork) notes.push('A fork.');
  return notes;
}

/** What no API tells is asked of git: nothing is cloned, but what stands in the way of a clone shows. */
async function inspect(
  { source }: ResolvedRepo,
  { git }: PreflightOptions,
): Promise<{ branch: string | null; notes: string[]; error: AppError | null }> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const branch = await git.defaultBranch(source, signal);
  if (branch.ok) return { branch: branch.value, notes: [], error: null };
  if (signal.aborted) return { branch: null, notes: ['Its host does not answer.'], error: null };
  const { code } = branch.error;
  // The job may name a base branch.
  if (code !== 'repo_no_default_branch') return { branch: null, notes: [], error: branch.error };
  return { branch: null, notes: [errorText(branch.error)], error: null };
}

/** Lines of git, each without a full stop, in one line. */
const sentence = (text: string): string => {
  const line = text.trim().replace(/\s+/g, ' ');
  return /[.!?…)]$/.test(line) ? line : `${line}.`;
};

/** Where nobody answered, nothing speaks against the repository: its run waits until somebody does. */
const failedCard = (repo: RepoRef, error: AppError): Preflight => ({
  key: repoKey(repo),
  state: isRetryable(error) ? 'unknown' : 'blocked',
  notes: [[error.message, error.why, error.next].flatMap((part) => (part ? [sentence(part)] : [])).join(' ')],
  archived: false,
  fork: false,
  private: false,
  sizeKb: null,
  defaultBranch: null,
  canPush: null,
  canOpenPullRequest: false,
  repo,
});
