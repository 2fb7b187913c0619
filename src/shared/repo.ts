import { z } from 'zod';
import { isLoopbackHost } from './hosts.ts';

/**
 * Which repository is meant: an identity, never a clone. `remote` lives on a Git host (GitHub, GitHub Enterprise or any
 * other), `local` is a folder of this machine and gets patches only.
 */
export const RepoRef = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('remote'),
    /** Lower case, with the port when it is not the protocol's own: `github.com`, `127.0.0.1:4100`. */
    host: z.string().min(1),
    /** May hold slashes on hosts with nested groups; empty on hosts whose repositories have no owner. */
    owner: z.string(),
    name: z.string().min(1),
    /** https, or http on loopback. Never holds user information. */
    url: z.string().min(1),
  }),
  z.object({ kind: z.literal('local'), path: z.string().min(1), name: z.string().min(1) }),
]);
export type RepoRef = z.infer<typeof RepoRef>;
/** A repository on a host. */
export type RemoteRepo = Extract<RepoRef, { kind: 'remote' }>;

/** Two refs with the same key are the same repository. Hosts and GitHub names compare without regard to case. */
export const repoKey = (repo: RepoRef): string =>
  repo.kind === 'local' ? `local:${repo.path}` : remotePath(repo).toLowerCase();

const remotePath = (repo: RemoteRepo): string => [repo.host, repo.owner, repo.name].filter(Boolean).join('/');

/**
 * What a row shows: `owner/name`, with the host in front where it says something to a person: neither the usual one nor a
 * server of this computer (the demo's port changes with each start). Pure.
 */
export const repoLabel = (repo: RepoRef): string => {
  if (repo.kind === 'local') return repo.name;
  return repo.host === 'github.com' || isLoopbackHost(repo.host) ? remotePath({ ...repo, host: '' }) : remotePath(repo);
};

/** What is known of a repository before a run, asked from its host. */
export const Preflight = z.object({
  key: z.string(),
  /** `unknown`: its host could not be reached or has no time; nothing is known against it. */
  state: z.enum(['ready', 'warning', 'blocked', 'unknown']),
  /** One short sentence each, worst first. */
  notes: z.array(z.string()),
  archived: z.boolean(),
  fork: z.boolean(),
  private: z.boolean(),
  sizeKb: z.number().nullable(),
  defaultBranch: z.string().nullable(),
  canPush: z.boolean().nullable(),
  /** False for a host without a known API: such a repository gets a patch. */
  canOpenPullRequest: z.boolean(),
  /** The repository that will really be used: renames are followed, a folder with a GitHub origin becomes that. */
  repo: RepoRef,
});
export type Preflight = z.infer<typeof Preflight>;
