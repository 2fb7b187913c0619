import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { AppError } from '../../shared/errors.ts';
import { createGitHub } from './create-github.ts';
import { json, PULL, REQUEST, startScripted, TOKEN, withPulls } from './testing/scripted.ts';

const in1Hour = Math.floor(Date.now() / 1000) + 3600;

test.each<[string, number, unknown, Record<string, string>, Partial<AppError>]>([
  ['a wrong token', 401, { message: 'Bad credentials' }, {}, { code: 'github_auth', why: 'Bad credentials' }],
  ['no right', 403, { message: 'Resource not accessible by personal access token' }, {}, { code: 'github_forbidden' }],
  [
    'single sign-on',
    403,
    { message: 'Resource protected by organization SAML enforcement.' },
    { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso?authorization_request=1' },
    {
      code: 'github_forbidden',
      next: 'Authorise the token at https://github.com/orgs/acme/sso?authorization_request=1',
    },
  ],
  [
    'single sign-on by a page of somebody else',
    403,
    { message: 'Resource protected by organization SAML enforcement.' },
    { 'x-github-sso': 'required; url=https://evil.example/orgs/acme/sso' },
    { code: 'github_forbidden', next: 'Authorise the token for the organisation on the page of your tokens.' },
  ],
  [
    'words that speak to a terminal',
    403,
    { message: 'no \u001b]52;c;x\u0007\u202E\nnext' },
    {},
    { code: 'github_forbidden', why: 'no ⟦U+001B⟧]52;c;x⟦U+0007⟧⟦U+202E⟧ next' },
  ],
  [
    'a missing scope',
    403,
    { message: 'Must have admin rights' },
    { 'x-accepted-oauth-scopes': 'repo', 'x-oauth-scopes': 'gist, user' },
    { code: 'github_forbidden', next: 'Give the token one of these scopes: repo.' },
  ],
  ['nothing there', 404, { message: 'Not Found' }, {}, { code: 'github_not_found' }],
  [
    'the hourly limit',
    403,
    { message: 'API rate limit exceeded for user ID 1.' },
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(in1Hour) },
    { code: 'github_rate_limited', retryAt: in1Hour * 1000 + 1000 },
  ],
  [
    'invalid input',
    422,
    { message: 'Validation Failed', errors: [{ message: 'No commits between main and cody/x' }] },
    {},
    { code: 'github_rejected', why: 'Validation Failed: No commits between main and cody/x' },
  ],
  ['a repository that was taken down', 451, { message: 'Blocked' }, {}, { code: 'github_rejected' }],
])('%s is named', async (_name, status, body, headers, expected) => {
  const { room, asked } = await startScripted((_request, response) => json(response, status, body, headers));
  const answer = await room.repository('acme', 'one');
  expect(answer).toEqual({ ok: false, error: expect.objectContaining({ ...expected, status }) });
  expect(answer.ok ? '' : answer.error.next).toBeTruthy();
  expect(asked).toEqual(['GET /repos/acme/one']);
});

