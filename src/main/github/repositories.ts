import { z } from 'zod';
import { ok, type Result } from '../../shared/errors.ts';
import type { GitHubClient } from './client.ts';
import type { GitHubRepository, GitHubUser } from './github-room.ts';
import { noreplyEmail } from './hosts.ts';

const User = z.object({ id: z.number(), login: z.string() });

const Repository = z.object({
  name: z.string(),
  owner: z.object({ login: z.string() }),
  clone_url: z.string(),
  html_url: z.string(),
  default_branch: z.string().nullish(),
  permissions: z.object({ push: z.boolean().optional() }).nullish(),
  archived: z.boolean().optional(),
  fork: z.boolean().optional(),
  private: z.boolean().optional(),
  size: z.number().optional(),
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
    webUrl: value.html_url,
    defaultBranch: value.default_branch ?? null,
    canPush: value.permissions?.push ?? false,
    archived: value.archived ?? false,
    fork: value.fork ?? false,
    private: value.private ?? false,
    sizeKb: value.size ?? 0,
  });
}
