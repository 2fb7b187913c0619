import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { RepoRef } from '../../shared/repo.ts';
import { createGitApi } from '../git/create-git-api.ts';
import { commitTo, git, tempFolder } from '../git/testing/world.ts';
import { createGitHub } from '../github/create-github.ts';
import { preflight } from './preflight.ts';

it('says in the card what cannot be cloned, with the reason, before anything is paid', async () => {
  const folder = tempFolder();
  const said = 'Although you appear to have the correct authorization, the organization has an IP allow list enabled.';
  const api = createServer((_request, response) => {
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ message: said }));
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void api.close());
  const host = `127.0.0.1:${(api.address() as AddressInfo).port}`;
  const local = (name: string): RepoRef & { kind: 'local' } => ({ kind: 'local', path: path.join(folder, name), name });
  for (const name of ['detached', 'alias']) commitTo(path.join(folder, `${name}.git`), { 'a.txt': 'a\n' });
  for (const name of ['detached', 'alias']) git(folder, 'clone', '-q', `${name}.git`, name);
  git(path.join(folder, 'detached'), 'checkout', '-q', '--detach');
  git(path.join(folder, 'alias'), 'remote', 'set-url', 'origin', 'git@no-such-alias-here:acme/one.git');
  git(folder, 'init', '-q', 'empty');
  const at = (where: string): RepoRef => ({
    ...{ kind: 'remote', host: where, owner: 'acme', name: 'one', url: `http://${where}/acme/one.git` },
  });
  const cards = await preflight([at(host), at('127.0.0.1:1'), local('detached'), local('alias'), local('empty')], {
    git: createGitApi({ dataFolder: path.join(folder, 'data'), env: process.env }),
    github: createGitHub({ apiUrl: `http://${host}`, token: () => null, onRateLimited: () => undefined }),
    token: () => null,
  });
  expect(cards.map(({ state, defaultBranch, notes }) => [state, defaultBranch, notes[0]])).toEqual([
    ['blocked', null, expect.stringContaining('IP allow list')],
    ['unknown', null, expect.stringContaining('Could not reach 127.0.0.1:1')],
    ['warning', null, expect.stringContaining('HEAD is detached')],
    ['warning', 'main', expect.stringContaining('"no-such-alias-here" is not a host but a name for ssh')],
    ['blocked', null, expect.stringContaining('has no commits')],
  ]);
});
