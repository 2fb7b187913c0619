import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Octokit, type RestEndpointMethodTypes } from '@octokit/rest';
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { git } from './git.ts';
import { gitEnvironment } from './git-environment.ts';
import type { accountPayload, pullPayload, repositoryPayload } from './github/payloads.ts';
import { type GitHubServer, type GitHubServerOptions, startGitHubServer } from './github-server.ts';

type Data<Of extends { response: { data: unknown } }> = Of['response']['data'];

const TOKEN = 'ghp_test';
const GUEST = 'ghp_guest';
let folder: string;
let server: GitHubServer;
let octokit: Octokit;
let options: GitHubServerOptions;

const clientFor = (token: string | null) =>
  new Octokit({
    baseUrl: server.apiUrl,
    ...(token === null ? {} : { auth: token }),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
const authorised = (token: string | null): Record<string, string> => {
  if (token === null) return gitEnvironment();
  const environment = gitEnvironment();
  const at = Number(environment.GIT_CONFIG_COUNT);
  return {
    ...environment,
    GIT_CONFIG_COUNT: String(at + 1),
    [`GIT_CONFIG_KEY_${at}`]: `http.${server.webUrl}/.extraHeader`,
    [`GIT_CONFIG_VALUE_${at}`]: `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`,
  };
};
const run = promisify(execFile);
const asClient = (cwd: string, token: string | null, ...args: string[]) =>
  run('git', args, { cwd, env: authorised(token) });
const IDENTITY = ['-c', 'user.name=T', '-c', 'user.email=t@t.invalid'];

const at = { owner: 'acme', repo: 'thing' };
const bare = () => path.join(folder, 'repositories/acme/thing.git');
let branchNumber = 0;
/** A branch with one commit of its own, put into the bare repository directly. */
async function makeBranch(file: string, content: string, base = 'main'): Promise<string> {
  const name = `change/${++branchNumber}`;
  const tree = path.join(folder, `tree-${branchNumber}`);
  await git(folder, ['clone', '--quiet', '--branch', base, bare(), tree]);
  await writeFile(path.join(tree, file), content);
  await git(tree, ['add', '-A']);
  await git(tree, [...IDENTITY, 'commit', '--quiet', '-m', 'change']);
  await git(tree, ['push', '--quiet', 'origin', `HEAD:refs/heads/${name}`]);
  return name;
}
const open = (head: string, rest: object = {}) =>
  octokit.pulls.create({ ...at, title: 'A change', head, base: 'main', ...rest });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'github-'));
  const seed = path.join(folder, 'seed');
  await mkdir(path.join(seed, '.github'), { recursive: true });
  await git(seed, ['init', '--quiet', '-b', 'main']);
  await writeFile(path.join(seed, 'readme.md'), '# thing\n');
  await writeFile(path.join(seed, '.github/pull_request_template.md'), '## Why\n');
  await git(seed, ['add', '-A']);
  await git(seed, [...IDENTITY, 'commit', '--quiet', '-m', 'first']);
  await git(folder, ['clone', '--quiet', '--bare', seed, bare()]);
  for (const name of ['empty', 'secret', 'old']) {
    await git(folder, ['init', '--quiet', '--bare', '-b', 'main', path.join(folder, `repositories/acme/${name}.git`)]);
  }
  const repository = { owner: 'acme', description: '', topics: ['ci'], defaultBranch: 'main', pushers: ['me'] };
  options = {
    folder,
    accounts: [
      { login: 'me', id: 1, name: 'Me', token: TOKEN },
      { login: 'guest', id: 2, name: 'Guest', token: GUEST },
    ],
    repositories: [
      { ...repository, name: 'thing' },
      { ...repository, name: 'empty' },
      { ...repository, name: 'secret', private: true },
      { ...repository, name: 'old', archived: true },
    ],
  };
  server = await startGitHubServer(options);
});
beforeEach(() => {
  octokit = clientFor(TOKEN);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** The status and message of a refused request. */
const refused = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'accepted',
    (error: { status: number; message: string }) => `${error.status} ${error.message.split(' - ')[0]}`,
  );

describe('reading', () => {
  it("answers in the shapes that GitHub's own description promises, as the compiler checks", () => {
    expectTypeOf<ReturnType<typeof accountPayload>>().toExtend<
      Data<RestEndpointMethodTypes['users']['getByUsername']>
    >();
    expectTypeOf<ReturnType<typeof repositoryPayload>>().toExtend<Data<RestEndpointMethodTypes['repos']['get']>>();
    expectTypeOf<ReturnType<typeof pullPayload>>().toExtend<Data<RestEndpointMethodTypes['pulls']['get']>>();
  });

  it('knows accounts and repositories, and what each may do', async () => {
    expect((await octokit.users.getAuthenticated()).data).toMatchObject({ login: 'me', id: 1 });
    const { data, headers } = await octokit.repos.get(at);
    expect(data).toMatchObject({
      full_name: 'acme/thing',
      default_branch: 'main',
      clone_url: `${server.webUrl}/acme/thing.git`,
      permissions: { push: true, pull: true },
      archived: false,
    });
    expect(Number(headers['x-ratelimit-remaining'])).toBeGreaterThan(4000);
    expect((await clientFor(GUEST).repos.get(at)).data.permissions?.push).toBe(false);
    expect((await octokit.repos.get({ ...at, repo: 'THING' })).data.name).toBe('thing');
  });

  it('refuses like GitHub', async () => {
    expect(await refused(clientFor('wrong').repos.get(at))).toMatch(/^401 Bad credentials/);
    expect(await refused(clientFor(null).users.getAuthenticated())).toMatch(/^401 Requires authentication/);
    expect(await refused(octokit.repos.get({ ...at, repo: 'none' }))).toMatch(/^404 Not Found/);
    expect(await refused(clientFor(GUEST).repos.get({ ...at, repo: 'secret' }))).toMatch(/^404 Not Found/);
  });

  it('shows files and folders of a branch', async () => {
    const { data: file } = await octokit.repos.getContent({ ...at, path: '.github/pull_request_template.md' });
    expect(Buffer.from('content' in file ? file.content : '', 'base64').toString()).toBe('## Why\n');
    const { data: entries } = await octokit.repos.getContent({ ...at, path: '' });
    expect(Array.isArray(entries) ? entries.map((entry) => entry.name) : []).toEqual(['.github', 'readme.md']);
    expect(await refused(octokit.repos.getContent({ ...at, path: 'none.md' }))).toMatch(/^404/);
    expect(await refused(octokit.repos.getContent({ ...at, repo: 'empty', path: 'readme.md' }))).toMatch(/^409/);
  });

  it('lists, searches and pages', async () => {
    const all = await octokit.paginate(octokit.repos.listForOrg, { org: 'acme', per_page: 1 });
    expect(all.map((repository) => repository.name)).toEqual(['thing', 'empty', 'secret', 'old']);
    const found = await clientFor(null).search.repos({ q: 'thing org:acme topic:ci' });
    expect([found.data.total_count, found.data.items[0]?.full_name]).toEqual([1, 'acme/thing']);
  });

  it('answers 304 to a known ETag of the same token, free for whoever is signed in, and 403 beyond the limit', async () => {
    const asked = async (token: string | null, etag = '') => {
      const headers = { ...(token ? { authorization: `Bearer ${token}` } : {}), 'if-none-match': etag };
      const answer = await fetch(`${server.apiUrl}/repos/acme/thing`, { headers });
      const left = Number(answer.headers.get('x-ratelimit-remaining'));
      return { status: answer.status, left, etag: answer.headers.get('etag') ?? '' };
    };
    for (const [token, cost] of [
      [TOKEN, 0],
      [null, 1],
    ] as const) {
      const first = await asked(token);
      expect(await asked(token, first.etag)).toEqual({ ...first, status: 304, left: first.left - cost });
      expect((await asked(GUEST, first.etag)).status).toBe(200);
    }
    const tight = await startGitHubServer({ ...options, folder: path.join(folder, 'tight'), hourlyLimit: 1 });
    const ask = () => fetch(`${tight.apiUrl}/meta`);
    expect([(await ask()).status, (await ask()).status, (await ask()).headers.get('x-ratelimit-remaining')]).toEqual([
      200,
      403,
      '0',
    ]);
    await tight.close();
  });
});

describe('pull requests', () => {
  it('opens one, with the numbers that git says', async () => {
    const head = await makeBranch('new.txt', 'a\nb\n');
    const created = (await open(head, { body: 'Because <b>.', draft: true })).data;
    expect(created).toMatchObject({
      state: 'open',
      draft: true,
      mergeable: null,
      additions: 2,
      deletions: 0,
      changed_files: 1,
      commits: 1,
    });
    const { data } = await octokit.pulls.get({ ...at, pull_number: created.number });
    expect(data).toMatchObject({
      mergeable: true,
      mergeable_state: 'draft',
      html_url: `${server.webUrl}/acme/thing/pull/${created.number}`,
    });
    const listed = await octokit.pulls.list({ ...at, head: `acme:${head}`, state: 'all' });
    expect(listed.data.map((pull) => pull.number)).toEqual([created.number]);
    const page = await (await fetch(data.html_url)).text();
    expect(page).toContain('Because &lt;b&gt;.');
    expect(page).toContain('new.txt');
  });

  it('refuses duplicates, missing branches, empty ones, and whoever may not push', async () => {
    const head = await makeBranch('dup.txt', 'x\n');
    await open(head);
    expect(await refused(open(head))).toMatch(/^422 .*A pull request already exists for acme:change/);
    expect(await refused(open('nowhere'))).toMatch(/^422 .*"field":"head"/);
    expect(await refused(open(head, { base: 'nowhere' }))).toMatch(/^422 .*"field":"base"/);
    expect(await refused(open('main'))).toMatch(/^422 .*No commits between/);
    expect(await refused(clientFor(GUEST).pulls.create({ ...at, title: 'x', head, base: 'main' }))).toMatch(/^403/);
    expect(await refused(octokit.pulls.create({ ...at, repo: 'old', title: 'x', head, base: 'main' }))).toMatch(
      /^403 .*archived/,
    );
    const twice = await makeBranch('twice.txt', 'x\n');
    const both = await Promise.allSettled([open(twice), open(twice)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('follows the branch, merges it, and remembers all of it after a restart', async () => {
    const head = await makeBranch('merge.txt', 'x\n');
    const { number } = (await open(head)).data;
    const pull = { ...at, pull_number: number };
    const before = (await octokit.pulls.get(pull)).data.head.sha;
    const tree = path.join(folder, 'follow');
    await git(folder, ['clone', '--quiet', '--branch', head, bare(), tree]);
    await git(tree, [...IDENTITY, 'commit', '--quiet', '--allow-empty', '-m', 'more']);
    await git(tree, ['push', '--quiet', 'origin', `HEAD:refs/heads/${head}`]);
    const after = (await octokit.pulls.get(pull)).data;
    expect([after.commits, after.head.sha === before]).toEqual([2, false]);
    await octokit.issues.addLabels({ ...at, issue_number: number, labels: ['ci'] });
    await octokit.pulls.merge({ ...pull, sha: after.head.sha });
    const closed = (await open(await makeBranch('close.txt', 'x\n'))).data.number;
    await octokit.pulls.update({ ...at, pull_number: closed, state: 'closed' });
    await server.close();
    server = await startGitHubServer(options);
    octokit = clientFor(TOKEN);
    expect((await octokit.pulls.get(pull)).data).toMatchObject({
      merged: true,
      state: 'closed',
      labels: [{ name: 'ci' }],
    });
    expect((await octokit.pulls.get({ ...at, pull_number: closed })).data).toMatchObject({
      merged: false,
      state: 'closed',
    });
    expect(await git(bare(), ['show', 'main:merge.txt'])).toBe('x');
  });

  it('says when a branch has conflicts, and does not merge it', async () => {
    const [one, two] = [await makeBranch('same.txt', 'one\n'), await makeBranch('same.txt', 'two\n')];
    const [first, second] = [(await open(one)).data.number, (await open(two)).data.number];
    await octokit.pulls.merge({ ...at, pull_number: first });
    expect((await octokit.pulls.get({ ...at, pull_number: second })).data).toMatchObject({
      mergeable: false,
      mergeable_state: 'dirty',
    });
    expect(await refused(octokit.pulls.merge({ ...at, pull_number: second }))).toMatch(/^405/);
  });

  it('asks only known people for a review', async () => {
    const { number } = (await open(await makeBranch('review.txt', 'x\n'))).data;
    const ask = (...reviewers: string[]) => octokit.pulls.requestReviewers({ ...at, pull_number: number, reviewers });
    expect((await ask('guest')).data.requested_reviewers?.map((user) => user.login)).toEqual(['guest']);
    expect(await refused(ask('nobody'))).toMatch(/^422/);
  });
});

describe('git over the same port', () => {
  const url = () => `${server.webUrl}/acme/thing.git`;
  const failed = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'accepted',
      (error: { stderr: string }) => error.stderr,
    );

  it('clones shallow and filtered without a token, and refuses a wrong one', async () => {
    const clone = path.join(folder, 'clone');
    await asClient(folder, null, 'clone', '--quiet', '--depth', '1', '--filter=blob:none', url(), clone);
    expect(await readFile(path.join(clone, 'readme.md'), 'utf8')).toBe('# thing\n');
    expect(await failed(asClient(folder, 'wrong', 'ls-remote', url()))).toMatch(
      /Authentication failed|could not read Username/,
    );
    expect(await failed(asClient(folder, TOKEN, 'ls-remote', `${server.webUrl}/acme/none.git`))).toMatch(/not found/i);
  });

  it('takes a push from those who may, and from nobody else', async () => {
    const tree = path.join(folder, 'push');
    await asClient(folder, TOKEN, 'clone', '--quiet', '--depth', '1', url(), tree);
    await asClient(tree, TOKEN, ...IDENTITY, 'commit', '--quiet', '--allow-empty', '-m', 'pushed');
    const push = (token: string | null, branch: string) =>
      asClient(tree, token, 'push', '--quiet', url(), `HEAD:refs/heads/${branch}`);
    expect(await failed(push(GUEST, 'by-guest'))).toMatch(/403/);
    expect(await failed(push(null, 'by-nobody'))).toMatch(/could not read Username|Authentication failed/);
    await push(TOKEN, 'by-me');
    expect((await octokit.repos.listBranches(at)).data.map((branch) => branch.name)).toContain('by-me');
    expect(JSON.stringify([server.journal, server.gitJournal])).not.toMatch(/ghp_/);
    expect(await readFile(path.join(tree, '.git/config'), 'utf8')).not.toMatch(/ghp_|x-access-token/);
  });
});
