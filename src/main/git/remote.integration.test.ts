import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { GitSource } from './contract.ts';
import { createGitApi } from './create-git-api.ts';
import { commitTo, git, got, NEVER, startWorld, TOKEN, tempFolder, write } from './testing/world.ts';

const AUTHOR = { name: 'Cody Tester', email: '1+cody@users.noreply.github.com' };
const SECRETS = [TOKEN, Buffer.from(`x-access-token:${TOKEN}`).toString('base64')];

/** Fails when any of the secrets stands in the text. */
const expectClean = (text: string) => {
  for (const secret of SECRETS) expect(text).not.toContain(secret);
};

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
      server.closeAllConnections();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const sourceAt = (host: string, path = '/acme/one.git'): GitSource => ({
  url: `http://${host}${path}`,
  key: `${host}${path}`,
  auth: { host, token: TOKEN },
});

test('each way in which a repository cannot be cloned has its own name and a next step', async () => {
  const world = await startWorld(({ repository, token }) => {
    if (repository === 'acme/absent') return 'not_found';
    if (repository === 'acme/forbidden') return 'forbidden';
    return token === TOKEN ? 'allow' : 'unauthorised';
  });
  commitTo(world.bare('acme/one'), { 'a.txt': 'a\n' });
  git(world.folder, 'init', '-q', '--bare', '-b', 'main', world.bare('acme/empty'));
  commitTo(world.bare('acme/headless'), { 'a.txt': 'a\n' }, 'develop');
  const of = async (source: GitSource, branch: string | null = null) => {
    const prepared = await world.prepare(source, 'x', branch);
    if (prepared.ok) return 'ok';
    expectClean(JSON.stringify(prepared.error));
    expect(prepared.error.next).toBeTruthy();
    return prepared.error.code;
  };
  const { source } = world;
  expect({
    good: await of(source('acme/one')),
    wrongToken: await of(source('acme/one', 'ghp_wrong')),
    noToken: await of(source('acme/one', null)),
    absent: await of(source('acme/absent')),
    forbidden: await of(source('acme/forbidden')),
    neverMade: await of(source('acme/never')),
    empty: await of(source('acme/empty')),
    headless: await of(source('acme/headless')),
    headlessNamed: await of(source('acme/headless'), 'develop'),
    noSuchBranch: await of(source('acme/one'), 'nope'),
    emptyNamed: await of(source('acme/empty'), 'main'),
    badBranch: await of(source('acme/one'), '--upload-pack=canary'),
    noFolder: await of({ url: join(world.folder, 'nothing'), key: 'local:x', auth: null }),
    refusedPort: await of(sourceAt('127.0.0.1:1')),
    plainHttp: await of(sourceAt('git.example.com')),
    ssh: await of({ url: 'ssh://git@127.0.0.1/acme/one', key: 'x', auth: null }),
    ext: await of({ url: 'ext::sh -c canary', key: 'x', auth: null }),
    password: await of({ url: `http://me:${TOKEN}@127.0.0.1/acme/one`, key: 'x', auth: null }),
  }).toEqual({
    good: 'ok',
    wrongToken: 'git_auth',
    noToken: 'git_auth',
    absent: 'repo_not_found',
    forbidden: 'git_auth',
    neverMade: 'repo_not_found',
    empty: 'repo_empty',
    headless: 'repo_no_default_branch',
    headlessNamed: 'ok',
    noSuchBranch: 'git_failed',
    emptyNamed: 'repo_empty',
    badBranch: 'git_rejected',
    noFolder: 'repo_not_found',
    refusedPort: 'git_unreachable',
    plainHttp: 'git_rejected',
    ssh: 'git_rejected',
    ext: 'git_rejected',
    password: 'git_rejected',
  });
});

test('the token shows up in no argument, no file and no variable but the configuration of one command', async () => {
  const world = await startWorld(({ token }) => (token === TOKEN ? 'allow' : 'unauthorised'));
  commitTo(world.bare('acme/one'), { 'a.txt': 'a\n' });
  // A git of our own in front of the real one writes down how it was called.
  const calls = join(world.folder, 'calls');
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  const spy = `#!/bin/sh\n{ echo "argv: $0 $*"; env | grep -v ^GIT_CONFIG_VALUE_; } >> ${calls}\nexec ${real} "$@"\n`;
  write(world.folder, { 'bin/git': { run: spy } });
  const env = { ...process.env, PATH: `${join(world.folder, 'bin')}:${process.env.PATH}`, SSH_AUTH_SOCK: '/agent' };
  const room = createGitApi({ dataFolder: join(world.folder, 'data'), env: { ...env, GITHUB_TOKEN: TOKEN } });
  const source = world.source('acme/one');
  const clone = got(
    await room.prepareClone({ source, runFolder: world.runFolder('one'), branch: null, signal: NEVER }),
  );
  write(clone.treePath, { 'a.txt': 'b\n' });
  const tree = got(await room.readChangeset(clone, 1))?.tree ?? '';
  const commit = got(await room.commit(clone, tree, 'Change', AUTHOR, 0));
  got(await room.push(clone, source, commit, 'cody/x', null));
  expect(got(await room.remoteBranches(source)).get('cody/x') ?? null).toBe(commit);
  const said = readFileSync(calls, 'utf8');
  expect(said).toContain('argv: ');
  expect(said).toContain(' push ');
  expect(said).not.toMatch(/SSH_AUTH_SOCK|GITHUB_TOKEN|argv:.*127\.0\.0\.1/);
  expectClean(said);
  write(world.folder, { 'data/planted': TOKEN });
  const files = execFileSync('grep', ['-rlaF', '-e', SECRETS[0] ?? '', '-e', SECRETS[1] ?? '', '--', '.'], {
    cwd: join(world.folder, 'data'),
    encoding: 'utf8',
  });
  expect(files).toBe('./planted\n');
});

