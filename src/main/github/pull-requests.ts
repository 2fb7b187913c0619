import { z } from 'zod';
import { type AppError, ok, type Result } from '../../shared/errors.ts';
import type { PullRequest, PullRequestState } from '../../shared/pull-request.ts';
import { BranchName, CommitId, pullRequestUrl, ShownText } from './answers.ts';
import type { GitHubClient } from './client.ts';
import type { PullRequestRequest } from './contract.ts';

const Pull = z.object({
  number: z.number().int().positive(),
  html_url: z.string(),
  title: ShownText,
  state: z.string(),
  draft: z.boolean().nullish(),
  merged: z.boolean().nullish(),
  merged_at: z.string().nullish(),
  created_at: z.string(),
  head: z.object({ ref: z.string(), sha: CommitId, label: z.string().nullish() }),
  base: z.object({ ref: BranchName }),
});
type Pull = z.infer<typeof Pull>;

function stateOf(pull: Pull): PullRequestState {
  if (pull.merged === true || typeof pull.merged_at === 'string') return 'merged';
  if (pull.state !== 'open') return 'closed';
  return pull.draft === true ? 'draft' : 'open';
}

/** Where it is and what it is called: as it was asked for, whatever the host answers. */
interface Place {
  client: GitHubClient;
  owner: string;
  name: string;
  branch: string;
}

const toPullRequest = (
  pull: Pull,
  { client, owner, name, branch }: Place,
  base: string,
  createdHere: boolean,
): PullRequest => ({
  number: pull.number,
  url: pullRequestUrl(client.apiUrl, owner, name, pull.number, pull.html_url),
  branch,
  base,
  title: pull.title,
  state: stateOf(pull),
  headCommit: pull.head.sha,
  openedAt: Date.parse(pull.created_at) || 0,
  refreshedAt: Date.now(),
  createdHere,
});

const isAlive = (pull: PullRequest): boolean => pull.state === 'open' || pull.state === 'draft';

/** Pull requests from one branch, newest first. */
async function fromBranch(
  client: GitHubClient,
  owner: string,
  name: string,
  branch: string,
): Promise<Result<PullRequest[]>> {
  const found = await client.call({
    doing: `look for pull requests in ${owner}/${name}`,
    route: 'GET /repos/{owner}/{repo}/pulls',
    parameters: {
      owner,
      repo: name,
      head: `${owner}:${branch}`,
      state: 'all',
      sort: 'created',
      direction: 'desc',
      per_page: 100,
    },
    answer: z.array(Pull),
  });
  if (!found.ok) return found;
  // A head that GitHub cannot read is ignored by it, and everything comes back; so is a fork's branch of the same name.
  const prefix = `${owner.toLowerCase()}:`;
  const own = found.value.filter(
    ({ head }) => head.ref === branch && (head.label ?? prefix).toLowerCase().startsWith(prefix),
  );
  const place = { client, owner, name, branch };
  return ok(own.map((pull) => toPullRequest(pull, place, pull.base.ref, false)).sort((a, b) => b.number - a.number));
}

/** See GitHubApi.findPullRequest. */
export async function findPullRequest(client: GitHubClient, owner: string, name: string, branch: string) {
  const found = await fromBranch(client, owner, name, branch);
  return found.ok ? ok(found.value[0] ?? null) : found;
}

/**
 * The pull request that a request would double: an open one of its branch, or a settled one of the very same commit, which
 * somebody has answered already.
 */
async function existing(client: GitHubClient, request: PullRequestRequest): Promise<Result<PullRequest | null>> {
  const found = await fromBranch(client, request.owner, request.name, request.branch);
  if (!found.ok) return found;
  const alive = found.value.find(isAlive);
  return ok(alive ?? found.value.find((pull) => pull.headCommit === request.headCommit) ?? null);
}

const create = (client: GitHubClient, request: PullRequestRequest, draft: boolean) =>
  client.call({
    doing: `open a pull request in ${request.owner}/${request.name}`,
    route: 'POST /repos/{owner}/{repo}/pulls',
    parameters: {
      owner: request.owner,
      repo: request.name,
      head: request.branch,
      base: request.base,
      title: request.title,
      body: request.body,
      draft,
    },
    answer: Pull,
  });

const refusesDrafts = (error: AppError): boolean =>
  error.code === 'github_rejected' && error.status === 422 && /draft/i.test(error.why ?? '');

/** See GitHubApi.openPullRequest. Not to be called twice at the same time for one branch. */
export async function openPullRequest(client: GitHubClient, request: PullRequestRequest): Promise<Result<PullRequest>> {
  const before = await existing(client, request);
  if (!before.ok) return before;
  if (before.value !== null) return ok(before.value);
  let made = await create(client, request, request.draft);
  if (!made.ok && request.draft && refusesDrafts(made.error)) made = await create(client, request, false);
  if (made.ok) return ok(toPullRequest(made.value, { client, ...request }, request.base, true));
  // Refused, or the answer was lost on the way back: either way it may be there now.
  const lost = made.error.code === 'github_unreachable';
  if (!lost && made.error.status !== 422) return made;
  const after = await existing(client, request);
  if (!after.ok || after.value === null) return made;
  return ok({ ...after.value, createdHere: lost });
}

/** See GitHubApi.refresh. */
export async function refresh(
  client: GitHubClient,
  owner: string,
  name: string,
  known: PullRequest,
): Promise<Result<PullRequest>> {
  const found = await client.call({
    doing: `read pull request #${known.number} of ${owner}/${name}`,
    route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    parameters: { owner, repo: name, pull_number: known.number },
    answer: Pull,
  });
  if (!found.ok) return found;
  const place = { client, owner, name, branch: known.branch };
  return ok(toPullRequest(found.value, place, found.value.base.ref, known.createdHere));
}
