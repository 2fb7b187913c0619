import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { commitTo, tempFolder } from '../main/git/testing/world.ts';
import { gitEnvironment } from './git-environment.ts';
import { startGitServer } from './git-http.ts';

/** Git's own server: `git http-backend` behind a plain http server, as a host would run it. */
async function startRealServer(root: string): Promise<string> {
  const server = createServer((request, response) => void answerByGit(root, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answerByGit(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const { headers } = request;
  const child = spawn('git', ['http-backend'], {
    env: gitEnvironment({
      ...{ GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: url.pathname },
      ...{ QUERY_STRING: url.search.slice(1), REQUEST_METHOD: request.method ?? '' },
      SERVER_PROTOCOL: 'HTTP/1.1',
      CONTENT_TYPE: headers['content-type'] ?? '',
      ...(headers['content-encoding'] ? { HTTP_CONTENT_ENCODING: headers['content-encoding'] } : {}),
      ...(headers['git-protocol'] ? { GIT_PROTOCOL: String(headers['git-protocol']) } : {}),
    }),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  const said = await buffer(child.stdout);
  const end = said.indexOf('\r\n\r\n');
  const lines = said.toString('latin1', 0, end).split('\r\n');
  const given = new Map(lines.map((line) => [line.split(': ')[0]?.toLowerCase() ?? '', line.split(': ')[1] ?? '']));
  const status = Number.parseInt(given.get('status') ?? '200', 10);
  response.writeHead(status, { 'content-type': given.get('content-type') ?? '' }).end(said.subarray(end + 4));
}

/** Both servers, each on a copy of the same repositories. */
async function bothServers(): Promise<{ real: string; ours: string; folder: string; commit: string }> {
  const folder = tempFolder();
  const root = path.join(folder, 'real');
  mkdirSync(root);
  const commit = commitTo(path.join(root, 'a/b.git'), { 'a.txt': 'a\n' });
  commitTo(path.join(root, 'a/b.git'), { 'b.txt': 'b\n' }, 'other');
  cpSync(root, path.join(folder, 'ours'), { recursive: true });
  const server = await startGitServer({ root: path.join(folder, 'ours'), access: () => 'allow' });
  onTestFinished(() => server.close());
  return { real: await startRealServer(root), ours: server.url, folder, commit };
}

const line = (text: string) => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
const REFS = '/a/b.git/info/refs';
const UPLOAD = 'application/x-git-upload-pack-request';
const RECEIVE = 'application/x-git-receive-pack-request';
const post = (service: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => ({
  where: `/a/b.git/git-${service}`,
  init: { method: 'POST', body, headers: { 'content-type': `application/x-git-${service}-request`, ...headers } },
});
const get = (where: string, headers: Record<string, string> = {}) => ({ where, init: { headers } });

const LIST = `${line('command=ls-refs\n')}0000`;
const V2 = { 'git-protocol': 'version=2' };
const UNKNOWN = '1'.repeat(40);

test.each([
  ['refs to read', get(`${REFS}?service=git-upload-pack`)],
  ['refs to read, version 2', get(`${REFS}?service=git-upload-pack`, V2)],
  ['refs to push', get(`${REFS}?service=git-receive-pack`)],
  ['refs to push, version 2', get(`${REFS}?service=git-receive-pack`, V2)],
  ['refs of a service that there is not', get(`${REFS}?service=git-evil`)],
  ['refs of no repository', get('/a/none.git/info/refs?service=git-upload-pack')],
  ['refs by POST', { where: `${REFS}?service=git-upload-pack`, init: { method: 'POST', body: '' } }],
  ['a list of refs', post('upload-pack', LIST, V2)],
  ['the same, packed', post('upload-pack', new Uint8Array(gzipSync(LIST)), { ...V2, 'content-encoding': 'gzip' })],
  ['an object that there is not', post('upload-pack', `${line(`want ${UNKNOWN}\n`)}0000${line('done\n')}`)],
  ['nonsense to read', post('upload-pack', 'zzzz')],
  ['nonsense to push', post('receive-pack', 'zzzz')],
  ['another type of content to read', post('upload-pack', LIST, { ...V2, 'content-type': 'text/plain' })],
  ['another type of content to push', post('receive-pack', '0000', { 'content-type': UPLOAD })],
  ['a push of what is read', post('upload-pack', LIST, { ...V2, 'content-type': RECEIVE })],
  ['reading by GET', get('/a/b.git/git-upload-pack')],
  ['pushing by GET', get('/a/b.git/git-receive-pack')],
])('the server of the demo answers as git does: %s', async (_name, { where, init }) => {
  const { real, ours } = await bothServers();
  const answerOf = async (server: string) => {
    const response = await fetch(server + where, init);
    const type = response.headers.get('content-type') ?? '';
    // Words to people differ; what git reads does not.
    const body = type.startsWith('application/x-git-') ? await response.text() : '';
    return { status: response.status, type: body === '' ? '' : type, body };
  };
  expect(await answerOf(ours)).toEqual(await answerOf(real));
});

/** git in a folder; answers with its exit code and what a program would read of it. */
function git(cwd: string, ...args: string[]): Promise<[code: number, output: string]> {
  const identity = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@b.test', GIT_COMMITTER_NAME: 'A' };
  const env = gitEnvironment({ ...identity, GIT_COMMITTER_EMAIL: 'a@b.test' });
  return new Promise((resolve) => {
    execFile('git', args, { cwd, env }, (error, stdout) => resolve([Number(error?.code ?? 0), stdout]));
  });
}

test('the server of the demo takes and refuses the pushes that git takes and refuses', async () => {
  const { real, ours, folder, commit } = await bothServers();
  const outcomes = async (server: string, name: string) => {
    const work = path.join(folder, name);
    await git(folder, 'clone', '-q', `${server}/a/b.git`, work);
    await git(work, 'commit', '-q', '--allow-empty', '-m', 'one');
    const found: unknown[] = [];
    for (const args of [
      ['HEAD:refs/heads/new'],
      ['HEAD:refs/heads/other'],
      [`--force-with-lease=new:${commit}`, 'HEAD^:refs/heads/new'],
      ['--force', 'HEAD^:refs/heads/new'],
      [':refs/heads/main'],
      [':refs/heads/other'],
      ['HEAD:refs/heads/new/below'],
    ]) {
      const [code, said] = await git(work, 'push', '--porcelain', 'origin', ...args);
      found.push([code, said.replace(/^To .*\n/, '').replace(/[0-9a-f]{7,40}/g, 'ID')]);
    }
    return found;
  };
  const byGit = await outcomes(real, 'to-real');
  expect(await outcomes(ours, 'to-ours')).toEqual(byGit);
  expect(byGit.map((outcome) => (outcome as [number, string])[0])).toEqual([0, 1, 1, 0, 1, 0, 1]);
});
