import type { AppError, Result } from '../../shared/errors.ts';
import type { PullRequest } from '../../shared/pull-request.ts';

export interface GitHubRepository {
  owner: string;
  name: string;
  cloneUrl: string;
  webUrl: string;
  defaultBranch: string | null;
  /** May the token push there and open a pull request? */
  canPush: boolean;
  /** What the token lacks for that, in words. */
  lacks?: string | null;
  /** False: a change of workflow files would be refused. */
  canChangeWorkflows?: boolean;
  archived: boolean;
  fork: boolean;
  private: boolean;
  sizeKb: number;
}

export interface GitHubUser {
  login: string;
  id: number;
  /** `ID+LOGIN@users.noreply.github.com` or the Enterprise form. */
  noreplyEmail: string;
}

export interface PullRequestRequest {
  owner: string;
  name: string;
  branch: string;
  base: string;
  title: string;
  body: string;
  draft: boolean;
  headCommit: string;
}

/** The GitHub API of one host, for one account. Failures are values, and never hold the token. */
export interface GitHubApi {
  /** The host whose repositories this API serves: `github.com`, or the API's own host on Enterprise and loopback. */
  readonly webHost: string;
  /** Does this API serve a Git host? Exact match, ports included. */
  serves(host: string): boolean;
  /** The account of the token; an app's token, which has none, answers with the app's bot. Errors: github_auth, github_unreachable. */
  me(): Promise<Result<GitHubUser>>;
  /** A repository by name, renames followed. Errors: github_not_found, github_auth, github_forbidden, github_rate_limited, … */
  repository(owner: string, name: string): Promise<Result<GitHubRepository>>;
  /** The pull request template of all repositories of this owner that have none of their own, or null. */
  ownersTemplate(owner: string): Promise<Result<string | null>>;
  /** An existing pull request from this branch, newest first, or null. */
  findPullRequest(owner: string, name: string, branch: string): Promise<Result<PullRequest | null>>;
  /**
   * Opens a pull request, or finds the open one of the same head: looks before it creates, and again after a refusal or a
   * lost answer, so that a second call never opens a second one.
   */
  openPullRequest(request: PullRequestRequest): Promise<Result<PullRequest>>;
  /** The present state of a pull request. */
  refresh(owner: string, name: string, known: PullRequest): Promise<Result<PullRequest>>;
}

/** Makes the room for an API base URL. `token` is asked for at each call; null means anonymous. */
export type CreateGitHub = (options: {
  apiUrl: string;
  token: () => string | null;
  onRateLimited: (error: AppError) => void;
}) => GitHubApi;
