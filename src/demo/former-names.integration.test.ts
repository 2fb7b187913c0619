import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { gitEnvironment } from './git-environment.ts';
import { startGitHubServer } from './github-server.ts';

const TOKEN = 'ghp_test';
const git = (...args: string[]) => promisify(execFile)('git', args, { env: gitEnvironment({}) });

it('a former name leads to the repository: reads by 301, writes by 307, git by a redirect; a secret one is not found', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'former-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await git('init', '--quiet', '--bare', '-b', 'main', path.join(folder, 'repositories/acme/new.git'));
  const about = { owner: 'acme', description: '', topics: [], defaultBranch: 'main', pushers: ['me'] };
  const server = await startGitHubServer({
    folder,
    accounts: [{ login: 'me', id: 1, name: 'Me', token: TOKEN }],
    repositories: [
      { ...about, name: 'new', formerNames: ['Old', 'older'] },
      { ...about, name: 'secret', formerNames: ['hidden'], private: true },
    ],
  });
  onTestFinished(() => server.close());
  const ask = async (at: string, token: string | null = null, method = 'GET') => {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const answer = await fetch(`${server.apiUrl}${at}`, { method, headers, redirect: 'manual' });
    return [answer.status, answer.headers.get('location')?.replace(server.apiUrl, '') ?? null];
  };
  expect(await ask('/repos/acme/old')).toEqual([301, '/repos/acme/new']);
  expect(await ask('/repos/ACME/older/pulls?state=all')).toEqual([301, '/repos/acme/new/pulls?state=all']);
  expect(await ask('/repos/acme/old/pulls', TOKEN, 'POST')).toEqual([307, '/repos/acme/new/pulls']);
  expect(await ask('/repos/acme/hidden')).toEqual([404, null]);
  expect(await ask('/repos/acme/hidden', TOKEN)).toEqual([301, '/repos/acme/secret']);

  await expect(git('ls-remote', `${server.webUrl}/acme/old.git`)).resolves.toBeDefined();
  await expect(git('-c', 'http.followRedirects=false', 'ls-remote', `${server.webUrl}/acme/old.git`)).rejects.toThrow(
    /redirect|301/,
  );
  expect(server.gitJournal.map(({ repository, verdict }) => [repository, verdict])).toContainEqual([
    'acme/old',
    'moved',
  ]);
});
