import path from 'node:path';
import { type Account, isApp, type RepositorySeed } from './answers.ts';
import { type BareRepository, bareRepository, type Comparison } from './bare-repository.ts';
import { type Addresses, pullPayload, repositoryPayload } from './payloads.ts';
import type { GitHubStore, PullRecord } from './store.ts';

/** What all routes work on. */
export interface GitHubWorld {
  at: Addresses;
  accounts: readonly Account[];
  repositories: readonly RepositorySeed[];
  store: GitHubStore;
  now: () => string;
  /** The repository if it exists and this account may see it. Names compare without regard to case, as on GitHub. */
  find(owner: string, name: string, viewer: Account | null): RepositorySeed | null;
  /** The repository that had this name before, as far as this account may see it. */
  findFormer(owner: string, name: string, viewer: Account | null): RepositorySeed | null;
  canPush(seed: RepositorySeed, viewer: Account | null): boolean;
  git(seed: RepositorySeed): BareRepository;
  pullsOf(seed: RepositorySeed): PullRecord[];
  repository(seed: RepositorySeed, viewer: Account | null): Promise<ReturnType<typeof repositoryPayload>>;
  /** The payload of a pull request. Computing whether it merges is left out for lists and fresh ones, as GitHub does. */
  pull(
    pull: PullRecord,
    seed: RepositorySeed,
    viewer: Account | null,
    withMerge: boolean,
  ): Promise<ReturnType<typeof pullPayload>>;
  comparison(pull: PullRecord, seed: RepositorySeed): Promise<Comparison>;
  /** Two commits never compare otherwise than they did before. */
  compare(seed: RepositorySeed, base: string, head: string): Promise<Comparison>;
}

export function createWorld(parts: {
  root: string;
  at: Addresses;
  accounts: readonly Account[];
  repositories: readonly RepositorySeed[];
  store: GitHubStore;
  now: () => Date;
}): GitHubWorld {
  const { root, at, accounts, repositories, store } = parts;
  const comparisons = new Map<string, Promise<Comparison>>();

  const git = (seed: RepositorySeed) => bareRepository(path.join(root, seed.owner, `${seed.name}.git`));
  const canPush = (seed: RepositorySeed, viewer: Account | null) =>
    viewer !== null && seed.archived !== true && seed.pushers.includes(viewer.login);
  const pullsOf = (seed: RepositorySeed) =>
    store.pulls.filter((pull) => pull.repository === `${seed.owner}/${seed.name}`);

  const visible = (viewer: Account | null, isMeant: (seed: RepositorySeed) => boolean): RepositorySeed | null => {
    const seed = repositories.find(isMeant);
    return seed && (!seed.private || (viewer && seed.pushers.includes(viewer.login))) ? seed : null;
  };

  /** While a pull request is open, its commits are those of its branches. */
  async function follow(pull: PullRecord, seed: RepositorySeed): Promise<void> {
    if (pull.state !== 'open') return;
    pull.headCommit = (await git(seed).branch(pull.head)) ?? pull.headCommit;
    pull.baseCommit = (await git(seed).branch(pull.base)) ?? pull.baseCommit;
  }

  async function comparison(pull: PullRecord, seed: RepositorySeed): Promise<Comparison> {
    await follow(pull, seed);
    return compare(seed, pull.baseCommit, pull.headCommit);
  }

  function compare(seed: RepositorySeed, base: string, head: string): Promise<Comparison> {
    const key = `${seed.owner}/${seed.name} ${base} ${head}`;
    const known = comparisons.get(key) ?? git(seed).compare(base, head);
    comparisons.set(key, known);
    return known;
  }

  const repository: GitHubWorld['repository'] = async (seed, viewer) =>
    repositoryPayload(at, {
      seed,
      // An app has no rights of a person; what its token may do is not said here.
      viewer: viewer && !isApp(viewer) ? viewer.login : null,
      accounts,
      sizeKb: await git(seed).sizeKb(),
      openPulls: pullsOf(seed).filter((pull) => pull.state === 'open').length,
    });

  return {
    at,
    accounts,
    repositories,
    store,
    now: () =>
      parts
        .now()
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
    find: (owner, name, viewer) => {
      const wanted = `${owner}/${name}`.toLowerCase();
      return visible(viewer, (seed) => `${seed.owner}/${seed.name}`.toLowerCase() === wanted);
    },
    findFormer: (owner, name, viewer) =>
      visible(viewer, (seed) => {
        const isTheirs = seed.owner.toLowerCase() === owner.toLowerCase();
        return isTheirs && seed.formerNames?.some((former) => former.toLowerCase() === name.toLowerCase()) === true;
      }),
    canPush,
    git,
    pullsOf,
    repository,
    async pull(pull, seed, viewer, withMerge) {
      const compared = await comparison(pull, seed);
      const isOpen = pull.state === 'open';
      const tree = withMerge && isOpen ? await git(seed).mergeTree(pull.baseCommit, pull.headCommit) : null;
      return pullPayload(at, {
        pull,
        repository: await repository(seed, viewer),
        accounts,
        comparison: compared,
        mergeable: tree === null ? null : tree !== false,
      });
    },
    comparison,
    compare,
  };
}