test('a short secondary limit is waited for, and told; a long one is given back with its time', async () => {
  let wait = '1';
  const { room, asked, limits } = await startScripted((_request, response) => {
    if (asked.length !== 2)
      json(response, 403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': wait });
    else json(response, 200, { id: 1, login: 'cody' });
  });
  expect((await room.me()).ok).toBe(true);
  expect(limits).toEqual([expect.objectContaining({ code: 'github_rate_limited', retryAt: expect.any(Number) })]);
  wait = '900';
  const before = Date.now();
  const given = await room.me();
  expect(given).toEqual({ ok: false, error: expect.objectContaining({ code: 'github_rate_limited' }) });
  expect(given.ok ? 0 : given.error.retryAt).toBeGreaterThanOrEqual(before + 900_000);
  expect(asked).toHaveLength(3);
});

test('a server in trouble is asked again for what it tells, and then reported', async () => {
  const { room, asked } = await startScripted((_request, response) => {
    if (asked.length < 3) json(response, 502, { message: 'Bad gateway' });
    else json(response, 200, { id: 1, login: 'cody' });
  });
  expect((await room.me()).ok).toBe(true);
  expect(asked).toHaveLength(3);
  const down = await startScripted((request) => request.socket.destroy());
  expect(await down.room.me()).toEqual({ ok: false, error: expect.objectContaining({ code: 'github_unreachable' }) });
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  const closed = createGitHub({
    apiUrl: `http://127.0.0.1:${port}`,
    token: () => null,
    onRateLimited: () => undefined,
  });
  expect(await closed.me()).toEqual({
    ok: false,
    error: expect.objectContaining({ code: 'github_unreachable', why: expect.stringContaining('ECONNREFUSED') }),
  });
});

test('an address that is no GitHub is told apart from an answer that broke off', async () => {
  const page = await startScripted((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>');
  });
  expect(await page.room.me()).toEqual({ ok: false, error: expect.objectContaining({ code: 'github_rejected' }) });
  const cut = await startScripted((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":1,"lo');
  });
  expect(await cut.room.me()).toEqual({ ok: false, error: expect.objectContaining({ code: 'github_unreachable' }) });
});

test('a renamed repository is followed; the token stays on its host', async () => {
  const seen: (string | undefined)[] = [];
  const elsewhere = await startScripted((request, response) => {
    seen.push(request.headers.authorization);
    json(response, 404, {});
  });
  const { room } = await startScripted((request, response) => {
    const { url = '' } = request;
    if (url === '/repos/acme/old') response.writeHead(301, { location: '/repositories/5' }).end();
    else if (url === '/repos/acme/away') response.writeHead(301, { location: `${elsewhere.url}/x` }).end();
    else {
      const names = {
        name: 'new',
        owner: { login: 'acme' },
        clone_url: 'https://x.test/a.git',
        html_url: 'https://x.test/a',
      };
      json(response, 200, names);
    }
  });
  expect(await room.repository('acme', 'old')).toEqual({
    ok: true,
    value: expect.objectContaining({ name: 'new', canPush: false, defaultBranch: null }),
  });
  expect((await room.repository('acme', 'away')).ok).toBe(false);
  expect(seen).toEqual([undefined]);
});

test.each<[string, (response: ServerResponse) => void]>([
  ['a bad gateway', (response) => void json(response, 502, { message: 'Bad gateway' })],
  ['a dropped connection', (response) => void response.destroy()],
  [
    'half an answer',
    (response) => void response.writeHead(201, { 'content-type': 'application/json' }).end('{"number": 7,'),
  ],
])('%s after the pull request was made does not make a second one', async (_name, answer) => {
  const { room, asked } = await withPulls((pulls, response) => {
    pulls.push(PULL);
    answer(response);
  });
  for (const createdHere of [true, false]) {
    const opened = await room.openPullRequest(REQUEST);
    expect(opened).toEqual({ ok: true, value: expect.objectContaining({ number: 7, createdHere }) });
  }
  expect(asked.filter((line) => line.startsWith('POST'))).toEqual(['POST /repos/acme/one/pulls']);
});

test('a refusal because it exists already finds the one that exists', async () => {
  const { room, asked } = await withPulls((pulls, response) => {
    // Somebody else was quicker.
    pulls.push(PULL);
    const problem = 'A pull request already exists for acme:cody/x.';
    json(response, 422, { message: 'Validation Failed', errors: [{ message: problem }] });
  });
  const opened = await room.openPullRequest(REQUEST);
  expect(opened).toEqual({ ok: true, value: expect.objectContaining({ number: 7, createdHere: false }) });
  expect(asked).toHaveLength(3);
});

test('a write that failed is sent once; the next call looks before it sends again', async () => {
  const { room, asked } = await withPulls((_pulls, response) => void json(response, 503, { message: 'Busy' }));
  const first = await room.openPullRequest(REQUEST);
  expect(first).toEqual({ ok: false, error: expect.objectContaining({ code: 'github_unreachable' }) });
  expect(asked).toEqual(['GET /repos/acme/one/pulls', 'POST /repos/acme/one/pulls', 'GET /repos/acme/one/pulls']);
});

test('a branch of the same name in a fork, or an answer to another question, is not taken for ours', async () => {
  const fork = { ...PULL, number: 3, head: { ...PULL.head, label: 'stranger:cody/x' } };
  const other = { ...PULL, number: 4, head: { ...PULL.head, ref: 'cody/xy', label: 'acme:cody/xy' } };
  const { room } = await withPulls((pulls, response) => {
    pulls.push(PULL);
    json(response, 201, PULL);
  });
  const strangers = await startScripted((_request, response) => void json(response, 200, [fork, other]));
  expect(await strangers.room.findPullRequest('acme', 'one', 'cody/x')).toEqual({ ok: true, value: null });
  expect(await room.openPullRequest(REQUEST)).toEqual({ ok: true, value: expect.objectContaining({ number: 7 }) });
});

test('where drafts are not to be had, it is opened without being one', async () => {
  const { room } = await withPulls((pulls, response, body) => {
    const { draft } = JSON.parse(body) as { draft: boolean };
    if (draft) json(response, 422, { message: 'Draft pull requests are not supported in this repository.' });
    else {
      pulls.push(PULL);
      json(response, 201, PULL);
    }
  });
  const opened = await room.openPullRequest({ ...REQUEST, draft: true });
  expect(opened).toEqual({ ok: true, value: expect.objectContaining({ state: 'open', createdHere: true }) });
});

test('the token is never in an error, even when the server repeats it; and never goes over plain http', async () => {
  const { room } = await startScripted((request, response) => {
    json(response, 422, { message: `You sent ${request.headers.authorization}` });
  });
  const answer = await room.me();
  expect(JSON.stringify(answer)).toContain('You sent Bearer ***');
  expect(JSON.stringify(answer)).not.toContain(TOKEN);
  const plain = createGitHub({
    apiUrl: 'http://github.test/api/v3',
    token: () => TOKEN,
    onRateLimited: () => undefined,
  });
  expect(await plain.me()).toEqual({ ok: false, error: expect.objectContaining({ code: 'github_rejected' }) });
});
