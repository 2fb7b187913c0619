import { createEmulator } from 'emulate';
import { expect, onTestFinished, test } from 'vitest';
import type { Result } from '../../shared/errors.ts';
import { createGitHub } from './create-github.ts';

const TOKEN = 'ghp_emulated0123456789';

function got<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** An organisation that the account may write to, with one repository. */
async function startAcme() {
  const seed = {
    tokens: { [TOKEN]: { login: 'cody', scopes: ['repo', 'user'] } },
    github: {
      users: [{ login: 'cody' }],
      orgs: [{ login: 'acme', members: [{ login: 'cody', role: 'admin' }] }],
      repos: [
        { owner: 'acme', name: 'one', auto_init: true },
        { owner: 'acme', name: 'two', auto_init: true },
        { owner: 'acme', name: '.github', auto_init: true },
      ],
    },
  };
  const emulator = await createEmulator({ service: 'github', port: 0, seed });
  onTestFinished(() => emulator.close());
  const room = createGitHub({ apiUrl: emulator.url, token: () => TOKEN, onRateLimited: () => undefined });
  const api = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${emulator.url}/repos/acme${path}`, { method, headers, ...sent });
    expect(response.status).toBeLessThan(300);
    return response.json();
  };
  const put = (repo: string, path: string, text: string) =>
    api('PUT', `/${repo}/contents/${path}`, { message: 'x', content: Buffer.from(text).toString('base64') });
  /** A branch of one commit, as a push leaves it. */
  const branch = async (name: string): Promise<string> => {
    const { object } = await api('GET', '/one/git/ref/heads/main');
    await api('POST', '/one/git/refs', { ref: `refs/heads/${name}`, sha: object.sha });
    const { commit } = await api('PUT', `/one/contents/${name}.txt`, {
      message: name,
      content: Buffer.from(name).toString('base64'),
      branch: name,
    });
    return commit.sha;
  };
  const pulls = (): Promise<unknown[]> => api('GET', '/one/pulls?state=all');
  return { room, url: emulator.url, api, put, branch, pulls };
}

const REQUEST = { owner: 'acme', name: 'one', base: 'main', title: 'Change it', body: 'Because.', draft: false };

test('the account and a repository are read as they are', async () => {
  const { room, url } = await startAcme();
  expect(room.webHost).toBe(new URL(url).host);
  expect([room.serves(new URL(url).host.toUpperCase()), room.serves('github.com')]).toEqual([true, false]);
  expect(got(await room.me())).toEqual({
    id: expect.any(Number),
    login: 'cody',
    noreplyEmail: expect.stringMatching(/^\d+\+cody@users\.noreply\.localhost$/),
  });
  expect(got(await room.repository('acme', 'one'))).toEqual({
    owner: 'acme',
    name: 'one',
    cloneUrl: expect.stringContaining('/acme/one.git'),
    webUrl: expect.stringContaining('/acme/one'),
    defaultBranch: 'main',
    canPush: true,
    lacks: null,
    canChangeWorkflows: expect.any(Boolean),
    archived: false,
    fork: false,
    private: false,
    sizeKb: expect.any(Number),
  });
  const absent = { ok: false, error: expect.objectContaining({ code: 'github_not_found', status: 404 }) };
  expect(await room.repository('acme', 'absent')).toEqual(absent);
});

test('a pull request is opened once, however often and at however many places it is asked for', async () => {
  const { room, branch, pulls } = await startAcme();
  const headCommit = await branch('cody/x');
  const request = { ...REQUEST, branch: 'cody/x', headCommit };
  expect(got(await room.findPullRequest('acme', 'one', 'cody/x'))).toBeNull();
  const both = await Promise.all([room.openPullRequest(request), room.openPullRequest(request)]);
  const [first, second] = both.map((result) => got(result));
  expect(first).toEqual({
    number: expect.any(Number),
    url: expect.stringContaining('/acme/one/pull/'),
    branch: 'cody/x',
    base: 'main',
    title: 'Change it',
    state: 'open',
    headCommit,
    openedAt: expect.any(Number),
    refreshedAt: expect.any(Number),
    createdHere: true,
  });
  expect(second).toEqual({ ...first, createdHere: false, refreshedAt: expect.any(Number) });
  expect(got(await room.openPullRequest(request)).number).toBe(first?.number);
  expect(got(await room.findPullRequest('acme', 'one', 'cody/x'))?.number).toBe(first?.number);
  expect(await pulls()).toHaveLength(1);
  // Another branch is another pull request.
  const other = { ...request, branch: 'cody/y', headCommit: await branch('cody/y'), draft: true };
  expect(got(await room.openPullRequest(other)).state).toBe('draft');
  expect(await pulls()).toHaveLength(2);
});

test('a refresh tells what became of it; a settled one of the same commit is not opened again', async () => {
  const { room, branch, api, pulls } = await startAcme();
  const request = { ...REQUEST, branch: 'cody/x', headCommit: await branch('cody/x') };
  const opened = got(await room.openPullRequest(request));
  await api('PATCH', `/one/pulls/${opened.number}`, { state: 'closed' });
  expect(got(await room.refresh('acme', 'one', opened)).state).toBe('closed');
  expect(got(await room.openPullRequest(request))).toEqual(
    expect.objectContaining({ number: opened.number, state: 'closed' }),
  );
  expect(await pulls()).toHaveLength(1);
  await api('PATCH', `/one/pulls/${opened.number}`, { state: 'open' });
  await api('PUT', `/one/pulls/${opened.number}/merge`, {});
  const merged = got(await room.refresh('acme', 'one', opened));
  expect(merged).toEqual({ ...opened, state: 'merged', refreshedAt: expect.any(Number) });
});

test('the template of an owner is the nearest one in the repository .github', async () => {
  const { room, put } = await startAcme();
  const template = async () => got(await room.ownersTemplate('acme'));
  expect(await template()).toBeNull();
  await put('.github', 'docs/PULL_REQUEST_TEMPLATE/only.md', 'the only one\n');
  expect(await template()).toBe('the only one\n');
  await put('.github', 'Pull_Request_Template.MD', 'röot\n');
  expect(await template()).toBe('röot\n');
  await put('.github', '.github/PULL_REQUEST_TEMPLATE.md', 'nearest\n');
  expect(await template()).toBe('nearest\n');
});
