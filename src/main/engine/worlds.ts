import { failure, ok, type Result } from '../../shared/errors.ts';
import type { Job } from '../../shared/job.ts';
import type { RepoRef } from '../../shared/repo.ts';
import type { Settings } from '../../shared/settings.ts';
import type { DemoWorld } from '../engine.ts';
import type { CreateGitHub, GitHubRoom } from '../github/github-room.ts';
import type { Keys } from './keys.ts';

/** The two APIs that a job works with, and the keys for them: the person's own, or the demo's. */
export interface World {
  anthropicUrl: string;
  github: GitHubRoom;
  token: () => string | null;
  claudeKey: () => string | null;
  /** Where a stored reference points to in this world. The demo's servers may have another port after a restart. */
  locate: (repo: RepoRef) => RepoRef;
}

export interface Worlds {
  /** Errors: session_start_failed when the demo's servers cannot be started. */
  of(job: Pick<Job, 'demo'>): Promise<Result<World>>;
  regular(): World;
  demo(): Promise<Result<DemoWorld>>;
}

export function createWorlds(options: {
  settings: () => Settings;
  keys: Keys;
  createGitHub: CreateGitHub;
  startDemo: (() => Promise<Result<DemoWorld>>) | null;
  onRateLimited: (message: string) => void;
}): Worlds {
  const rooms = new Map<string, GitHubRoom>();
  /** One room per API and account: it holds the pace of its calls. */
  const githubAt = (apiUrl: string, token: () => string | null, name: string): GitHubRoom => {
    const key = `${name} ${apiUrl}`;
    const known = rooms.get(key);
    if (known) return known;
    const room = options.createGitHub({
      apiUrl,
      token,
      onRateLimited: ({ message }) => options.onRateLimited(message),
    });
    rooms.set(key, room);
    return room;
  };
  const regular = (): World => {
    const { anthropicUrl, githubUrl } = options.settings();
    const token = () => options.keys.value('github');
    return {
      anthropicUrl,
      github: githubAt(githubUrl, token, 'own'),
      token,
      claudeKey: () => options.keys.value('claude'),
      locate: (repo) => repo,
    };
  };
  const demo = async (): Promise<Result<DemoWorld>> =>
    options.startDemo ? options.startDemo() : failure('not_allowed', 'There is no demo here.');

  return {
    regular,
    demo,
    async of(job) {
      if (!job.demo) return ok(regular());
      const world = await demo();
      if (!world.ok) return world;
      const { anthropicUrl, githubUrl, anthropicKey, githubToken } = world.value;
      const token = () => githubToken;
      const github = githubAt(githubUrl, token, `demo ${githubToken.slice(-6)}`);
      return ok({ anthropicUrl, github, token, claudeKey: () => anthropicKey, locate: atHost(github.webHost) });
    },
  };
}

const atHost =
  (host: string) =>
  (repo: RepoRef): RepoRef => {
    if (repo.kind !== 'remote' || repo.host === host) return repo;
    const url = new URL(repo.url);
    url.host = host;
    return { ...repo, host, url: url.href };
  };
