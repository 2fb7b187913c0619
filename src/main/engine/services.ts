import { type AppError, failure, ok, type Result } from '../../shared/errors.ts';
import type { Job } from '../../shared/job.ts';
import type { RepoRef } from '../../shared/repo.ts';
import type { Settings } from '../../shared/settings.ts';
import type { CreateGitHub } from '../github/contract.ts';
import type { Clock } from '../lib/clock.ts';
import { type RememberingGitHub, rememberingGitHub } from '../repositories/remembering-github.ts';
import type { DemoWorld } from './contract.ts';
import type { Keys } from './settings/keys.ts';

/** The two APIs that a job works with, and the keys for them: the person's own, or the demo's. */
export interface JobServices {
  anthropicUrl: string;
  github: RememberingGitHub;
  token: () => string | null;
  claudeKey: () => string | null;
  /** Resolves a stored reference. The demo's servers may have another port after a restart. */
  locate: (repo: RepoRef) => RepoRef;
}

export interface Services {
  /** Errors: session_start_failed when the demo's servers cannot be started. */
  of(job: Pick<Job, 'demo'>): Promise<Result<JobServices>>;
  regular(): JobServices;
  demo(): Promise<Result<DemoWorld>>;
}

export function createServices(options: {
  settings: () => Settings;
  keys: Keys;
  createGitHub: CreateGitHub;
  clock: Clock;
  startDemo: (() => Promise<Result<DemoWorld>>) | null;
  onRateLimited: (message: string) => void;
}): Services {
  const clients = new Map<string, RememberingGitHub>();
  /** One client per API and account, with its own rate limiting and cache. */
  const githubAt = (apiUrl: string, token: () => string | null, name: string): RememberingGitHub => {
    const key = `${name} ${apiUrl}`;
    const known = clients.get(key);
    if (known) return known;
    const onRateLimited = ({ message }: AppError) => options.onRateLimited(message);
    const client = rememberingGitHub(options.createGitHub({ apiUrl, token, onRateLimited }), token, options.clock);
    clients.set(key, client);
    return client;
  };
  const regular = (): JobServices => {
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
      const servers = await demo();
      if (!servers.ok) return servers;
      const { anthropicUrl, githubUrl, anthropicKey, githubToken } = servers.value;
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