test('a redirect is not followed, and the token does not leave its host', async () => {
  const seen: string[] = [];
  const other = createServer((request, response) => {
    seen.push(String(request.headers.authorization));
    response.writeHead(404).end();
  });
  const elsewhere = await listening(other);
  const first = createServer((request, response) => {
    response.writeHead(301, { location: `http://${elsewhere}${request.url}` }).end();
  });
  const host = await listening(first);
  const world = await startWorld();
  const prepared = await world.prepare(sourceAt(host));
  expect(prepared).toEqual({ ok: false, error: expect.objectContaining({ code: 'repo_not_found', host }) });
  expect(seen).toEqual([]);
  // The token is bound to its host even when a source names another one.
  const mismatched = { ...sourceAt(elsewhere), auth: { host, token: TOKEN } };
  await world.prepare(mismatched);
  expect(seen).toEqual(['undefined']);
});

test('an address without .git is tried with it when the host redirects', async () => {
  const world = await startWorld();
  commitTo(world.bare('acme/one'), { 'a.txt': 'a\n' });
  const host = await listening(
    createServer((request, response) => {
      const url = request.url ?? '';
      if (!url.includes('.git/')) response.writeHead(302, { location: url.replace('/one/', '/one.git/') }).end();
      else {
        // Straight on to the real server: same method, headers and body.
        const forward = { method: request.method ?? 'GET', headers: { ...request.headers } as Record<string, string> };
        const body = request.method === 'POST' ? { body: request as unknown as ReadableStream, duplex: 'half' } : {};
        void fetch(`${world.server.url}${url}`, { ...forward, ...body } as RequestInit).then(async (answer) => {
          response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
          response.end(Buffer.from(await answer.arrayBuffer()));
        });
      }
    }),
  );
  for (const branch of [null, 'main']) {
    expect(await world.prepare(sourceAt(host, '/acme/one'), `run-${branch}`, branch)).toEqual(
      expect.objectContaining({ ok: true }),
    );
  }
});

test("the user's proxy is used, and nothing else of the user's settings", async () => {
  const world = await startWorld();
  commitTo(world.bare('acme/one'), { 'a.txt': 'a\n' });
  const through: string[] = [];
  const proxy = await listening(
    createServer((request, response) => {
      through.push(request.url ?? '');
      response.writeHead(502).end();
    }),
  );
  const trap = `[url "http://127.0.0.1:9/"]\n\tinsteadOf = ${world.server.url}/\n[core]\n\tfsmonitor = canary\n`;
  write(world.folder, { proxied: `${trap}[http]\n\tproxy = http://${proxy}\n`, plain: trap });
  const roomWith = (config: string) =>
    createGitApi({
      dataFolder: join(world.folder, config, 'data'),
      env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: join(world.folder, config.slice(2)), GIT_CONFIG_NOSYSTEM: '1' },
    });
  const source = world.source('acme/one');
  const request = { source, runFolder: world.runFolder('one'), branch: 'main', signal: NEVER };
  const proxied = await roomWith('a-proxied').prepareClone(request);
  expect(proxied).toEqual({ ok: false, error: expect.objectContaining({ code: 'git_unreachable' }) });
  expect(through[0]).toContain(`${world.server.url}/acme/one.git/info/refs`);
  expect((await roomWith('a-plain').prepareClone(request)).ok).toBe(true);
});

test('a server that stops answering is given up; a cancelled clone ends at once', async () => {
  const silent = await listening(createSocketServer(() => undefined));
  const folder = tempFolder();
  const room = createGitApi({ dataFolder: folder, env: process.env, silenceMs: 700 });
  const request = { source: sourceAt(silent), runFolder: join(folder, 'run'), branch: 'main' };
  const stalled = await room.prepareClone({ ...request, signal: NEVER });
  expect(stalled).toEqual({ ok: false, error: expect.objectContaining({ code: 'git_unreachable', host: silent }) });
  const patient = createGitApi({ dataFolder: folder, env: process.env });
  const cancelled = await patient.prepareClone({ ...request, signal: AbortSignal.timeout(200) });
  expect(cancelled).toEqual({ ok: false, error: expect.objectContaining({ code: 'git_failed' }) });
});

