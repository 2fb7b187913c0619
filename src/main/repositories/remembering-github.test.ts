import { expect, it } from 'vitest';
import { failure, ok } from '../../shared/errors.ts';
import type { GitHubApi, GitHubRepository } from '../github/contract.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { rememberingGitHub } from './remembering-github.ts';

const OPEN: GitHubRepository = {
  ...{ owner: 'acme', name: 'one', cloneUrl: '', webUrl: '', defaultBranch: 'main' },
  ...{ canPush: true, canChangeWorkflows: true, archived: false, fork: false, private: false, sizeKb: 1 },
};

/** A host with one repository, and how often it was asked what. */
function host(facts: Partial<GitHubRepository> = {}, token: string | null = 'ghp_x') {
  const asked: string[] = [];
  const hear = <T>(question: string, answer: T) => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  const github: GitHubApi = {
    webHost: 'github.test',
    serves: () => true,
    me: () => hear('me', ok({ login: 'dev', id: 7, noreplyEmail: '' })),
    repository: (_owner, name) => hear(name, ok({ ...OPEN, ...facts })),
    ownersTemplate: (owner) => hear(`template of ${owner}`, ok(null)),
    findPullRequest: () => hear('pulls', ok(null)),
    openPullRequest: () => hear('open', failure('github_forbidden', 'No.')),
    refresh: () => hear('refresh', failure('github_not_found', 'Gone.')),
  };
  return { asked, remembering: rememberingGitHub(github, () => token, manualClock()) };
}
const REQUEST = {
  owner: 'ACME',
  name: 'One',
  branch: 'b',
  base: 'main',
  title: '',
  body: '',
  draft: false,
  headCommit: '',
};

it('asks once for the account, a repository and the template of an owner, and each time for pull requests', async () => {
  const { asked, remembering } = host();
  for (let times = 0; times < 2; times += 1) {
    await remembering.me();
    await remembering.repository('acme', 'one');
    await remembering.repository('Acme', 'ONE');
    await remembering.ownersTemplate('acme');
    await remembering.findPullRequest('acme', 'one', 'b');
  }
  expect(asked).toEqual(['me', 'one', 'template of acme', 'pulls', 'pulls']);
});

it.each<[string, Partial<GitHubRepository>]>([
  ['no right to push', { canPush: false }],
  ['no right to change workflows', { canChangeWorkflows: false }],
  ['an archive', { archived: true }],
  ['nothing in it', { defaultBranch: null }],
])('a repository with %s is asked for each time, but by nobody who has no token', async (_name, facts) => {
  for (const [token, times] of [
    ['ghp_x', 2],
    [null, 1],
  ] as const) {
    const { asked, remembering } = host(facts, token);
    await remembering.repository('acme', 'one');
    await remembering.repository('acme', 'one');
    expect(asked).toHaveLength(times);
  }
});

it('what was opened, or refused, ends what is known of that repository, under all its names', async () => {
  const { asked, remembering } = host();
  const look = async () => {
    await remembering.repository('acme', 'former');
    await remembering.repository('acme', 'one');
    await remembering.me();
    return asked.splice(0);
  };
  expect(await look()).toEqual(['former', 'one', 'me']);
  await remembering.openPullRequest(REQUEST);
  expect(await look()).toEqual(['open', 'former', 'one']);
  remembering.forget('acme', 'ONE');
  expect(await look()).toEqual(['former', 'one', 'me']);
  remembering.forget('acme', 'other');
  expect(await look()).toEqual(['me']);
});
