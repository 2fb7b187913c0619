import { z } from 'zod';
import { failure, ok, type Result } from '../../shared/errors.ts';
import { BranchName, CloneUrl, Login, RepositoryName, ShownText } from './answers.ts';
import type { GitHubClient } from './client.ts';
import type { GitHubRepository, GitHubUser } from './contract.ts';
import { noreplyEmail, webOriginOf } from './hosts.ts';
import { type AskedOwners, kindOf, rightsByAsking, rightsByScopes } from './rights.ts';

const User = z.object({ id: z.number().int().nonnegative(), login: Login });

const Repository = z.object({
  name: RepositoryName,
  owner: z.object({ login: Login }),
  clone_url: CloneUrl,
  default_branch: BranchName.nullish(),
  permissions: z.object({ push: z.boolean().optional() }).nullish(),
  archived: z.boolean().optional(),
  fork: z.boolean().optional(),
  private: z.boolean().optional(),
  size: z.number().nonnegative().optional(),
});

const Viewer = z.union([
  z.object({
    data: z.object({ viewer: z.object({ login: Login, databaseId: z.number().int().nonnegative().nullish() }) }),
  }),
  z.object({ errors: z.array(z.object({ message: ShownText })).min(1) }),
]);
/** Who acts in a workflow of GitHub Actions with its own token; hosts tell its name, and not always its number. */
const ACTIONS_BOT = { login: 'github-actions[bot]', id: 41_898_282 };

/** See GitHubApi.me. Who is not told by name is nobody: commits in another's name would be a lie. */
export async function me(client: GitHubClient): Promise<Result<GitHubUser>> {
  const doing = 'read the account of the token';
  const user = await client.call({ doing, route: 'GET /user', parameters: {}, answer: User });
  if (user.ok) return ok(named(client, user.value));
  // The token of an app has no user: it is told apart only by this refusal.
  if (user.error.code !== 'github_forbidden' || kindOf(client.token()) !== 'permitted') return user;
  const viewer = await client.call({
    doing,
    route: `POST ${client.apiUrl.replace(/\/v3$/, '')}/graphql`,
    parameters: { query: '{ viewer { login databaseId } }' },
    answer: Viewer,
  });
  if (!viewer.ok) return viewer;
  if ('errors' in viewer.value) {
    const { host } = client;
    const message = `${host} does not tell whose token this is.`;
    const why = viewer.value.errors[0]?.message ?? doing;
    return failure('github_forbidden', message, { why, next: 'Use a token of a person or of an app.', host });
  }
  const { login, databaseId } = viewer.value.data.viewer;
  return ok(named(client, { login, id: databaseId ?? (login === ACTIONS_BOT.login ? ACTIONS_BOT.id : 0) }));
}

const named = ({ apiUrl }: GitHubClient, { id, login }: { id: number; login: string }): GitHubUser => ({
  id,
  login,
  noreplyEmail: noreplyEmail(apiUrl, id, login),
});

/** See GitHubApi.repository. GitHub answers for an old name with a redirect, which is followed. */
export async function repository(
  client: GitHubClient,
  owner: string,
  name: string,
  asked: AskedOwners,
): Promise<Result<GitHubRepository>> {
  let scopes: unknown;
  const found = await client.call({
    doing: `read ${owner}/${name}`,
    route: 'GET /repos/{owner}/{repo}',
    parameters: { owner, repo: name },
    answer: Repository,
    asksAgain: true,
    onHeaders: (headers) => {
      scopes = headers['x-oauth-scopes'];
    },
  });
  if (!found.ok) return found;
  const { value } = found;
  const described = {
    owner: value.owner.login,
    name: value.name,
    cloneUrl: value.clone_url,
    webUrl: `${webOriginOf(client.apiUrl)}/${value.owner.login}/${value.name}`,
    defaultBranch: value.default_branch ?? null,
    archived: value.archived ?? false,
    fork: value.fork ?? false,
    private: value.private ?? false,
    sizeKb: value.size ?? 0,
  };
  const accountMay = value.permissions?.push ?? false;
  const asks = kindOf(client.token()) === 'permitted' && !described.archived;
  const rights = asks
    ? await rightsByAsking(client, described, asked)
    : rightsByScopes(scopes, described.private, accountMay);
  return ok({ ...described, ...rights });
}
