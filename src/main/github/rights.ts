import { z } from 'zod';
import { isLoopbackHost } from '../../shared/hosts.ts';
import type { GitHubClient } from './client.ts';

/** What a token may do with one repository, beside what its account may. */
export interface Rights {
  canPush: boolean;
  /** False: the host would refuse a push that changes workflow files. */
  canChangeWorkflows: boolean;
  /** What is missing, in words; null when nothing is. */
  lacks: string | null;
}

/** The form of a token says how its rights can be told. */
type TokenKind = 'none' | 'scoped' | 'permitted';

/** Tokens with permissions instead of scopes: fine-grained ones, those of apps, `GITHUB_TOKEN` of Actions. */
const PERMITTED = /^(?:github_pat_|ghs_|ghu_|v1\.)/;

export const kindOf = (token: string | null): TokenKind =>
  token === null ? 'none' : PERMITTED.test(token) ? 'permitted' : 'scoped';

/** By the scopes that GitHub names with each answer; hosts that name none have none. Pure. */
export function rightsByScopes(named: unknown, isPrivate: boolean, accountMay: boolean): Rights {
  if (typeof named !== 'string') return { canPush: accountMay, canChangeWorkflows: true, lacks: null };
  const scopes = named.split(/,\s*/);
  const mayWrite = scopes.includes('repo') || (!isPrivate && scopes.includes('public_repo'));
  return {
    canPush: accountMay && mayWrite,
    canChangeWorkflows: scopes.includes('workflow'),
    lacks: accountMay && !mayWrite ? `The token lacks the scope "${isPrivate ? 'repo' : 'public_repo'}".` : null,
  };
}

const PROBE_TIMEOUT_MS = 15_000;

/** What was asked of owners of repositories, and with which token: such a one has the same permissions in all that they own. */
export type AskedOwners = Map<string, { token: string | null; until: number; mayOpen: Promise<boolean> }>;
/** A person who hears what is missing changes it on the page of the token, which keeps its letters. */
const GOOD_FOR_MS = 5 * 60_000;

/**
 * By asking, for the account's own rights say nothing about such a token: git's first question of a push, which sends
 * nothing, and a pull request from a branch to itself, which no host opens. What cannot be found out does not hold back.
 */
export async function rightsByAsking(
  client: GitHubClient,
  repository: { owner: string; name: string; cloneUrl: string; defaultBranch: string | null },
  asked: AskedOwners,
): Promise<Rights> {
  if ((await mayPush(client, repository.cloneUrl)) === false)
    return { canPush: false, canChangeWorkflows: true, lacks: 'The token lacks "Contents: write" for it.' };
  const lacks = (await mayOpen(client, repository, asked)) ? null : 'The token lacks "Pull requests: write" for it.';
  return { canPush: lacks === null, canChangeWorkflows: true, lacks };
}

async function mayPush({ host, token }: GitHubClient, cloneUrl: string): Promise<boolean | null> {
  const url = new URL(cloneUrl);
  const secret = token();
  const isTheirs = url.host === host || (isLoopbackHost(url.host) && isLoopbackHost(host));
  if (secret === null || !isTheirs) return null;
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/info/refs`;
  url.search = '?service=git-receive-pack';
  const authorization = `Basic ${Buffer.from(`x-access-token:${secret}`).toString('base64')}`;
  try {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
    const { status, body } = await fetch(url, { headers: { authorization }, redirect: 'manual', signal });
    await body?.cancel();
    return status === 200 ? true : status === 401 || status === 403 || status === 404 ? false : null;
  } catch {
    // A proxy that only git knows, or no network: the push itself says so.
    return null;
  }
}

function mayOpen(
  client: GitHubClient,
  { owner, name, defaultBranch }: { owner: string; name: string; defaultBranch: string | null },
  asked: AskedOwners,
): Promise<boolean> {
  const token = client.token();
  const known = asked.get(owner);
  if (known?.token === token && known.until > Date.now()) return known.mayOpen;
  // Without a branch there is nothing to ask with, and nothing to open.
  if (defaultBranch === null) return Promise.resolve(true);
  const asking = opens(client, owner, name, defaultBranch);
  asked.set(owner, { token, until: Date.now() + GOOD_FOR_MS, mayOpen: asking });
  return asking;
}

async function opens(client: GitHubClient, owner: string, name: string, branch: string): Promise<boolean> {
  const asked = await client.call({
    doing: `ask whether pull requests may be opened in ${owner}/${name}`,
    route: 'POST /repos/{owner}/{repo}/pulls',
    parameters: { owner, repo: name, title: 'Cody Batch asks whether it may', head: branch, base: branch },
    answer: z.unknown(),
  });
  return asked.ok || asked.error.code !== 'github_forbidden';
}
