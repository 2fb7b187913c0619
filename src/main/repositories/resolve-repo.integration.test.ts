import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startGitHubServer } from '../../demo/github-server.ts';
import type { RepoRef } from '../../shared/repo.ts';
import { createGitApi } from '../git/create-git-api.ts';
import { commitTo, git, tempFolder } from '../git/testing/world.ts';
import { createGitHub } from '../github/create-github.ts';
import { resolveRepo } from './resolve-repo.ts';

const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
let folder: string;
let hub: Awaited<ReturnType<typeof startGitHubServer>>;
let host: string;

beforeEach(async () => {
  folder = tempFolder();
  commitTo(path.join(folder, 'hub/repositories/acme/one.git'), { 'readme.md': 'one\n' });
  hub = await startGitHubServer({
    folder: path.join(folder, 'hub'),
    accounts: [{ login: 'dev', id: 7, name: 'Dev', token: TOKEN }],
    repositories: [
      { owner: 'acme', name: 'one', description: '', topics: [], defaultBranch: 'main', pushers: ['dev'] },
    ],
  });
  onTestFinished(() => hub.close());
  host = new URL(hub.webUrl).host;
});

const resolve = (repo: RepoRef, token: string | null = TOKEN) =>
  resolveRepo(repo, {
    git: createGitApi({ dataFolder: path.join(folder, 'data'), env: process.env }),
    github: createGitHub({ apiUrl: hub.apiUrl, token: () => token, onRateLimited: () => undefined }),
    token: () => token,
  });
const remote = (at: string, name: string, url = `http://${at}/acme/${name}.git`): RepoRef => ({
  ...{ kind: 'remote', host: at, owner: 'acme', name, url },
});

describe('a repository by address', () => {
  it('is asked for at its own API, and only that host gets the token', async () => {
    expect(await resolve(remote(host, 'one'))).toMatchObject({
      ok: true,
      value: {
        repo: { kind: 'remote', host, owner: 'acme', name: 'one', url: `${hub.webUrl}/acme/one.git` },
        source: { auth: { host, token: TOKEN } },
        hosted: { canPush: true, defaultBranch: 'main' },
      },
    });
  });

  it('without a token there is none to give', async () => {
    expect(await resolve(remote(host, 'one'), null)).toMatchObject({ ok: true, value: { source: { auth: null } } });
  });

  it('that its API does not know is an error with the API’s reason', async () => {
    expect(await resolve(remote(host, 'ghost'))).toMatchObject({ ok: false, error: { code: 'github_not_found' } });
  });

  it.each([
    ['another host', () => remote('git.example.org', 'one', 'https://git.example.org/acme/one.git')],
    [
      'a host that only looks like it',
      () => remote(`${host}.evil.example`, 'one', `https://${host}.evil.example/acme/one.git`),
    ],
    ['another port of this machine', () => remote('127.0.0.1:1', 'one', 'http://127.0.0.1:1/acme/one.git')],
  ])('%s is cloned anonymously and ends in a patch', async (_name, repo) => {
    const found = await resolve(repo());
    expect(found).toMatchObject({ ok: true, value: { repo: repo(), hosted: null, source: { auth: null } } });
    expect(JSON.stringify(found)).not.toContain(TOKEN);
  });
});

describe('a folder', () => {
  const folderWith = (origin: string | null) => {
    const place = path.join(folder, 'mine');
    commitTo(place, { 'readme.md': 'mine\n' });
    if (origin !== null) git(place, 'remote', 'add', 'origin', origin);
    return { kind: 'local' as const, path: place, name: 'mine' };
  };

  it('whose origin the API serves is that repository', async () => {
    expect(await resolve(folderWith(`${hub.webUrl}/acme/one.git`))).toMatchObject({
      ok: true,
      value: { repo: { kind: 'remote', owner: 'acme', name: 'one' }, source: { auth: { host } } },
    });
  });

  it.each([
    ['no origin', null],
    ['an origin elsewhere', 'https://git.example.org/acme/one.git'],
    ['an origin that is a folder', '../other'],
  ])('with %s stays a folder and ends in a patch', async (_name, origin) => {
    const repo = folderWith(origin);
    expect(await resolve(repo)).toMatchObject({
      ok: true,
      value: { repo, source: { url: repo.path, auth: null }, hosted: null },
    });
  });

  it('that is gone is repo_not_found', async () => {
    const gone: RepoRef = { kind: 'local', path: path.join(folder, 'gone'), name: 'gone' };
    expect(await resolve(gone)).toMatchObject({ ok: false, error: { code: 'repo_not_found' } });
  });
});