test('the same tree, message, author and time give the same commit; it carries exactly these', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({ 'a.txt': 'a\n' });
  write(clone.treePath, { 'a.txt': 'b\n' });
  const tree = got(await world.room.readChangeset(clone, 1))?.tree ?? '';
  const at = Date.UTC(2026, 0, 2, 3, 4, 5);
  const message = '# Not a comment\n\nBody with "quotes", ünïcode\nand --flags';
  const first = got(await world.room.commit(clone, tree, message, AUTHOR, at));
  expect(got(await world.room.commit(clone, tree, `${message}\n\n`, AUTHOR, at + 999))).toBe(first);
  got(await world.room.push(clone, world.source('acme/one'), first, 'cody/change', null));
  const shown = git(world.bare('acme/one'), 'log', '-1', '--format=%T|%P|%an <%ae>|%cn|%aI|%cI|%B', first).trim();
  const date = '2026-01-02T03:04:05+00:00';
  const who = `${AUTHOR.name} <${AUTHOR.email}>|${AUTHOR.name}`;
  expect(shown).toBe(`${tree}|${clone.baseCommit}|${who}|${date}|${date}|${message}`);
});

test('a push never overwrites what it does not know, and may be repeated', async () => {
  const world = await startWorld();
  const clone = await world.cloneOf({ 'a.txt': 'a\n' });
  const source = world.source('acme/one');
  const commitOf = async (text: string) => {
    write(clone.treePath, { 'a.txt': text });
    const tree = got(await world.room.readChangeset(clone, 1))?.tree ?? '';
    return got(await world.room.commit(clone, tree, text, AUTHOR, 0));
  };
  const [first, second] = [await commitOf('first'), await commitOf('second')];
  expect(got(await world.room.remoteBranches(source)).get('cody/x') ?? null).toBeNull();
  expect(await world.room.push(clone, source, first, 'cody/x', null)).toEqual({ ok: true, value: null });
  // The answer was lost: the same push again.
  expect(await world.room.push(clone, source, first, 'cody/x', null)).toEqual({ ok: true, value: null });
  const rejected = { ok: false, error: expect.objectContaining({ code: 'git_rejected' }) };
  expect(await world.room.push(clone, source, second, 'cody/x', null)).toEqual(rejected);
  expect(await world.room.push(clone, source, second, 'cody/x', second)).toEqual(rejected);
  expect(await world.room.push(clone, source, second, 'cody/x', first)).toEqual({ ok: true, value: null });
  expect(got(await world.room.remoteBranches(source)).get('cody/x') ?? null).toBe(second);
  expect(got(await world.room.remoteBranches(source)).get('x') ?? null).toBeNull();
  expect(await world.room.push(clone, source, second, '--force', null)).toEqual(rejected);
});

test('a push that may not be tells why', async () => {
  const world = await startWorld(({ service, token }) =>
    service === 'read' ? 'allow' : token === TOKEN ? 'allow' : 'forbidden',
  );
  const clone = await world.cloneOf({ 'a.txt': 'a\n' });
  write(clone.treePath, { 'a.txt': 'b\n' });
  const tree = got(await world.room.readChangeset(clone, 1))?.tree ?? '';
  const commit = got(await world.room.commit(clone, tree, 'x', AUTHOR, 0));
  const readOnly = await world.room.push(clone, world.source('acme/one', 'ghp_reader'), commit, 'cody/x', null);
  expect(readOnly).toEqual({ ok: false, error: expect.objectContaining({ code: 'git_auth' }) });
  const source = world.source('acme/one');
  got(await world.room.push(clone, source, commit, 'cody', null));
  // A branch cannot lie in a branch: the server says no.
  const inside = await world.room.push(clone, source, commit, 'cody/x', null);
  expect(inside).toEqual({ ok: false, error: expect.objectContaining({ code: 'git_rejected' }) });
});

test('git is asked for its version; a machine without git says so', async () => {
  const folder = tempFolder();
  const room = createGitApi({ dataFolder: folder, env: process.env });
  expect(got(await room.version())).toMatch(/^2\.\d+/);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const gitless = createGitApi({ dataFolder: folder, env: { PATH: bin } });
  const missing = { ok: false, error: expect.objectContaining({ code: 'git_missing' }) };
  expect(await gitless.version()).toEqual(missing);
  write(bin, { git: { run: '#!/bin/sh\necho git version 2.30.9\n' } });
  const old = createGitApi({ dataFolder: folder, env: { PATH: `${bin}:/bin:/usr/bin` } });
  expect(await old.version()).toEqual(missing);
});
