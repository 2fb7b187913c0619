import type { Account, RepositorySeed } from './answers.ts';
import type { Comparison } from './bare-repository.ts';
import type { PullRecord } from './store.ts';

/** Addresses of one server: API below `api`, pages and git below `web`. */
export interface Addresses {
  web: string;
  api: string;
}

const SINCE = '2023-03-14T09:30:00Z';

/** `base` with each suffix behind it, under the suffix's name. */
const addresses = <Names extends string>(base: string, suffixes: Record<Names, string>): Record<Names, string> => {
  const entries = Object.entries<string>(suffixes).map(([name, suffix]) => [name, `${base}${suffix}`]);
  return Object.fromEntries(entries) as Record<Names, string>;
};

const idOf = (text: string): number => {
  let id = 7;
  for (const letter of text) id = (id * 31 + letter.charCodeAt(0)) % 900_000_007;
  return id + 1000;
};
const nodeId = (kind: string, id: number): string => Buffer.from(`${kind}:${id}`).toString('base64url');

const USER_ADDRESSES = {
  url: '',
  followers_url: '/followers',
  following_url: '/following{/other_user}',
  gists_url: '/gists{/gist_id}',
  starred_url: '/starred{/owner}{/repo}',
  subscriptions_url: '/subscriptions',
  organizations_url: '/orgs',
  repos_url: '/repos',
  events_url: '/events{/privacy}',
  received_events_url: '/received_events',
};

export function userPayload({ web, api }: Addresses, login: string, accounts: readonly Account[]) {
  const account = accounts.find((candidate) => candidate.login === login);
  const id = account?.id ?? idOf(login);
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: '',
    gravatar_id: '',
    html_url: `${web}/${login}`,
    ...addresses(`${api}/users/${login}`, USER_ADDRESSES),
    type: account ? 'User' : 'Organization',
    site_admin: false,
  };
}

/** `GET /user`: the account with what only itself and the public profile show. */
export const accountPayload = (at: Addresses, account: Account, repositories: number) => ({
  ...userPayload(at, account.login, [account]),
  name: account.name,
  company: null,
  blog: null,
  location: null,
  email: null,
  hireable: null,
  bio: null,
  twitter_username: null,
  public_repos: repositories,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: SINCE,
  updated_at: SINCE,
});

const REPOSITORY_ADDRESSES = {
  url: '',
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

export interface RepositoryView {
  seed: RepositorySeed;
  viewer: string | null;
  accounts: readonly Account[];
  sizeKb: number;
  openPulls: number;
}

export function repositoryPayload(at: Addresses, { seed, viewer, accounts, sizeKb, openPulls }: RepositoryView) {
  const fullName = `${seed.owner}/${seed.name}`;
  const id = idOf(fullName);
  const push = viewer !== null && seed.pushers.includes(viewer);
  const host = new URL(at.web).host;
  return {
    id,
    node_id: nodeId('Repository', id),
    name: seed.name,
    full_name: fullName,
    owner: userPayload(at, seed.owner, accounts),
    private: seed.private ?? false,
    visibility: seed.private ? 'private' : 'public',
    html_url: `${at.web}/${fullName}`,
    description: seed.description,
    fork: false,
    ...addresses(`${at.api}/repos/${fullName}`, REPOSITORY_ADDRESSES),
    clone_url: `${at.web}/${fullName}.git`,
    git_url: `git://${host}/${fullName}.git`,
    ssh_url: `git@${host}:${fullName}.git`,
    svn_url: `${at.web}/${fullName}`,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks_count: 0,
    forks: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    subscribers_count: 0,
    network_count: 0,
    size: sizeKb,
    default_branch: seed.defaultBranch,
    open_issues_count: openPulls,
    open_issues: openPulls,
    is_template: false,
    topics: [...seed.topics],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: seed.archived ?? false,
    disabled: false,
    allow_forking: true,
    pushed_at: SINCE,
    created_at: SINCE,
    updated_at: SINCE,
    permissions: { admin: false, maintain: false, push, triage: push, pull: true },
  };
}

export interface PullView {
  pull: PullRecord;
  repository: ReturnType<typeof repositoryPayload>;
  accounts: readonly Account[];
  comparison: Comparison;
  /** Null: not computed, as GitHub answers at first. */
  mergeable: boolean | null;
}

export function pullPayload(at: Addresses, { pull, repository, accounts, comparison, mergeable }: PullView) {
  const user = (login: string) => userPayload(at, login, accounts);
  const id = idOf(`${pull.repository}#${pull.number}`);
  const api = `${at.api}/repos/${pull.repository}`;
  const self = `${api}/pulls/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const html = `${at.web}/${pull.repository}/pull/${pull.number}`;
  const merged = pull.mergeCommit !== null;
  const side = (ref: string, sha: string) => ({
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: repository.owner,
    repo: repository,
  });
  const stateOf = () => {
    if (pull.draft) return 'draft';
    if (mergeable === null) return 'unknown';
    return mergeable ? 'clean' : 'dirty';
  };
  return {
    id,
    node_id: nodeId('PullRequest', id),
    number: pull.number,
    url: self,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: `${api}/statuses/${pull.headCommit}`,
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    title: pull.title,
    body: pull.body,
    user: user(pull.author),
    labels: pull.labels.map((name) => labelPayload(at, pull.repository, name)),
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: pull.reviewers.map(user),
    requested_teams: [],
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: merged ? pull.closedAt : null,
    merge_commit_sha: pull.mergeCommit,
    head: side(pull.head, pull.headCommit),
    base: side(pull.base, pull.baseCommit),
    _links: {
      self: { href: self },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${self}/comments` },
      review_comment: { href: `${api}/pulls/comments{/number}` },
      commits: { href: `${self}/commits` },
      statuses: { href: `${api}/statuses/${pull.headCommit}` },
    },
    author_association: 'MEMBER' as const,
    auto_merge: null,
    draft: pull.draft,
    merged,
    mergeable: pull.state === 'open' ? mergeable : null,
    rebaseable: pull.state === 'open' ? mergeable : null,
    mergeable_state: pull.state === 'open' ? stateOf() : 'unknown',
    merged_by: merged ? user(pull.author) : null,
    comments: pull.comments.length,
    review_comments: 0,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: comparison.commits,
    additions: comparison.additions,
    deletions: comparison.deletions,
    changed_files: comparison.files.length,
  };
}

export function labelPayload(at: Addresses, repository: string, name: string) {
  const id = idOf(`label ${repository} ${name}`);
  const url = `${at.api}/repos/${repository}/labels/${encodeURIComponent(name)}`;
  return { id, node_id: nodeId('Label', id), url, name, description: null, color: 'ededed', default: false };
}
