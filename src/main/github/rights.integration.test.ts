import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Account } from '../../demo/github/answers.ts';
import { startGitHubServer } from '../../demo/github-server.ts';
import { commitTo, got, tempFolder } from '../git/testing/world.ts';
import { createGitHub } from './create-github.ts';
import { rightsByScopes } from './rights.ts';
import { json, startScripted } from './testing/scripted.ts';

/** A GitHub with one repository, and a room for a token of its own form. */
async function roomFor(account: Partial<Account>, others: Account[] = []) {
  const folder = tempFolder();
  commitTo(path.join(folder, 'repositories/acme/one.git'), { 'readme.md': 'x\n' });
  const dev = { login: 'dev', id: 7, name: 'Dev', token: 'ghp_x', ...account };
  const hub = await startGitHubServer({
    folder,
    accounts: [dev, ...others],
    repositories: [
      {
        owner: 'acme',
        name: 'one',
        description: '',
        topics: [],
        defaultBranch: 'main',
        pushers: [dev.login, ...others.map(({ login }) => login)],
      },
    ],
  });
  onTestFinished(() => hub.close());
  let token = dev.token;
  const room = createGitHub({ apiUrl: hub.apiUrl, token: () => token, onRateLimited: () => undefined });
  const use = (next: string) => {
    token = next;
  };
  return { hub, room, use };
}

const read = { contents: 'read' as const };
test.each<[string, Partial<Account>, boolean, RegExp | null]>([
  ['a classic token', { token: 'ghp_a' }, true, null],
  ['a classic token for public repositories', { token: 'ghp_a', scopes: ['public_repo'] }, true, null],
  ['a classic token without the scope', { token: 'ghp_a', scopes: ['gist'] }, false, /scope "public_repo"/],
  ['a token of a sign-in in the browser', { token: 'gho_a', scopes: [] }, false, /scope/],
  ['a fine-grained token', { token: 'github_pat_a' }, true, null],
  ['a fine-grained token that reads', { token: 'github_pat_a', permissions: read }, false, /"Contents: write"/],
  [
    'a fine-grained token without pull requests',
    { token: 'github_pat_a', permissions: { pull_requests: 'read' } },
    false,
    /"Pull requests: write"/,
  ],
  ['the token of an app', { token: 'ghs_a', login: 'release[bot]' }, true, null],
  ['the token of an app that reads', { token: 'ghs_a', permissions: read }, false, /"Contents: write"/],
  [
    'the token of an app without pull requests',
    { token: 'ghs_a', permissions: { pull_requests: 'read' } },
    false,
    /Pull/,
  ],
])('%s: what it may do is known before it is used', async (_name, account, canPush, lacks) => {
  const { hub, room } = await roomFor(account);
  const repository = got(await room.repository('acme', 'one'));
  expect(repository.canPush).toBe(canPush);
  if (lacks === null) expect(repository.lacks).toBeNull();
  else expect(repository.lacks).toMatch(lacks);
  // Asked once for all repositories of an owner, and nothing was opened by asking.
  got(await room.repository('acme', 'one'));
  expect(hub.journal.filter(({ method }) => method === 'POST').length).toBeLessThanOrEqual(1);
  expect(hub.pulls).toEqual([]);
});

test('another token is asked about anew', async () => {
  const other = { login: 'other', id: 8, name: 'Other', token: 'github_pat_b' };
  const { room, use } = await roomFor({ token: 'github_pat_a', permissions: { pull_requests: 'read' } }, [other]);
  expect(got(await room.repository('acme', 'one')).canPush).toBe(false);
  use('github_pat_b');
  expect(got(await room.repository('acme', 'one'))).toMatchObject({ canPush: true, lacks: null });
});

test('a token of an app acts as the bot of its app', async () => {
  const { room } = await roomFor({ token: 'ghs_a', login: 'release[bot]', id: 99 });
  expect(got(await room.me())).toMatchObject({ login: 'release[bot]', id: 99 });
  expect(got(await room.me()).noreplyEmail).toBe('99+release[bot]@users.noreply.127.0.0.1');
});

const noUser = { message: 'Resource not accessible by integration' };
const viewer = (login: string, databaseId: number | null) => ({ data: { viewer: { login, databaseId } } });

test.each([
  ['trouble of the host', 502, { message: 'Bad gateway' }, 'github_unreachable'],
  ['a refusal', 403, noUser, 'github_forbidden'],
  ['an error in a good answer', 200, { data: null, errors: [noUser] }, 'github_forbidden'],
  ['no such address', 404, { message: 'Not Found' }, 'github_not_found'],
  ['an answer of something else', 200, { hello: 'there' }, 'github_rejected'],
  ['a name that is none', 200, viewer('github-actions[bot]\n<x>', 1), 'github_rejected'],
])('a token whose account is not told acts as nobody: %s', async (_name, status, body, code) => {
  const { url } = await startScripted((request, response) =>
    request.method === 'POST' ? json(response, status, body) : json(response, 403, noUser),
  );
  const room = createGitHub({ apiUrl: url, token: () => 'ghs_a', onRateLimited: () => undefined });
  expect(await room.me()).toMatchObject({ ok: false, error: { code } });
});

test('the token of Actions is proved by the name of its bot', async () => {
  const { url } = await startScripted((request, response) =>
    request.method === 'POST' ? json(response, 200, viewer('github-actions[bot]', null)) : json(response, 403, noUser),
  );
  const room = createGitHub({ apiUrl: url, token: () => 'ghs_a', onRateLimited: () => undefined });
  expect(got(await room.me())).toMatchObject({ login: 'github-actions[bot]', id: 41_898_282 });
});

test('a person whose token is refused is not taken for a bot', async () => {
  const { room } = await roomFor({ token: 'ghp_a' });
  expect(got(await room.me()).login).toBe('dev');
});

test('scopes say whether workflow files may change; a host that names none holds nothing back', () => {
  expect(rightsByScopes('repo', true, true)).toEqual({ canPush: true, canChangeWorkflows: false, lacks: null });
  expect(rightsByScopes('public_repo, workflow', true, true)).toMatchObject({
    canPush: false,
    lacks: expect.stringContaining('"repo"'),
  });
  expect(rightsByScopes(undefined, true, true)).toEqual({ canPush: true, canChangeWorkflows: true, lacks: null });
  expect(rightsByScopes('repo, workflow', false, false)).toMatchObject({ canPush: false, lacks: null });
});
