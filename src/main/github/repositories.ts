import { z } from 'zod';
import { ok, type Result } from '../../shared/errors.ts';
import { BranchName, CloneUrl, Login, RepositoryName } from './answers.ts';
import type { GitHubClient } from './client.ts';
import type { GitHubRepository, GitHubUser } from './github-room.ts';
import { noreplyEmail, webOriginOf } from './hosts.ts';

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

/** See GitHubRoom.me. */
export async function me(client: GitHubClient): Promise<Result<GitHubUser>> {
  const doing = 'read the account of the token';
  const user = await client.call({ doing, route: 'GET /user', parameters: {}, answer: User });
  if (!user.ok) return user;
  const { id, login } = user.value;
  return ok({ id, login, noreplyEmail: noreplyEmail(client.apiUrl, id, login) });
}

/** See GitHubRoom.repository. GitHub answers for an old name with a redirect, which is followed. */
export async function repository(client: GitHubClient, owner: string, name: string): Promise<Result<GitHubRepository>> {
  const found = await client.call({
    doing: `read ${owner}/${name}`,
    route: 'GET /repos/{owner}/{repo}',
    parameters: { owner, repo: name },
    answer: Repository,
  });
  if (!found.ok) return found;
  const { value } = found;
  return ok({
    owner: value.owner.login,
    name: value.name,
    cloneUrl: value.clone_url,
    webUrl: `${webOriginOf(client.apiUrl)}/${value.owner.login}/${value.name}`,
    defaultBranch: value.default_branch ?? null,
    canPush: value.permissions?.push ?? false,
    archived: value.archived ?? false,
    fork: value.fork ?? false,
    private: value.private ?? false,
    sizeKb: value.size ?? 0,
  });
}
