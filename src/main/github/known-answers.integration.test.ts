import { expect, test } from 'vitest';
import { got } from '../git/testing/world.ts';
import { createGitHub } from './create-github.ts';
import { createKnownAnswers } from './known-answers.ts';
import { json, startScripted } from './testing/scripted.ts';

const REPOSITORY = {
  ...{ name: 'one', owner: { login: 'acme' }, clone_url: 'https://github.test/acme/one.git' },
  ...{ default_branch: 'main', permissions: { push: true }, private: true },
};

/** A host with one repository, which has an ETag for each token, and tells its scopes. */
async function startHost() {
  const said = { repository: REPOSITORY, scopes: 'repo' as string | null };
  const asked: { etag: string | undefined; status: number }[] = [];
  const { url } = await startScripted((request, response) => {
    const etag = `W/"${JSON.stringify(said.repository).length} ${request.headers.authorization}"`;
    const isKnown = request.headers['if-none-match'] === etag;
    asked.push({ etag: request.headers['if-none-match'], status: isKnown ? 304 : 200 });
    const headers = { etag, ...(said.scopes === null ? {} : { 'x-oauth-scopes': said.scopes }) };
    if (isKnown) response.writeHead(304, headers).end();
    else json(response, 200, said.repository, headers);
  });
  const account = { token: 'ghp_first' };
  const room = createGitHub({ apiUrl: url, token: () => account.token, onRateLimited: () => undefined });
  return { said, asked, account, look: async () => got(await room.repository('acme', 'one')) };
}

test('a repository is asked for again with its ETag, and what has not changed is as it was', async () => {
  const { said, asked, look } = await startHost();
  const first = await look();
  expect(await look()).toEqual(first);
  expect(asked.map(({ status }) => status)).toEqual([200, 304]);
  said.repository = { ...REPOSITORY, default_branch: 'trunk' };
  expect(await look()).toEqual({ ...first, defaultBranch: 'trunk' });
  expect(await look()).toEqual({ ...first, defaultBranch: 'trunk' });
  expect(asked.map(({ status }) => status)).toEqual([200, 304, 200, 304]);
});

test('a token that lost a scope meanwhile may do less, though the repository is as it was', async () => {
  const { said, asked, look } = await startHost();
  expect(await look()).toMatchObject({ canPush: true, lacks: null });
  // A host that is silent about scopes in a 304 has said them before.
  said.scopes = null;
  expect(await look()).toMatchObject({ canPush: true, canChangeWorkflows: false });
  said.scopes = 'public_repo';
  expect(await look()).toMatchObject({ canPush: false, lacks: 'The token lacks the scope "repo".' });
  expect(asked.at(-1)?.status).toBe(304);
});

test('another token asks anew', async () => {
  const { asked, account, look } = await startHost();
  await look();
  account.token = 'ghp_second';
  await look();
  expect(asked).toEqual([
    { etag: undefined, status: 200 },
    { etag: undefined, status: 200 },
  ]);
});

test('no more answers are kept than one list needs', () => {
  const known = createKnownAnswers(2);
  for (const question of ['one', 'two', 'three'])
    known.keep(question, { token: 't', etag: question, data: null, headers: {} });
  expect(['one', 'two', 'three'].map((question) => known.find(question, 't')?.etag)).toEqual([
    undefined,
    'two',
    'three',
  ]);
});
