import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { GitSource } from './contract.ts';
import { createGitApi } from './create-git-api.ts';
import { commitTo, git, NEVER, startWorld, TOKEN, tempFolder, write } from './testing/world.ts';

const folderSource = (path: string): GitSource => ({ url: path, key: `local:${path}`, auth: null });

test('a folder that cannot be cloned says its own reason, and is not tried again', async () => {
  const world = await startWorld();
  const bare = join(world.folder, 'bare.git');
  commitTo(bare, { 'a.txt': 'a\n', 'b.txt': 'b\n' });
  git(bare, 'config', 'uploadpack.allowFilter', 'true');
  const at = (name: string) => join(world.folder, name);
  git(world.folder, 'clone', '-q', bare, at('detached'));
  git(at('detached'), 'checkout', '-q', '--detach');
  git(at('detached'), 'worktree', 'add', '-q', '--detach', at('worktree'));
  git(world.folder, 'clone', '-q', '--filter=blob:none', '--no-checkout', `file://${bare}`, at('partial'));
  git(world.folder, 'clone', '-q', '--shared', bare, at('borrowing'));
  const of = async (name: string, branch: string | null = null) => {
    const prepared = await world.prepare(folderSource(at(name)), name, branch);
    return prepared.ok ? 'ok' : { code: prepared.error.code, words: `${prepared.error.message} ${prepared.error.why}` };
  };
  const detached = { code: 'repo_no_default_branch', words: expect.stringContaining('is detached') };
  expect(await of('detached')).toEqual(detached);
  expect(await of('worktree')).toEqual(detached);
  expect(await of('detached', 'main')).toBe('ok');
  expect(await of('partial')).toEqual({ code: 'git_rejected', words: expect.stringContaining('partial clone') });
  renameSync(bare, at('elsewhere.git'));
  expect(await of('borrowing')).toEqual({ code: 'git_rejected', words: expect.stringContaining('borrows objects') });
});

test('a server that takes no large requests is said once, with its reason', async () => {
  const advertised = [
    '000eversion 2\n',
    '0015agent=git/2.39.5\n',
    '0013ls-refs=unborn\n',
    '0012fetch=shallow\n',
    '0000',
  ];
  const server = createServer((request, response) => {
    if (request.method === 'POST') response.writeHead(413).end();
    else {
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' });
      response.end(`001e# service=git-upload-pack\n0000${advertised.join('')}`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const world = await startWorld();
  const source = { url: `http://${host}/acme/one.git`, key: host, auth: null };
  const failed = {
    ok: false,
    error: expect.objectContaining({ code: 'git_rejected', why: expect.stringContaining('413') }),
  };
  expect(await world.prepare(source, 'one', 'main')).toEqual(failed);
  expect(await world.prepare(source, 'one', null)).toEqual(failed);
});

const SIGN_IN = '<html><body>Sign in to this network</body></html>';
const wantsSignIn = {
  code: 'git_failed',
  message: expect.stringContaining('did not answer as a git server does'),
  why: expect.stringContaining('sign-in'),
  next: expect.stringContaining('browser'),
};

test.each([
  ['a page', { status: 200, headers: { 'content-type': 'text/html' }, body: SIGN_IN }],
  ['a page of many lines', { status: 200, headers: { 'content-type': 'text/html' }, body: `${SIGN_IN}\n${SIGN_IN}\n` }],
  ['nothing', { status: 200, headers: {}, body: '' }],
  [
    'the way to a page of another host',
    { status: 302, headers: { location: 'https://portal.example/?to=acme' }, body: '' },
  ],
  ['the way to its own sign-in', { status: 303, headers: { location: '/users/sign_in' }, body: '' }],
])('a network or host that answers with %s in place of a repository is no empty repository', async (_name, answer) => {
  const server = createServer((_request, response) =>
    response.writeHead(answer.status, answer.headers).end(answer.body),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const world = await startWorld();
  const source = { url: `http://${host}/acme/one`, key: host, auth: { host, token: TOKEN } };
  for (const branch of ['main', null]) {
    const prepared = await world.prepare(source, 'one', branch);
    expect(prepared).toEqual({ ok: false, error: expect.objectContaining({ ...wantsSignIn, host }) });
    expect(JSON.stringify(prepared)).not.toContain(TOKEN);
  }
  expect(await world.room.remoteBranches(source)).toEqual({ ok: false, error: expect.objectContaining(wantsSignIn) });
});

test('a host that has the repository elsewhere is still told apart, and so is an empty one', async () => {
  const server = createServer((request, response) => {
    const location = `/moved${request.url}`;
    response.writeHead(301, { location }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const world = await startWorld();
  const source = { url: `http://${host}/acme/one.git`, key: host, auth: null };
  const moved = { code: 'repo_not_found', message: expect.stringContaining('moved') };
  expect(await world.prepare(source, 'one', null)).toEqual({ ok: false, error: expect.objectContaining(moved) });
  git(world.folder, 'init', '-q', '--bare', world.bare('acme/empty'));
  const empty = await world.prepare(world.source('acme/empty'), 'empty');
  expect(empty).toEqual({ ok: false, error: expect.objectContaining({ code: 'repo_empty' }) });
});

test('a git that is killed is a failure of its own, with no status', async () => {
  const folder = tempFolder();
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh\ncase "$*" in *ls-remote*) kill -KILL $$;; esac\nexec ${real} "$@"\n`;
  write(folder, { 'bin/git': { run: script } });
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
  const room = createGitApi({ dataFolder: join(folder, 'data'), env });
  const request = { source: folderSource(folder), runFolder: join(folder, 'run'), branch: null, signal: NEVER };
  const prepared = await room.prepareClone(request);
  expect(prepared).toEqual({ ok: false, error: expect.objectContaining({ code: 'git_interrupted' }) });
  expect(prepared.ok ? null : prepared.error).not.toHaveProperty('status');
});
