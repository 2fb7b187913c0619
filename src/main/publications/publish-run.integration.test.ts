import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../demo/github/answers.ts';
import { startGitHubServer } from '../../demo/github-server.ts';
import { type AppError, failure, ok, type Result } from '../../shared/errors.ts';
import type { FlowEvent, RunEvent } from '../../shared/events.ts';
import type { FinishReport } from '../../shared/finish.ts';
import { DEFAULT_JOB_SETTINGS, type Job } from '../../shared/job.ts';
import { applyEventToRun, type Run } from '../../shared/run.ts';
import { createGitApi } from '../git/create-git-api.ts';
import { commitTo, type Files, git, got, NEVER, tempFolder, write } from '../git/testing/world.ts';
import { createGitHub } from '../github/create-github.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { createKnownSecrets } from '../redact/known-secrets.ts';
import { resolveRepo } from '../repositories/resolve-repo.ts';
import { exampleJob } from '../store/testing.ts';
import { oncePerFile } from '../testing/once-per-file.ts';
import { earlierOf, planFor } from './publish-plan.ts';
import { publishRun } from './publish-run.ts';

const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';

const keys = createKnownSecrets();
keys.remember(TOKEN);

/** Tokens that may do less than all; each speaks for the same person. */
const PERSON = { login: 'dev', id: 7, name: 'Dev' };
const ACCOUNTS: Account[] = [
  { ...PERSON, token: TOKEN },
  { ...PERSON, token: 'github_pat_a', permissions: { workflows: 'read' } },
  { ...PERSON, token: 'ghs_a', permissions: { workflows: 'read' } },
];

/** A host and a changed clone of a repository on it. Each test has copies of both under a name of its own. */
const prepared = oncePerFile(async (atEnd) => {
  const folder = tempFolder(atEnd);
  const bare = (name: string) => path.join(folder, 'hub/repositories/acme', `${name}.git`);
  const names = Array.from({ length: 40 }, (_, nth) => `one-${nth}`);
  const hub = await startGitHubServer({
    folder: path.join(folder, 'hub'),
    accounts: ACCOUNTS,
    repositories: ['one', ...names].map((name) => {
      return { owner: 'acme', name, description: '', topics: [], defaultBranch: 'main', pushers: ['dev'] };
    }),
  });
  atEnd(() => hub.close());
  const data = path.join(folder, 'data');
  mkdirSync(data);
  const room = createGitApi({ dataFolder: data, env: process.env });
  const repoOf = (name: string) => ({
    ...{ kind: 'remote' as const, host: new URL(hub.webUrl).host, owner: 'acme', name },
    url: `${hub.webUrl}/acme/${name}.git`,
  });
  const resolve = async (name: string, token: string) => {
    const github = createGitHub({ apiUrl: hub.apiUrl, token: () => token, onRateLimited: () => undefined });
    return { github, resolved: got(await resolveRepo(repoOf(name), { git: room, github, token: () => token })) };
  };
  const runFolder = (name: string) => path.join(data, 'runs', name);

  commitTo(bare('one'), { 'readme.md': 'old\n', '.github/pull_request_template.md': '- [ ] tested\n' });
  const { resolved } = await resolve('one', TOKEN);
  const { source } = resolved;
  const clone = got(await room.prepareClone({ source, runFolder: runFolder('one'), branch: null, signal: NEVER }));
  write(clone.treePath, { 'readme.md': 'new and longer\n' });
  const changeset = got(await room.readChangeset(clone, 1))!;

  const copy = async (token: string) => {
    const name = names.shift()!;
    cpSync(bare('one'), bare(name), { recursive: true });
    cpSync(runFolder('one'), runFolder(name), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    const copied = got(await room.openClone(runFolder(name)));
    const pulls = () => hub.pulls.filter(({ repository }) => repository === `acme/${name}`);
    return { ...(await resolve(name, token)), repo: repoOf(name), bare: bare(name), clone: copied, pulls };
  };
  return { room, changeset, copy };
});

/** A changed run of a real remote, and a record that can be made to fail as a crash would. */
async function changedRun(
  branch = 'cody-batch/change',
  pullRequest: Partial<Job['settings']['pullRequest']> = {},
  token = TOKEN,
) {
  const { room, changeset, copy } = await prepared();
  const { github, resolved, repo, bare, clone, pulls } = await copy(token);

  const clock = manualClock();
  const { job, runs } = exampleJob(clock, 1, {
    branch,
    pullRequest: { ...DEFAULT_JOB_SETTINGS.pullRequest, ...pullRequest },
  });
  const events: RunEvent[] = [];
  let run: Run = { ...runs[0]!, repo, baseBranch: 'main' };
  const fold = (body: RunEvent['body']) => {
    const event: RunEvent = { seq: events.length + 1, at: clock.now(), body };
    events.push(event);
    run = applyEventToRun(run, event);
  };
  fold({ kind: 'changeset_ready', changeset });
  fold({ kind: 'settled', outcome: 'changed', reason: { code: 'cancelled', parameters: {} }, error: null });
  /** `dieAt`: the app ends before this kind of event is saved; `unsaved`: after what it tells of was done. */
  const publish = async (
    dieAt: FlowEvent['kind'] | null = null,
    git: Partial<typeof room> = {},
    report: FinishReport | null = null,
  ): Promise<Result<unknown>> => {
    const record = async (event: FlowEvent): Promise<Result<unknown>> => {
      if (event.kind === dieAt) throw new Error('killed');
      fold(event);
      return ok(null);
    };
    return publishRun(
      { job, run, clone, resolved, report, events: [...events] },
      { git: { ...room, ...git }, github, clock, keys, record },
    );
  };
  const plan = async () => {
    const earlier = earlierOf(events, run.changeset?.tree);
    return got(await planFor({ job, run, resolved, earlier }, room)).plan;
  };
  const heads = () => git(bare, 'for-each-ref', '--format=%(refname:short)', 'refs/heads').trim().split('\n');
  const changeMore = async (files: Files = { 'more.md': 'more\n' }) => {
    write(clone.treePath, files);
    fold({ kind: 'changeset_ready', changeset: got(await room.readChangeset(clone, 2))! });
  };
  const now = { run: () => run, opened: () => run.publication.pullRequest };
  return { pulls, bare, room, github, job, resolved, clone, clock, events, plan, publish, heads, changeMore, ...now };
}

describe('publishing', () => {
  it.each([
    ['a fine-grained token', 'github_pat_a', /Personal Access Token/],
    ['an app', 'ghs_a', /GitHub App/],
  ])('a host that lets %s change no workflow is heard, and what to do is said', async (_name, token, who) => {
    const world = await changedRun(undefined, {}, token);
    await world.changeMore({ '.github/workflows/ci.yml': 'on: push\n' });
    const published = await world.publish();
    expect(published).toMatchObject({ ok: false, error: { code: 'git_rejected' } });
    const { message, why, next } = published.ok ? ({} as AppError) : published.error;
    expect(message).toMatch(/does not let this token change workflow files/);
    expect(why).toMatch(who);
    expect(why).toContain('.github/workflows/ci.yml');
    expect(next).toContain('"workflow" scope');
    expect([world.heads(), world.pulls()]).toEqual([['main'], []]);
    // What touches no workflow goes through with the same token.
    await world.changeMore({ '.github/workflows/ci.yml': null });
    expect((await world.publish()).ok).toBe(true);
    expect(world.heads()).toContain('cody-batch/change');
  });

  it('commits, pushes, opens and saves, once', async () => {
    const world = await changedRun();
    expect(await world.plan()).toMatchObject({ action: 'open', base: 'main' });
    expect((await world.publish()).ok).toBe(true);
    const [pull] = world.pulls();
    expect(pull).toMatchObject({ number: 1, head: 'cody-batch/change', base: 'main', title: 'A job' });
    expect(pull?.body).toContain('- [ ] tested');
    expect(world.opened()).toMatchObject({ number: 1, state: 'open', headCommit: pull?.headCommit });
    expect(git(world.bare, 'log', '-1', '--format=%an <%ae>', 'cody-batch/change').trim()).toMatch(/^dev <7\+dev@/);
    expect(await world.plan()).toMatchObject({ action: 'nothing' });
    await world.publish();
    expect(world.pulls()).toHaveLength(1);
  });

  it.each<[string, FlowEvent['kind']]>([
    ['before the push', 'publication_started'],
    ['after the pull request was opened', 'pull_request_saved'],
  ])('killed %s, the second try ends with one branch and one pull request', async (_name, dieAt) => {
    const world = await changedRun();
    await expect(world.publish(dieAt)).rejects.toThrow('killed');
    await world.clock.advance(60_000);
    expect((await world.publish()).ok).toBe(true);
    expect(world.pulls()).toHaveLength(1);
    expect(world.heads()).toEqual(['cody-batch/change', 'main']);
    expect(world.opened()?.headCommit).toBe(git(world.bare, 'rev-parse', 'cody-batch/change').trim());
  });

  it('killed between push and pull request, it takes up its own branch', async () => {
    const world = await changedRun();
    const refused = { ...world.github, openPullRequest: async () => failure('github_unreachable', 'Down.') };
    const options = { git: world.room, github: refused, clock: world.clock, keys };
    const { job, clone, resolved, events } = world;
    const first = await publishRun(
      { job, run: world.run(), clone, resolved, report: null, events },
      {
        ...options,
        record: async (body) => {
          if (body.kind === 'publication_started') world.events.push({ seq: world.events.length + 1, at: 0, body });
          return ok(null);
        },
      },
    );
    expect(first).toMatchObject({ ok: false, error: { code: 'github_unreachable' } });
    expect(world.heads()).toEqual(['cody-batch/change', 'main']);
    expect((await world.publish()).ok).toBe(true);
    expect(world.pulls()).toHaveLength(1);
    expect(world.heads()).toEqual(['cody-batch/change', 'main']);
  });

  it('leaves a branch of somebody else alone and takes another name', async () => {
    const world = await changedRun();
    commitTo(world.bare, { 'theirs.md': 'x\n' }, 'cody-batch/change');
    const theirs = git(world.bare, 'rev-parse', 'cody-batch/change');
    const { branch } = await world.plan();
    expect((await world.publish()).ok).toBe(true);
    expect(git(world.bare, 'rev-parse', 'cody-batch/change')).toBe(theirs);
    expect(world.opened()?.branch).toMatch(/^cody-batch\/change-[a-z0-9]{8}$/);
    expect(branch).toBe(world.opened()?.branch);
  });

  it('pushes a later change to the same pull request', async () => {
    const world = await changedRun();
    await world.publish();
    await world.changeMore();
    expect(await world.plan()).toMatchObject({ action: 'update' });
    expect((await world.publish()).ok).toBe(true);
    expect(world.pulls()).toHaveLength(1);
    expect(git(world.bare, 'show', 'cody-batch/change:more.md')).toBe('more\n');
  });

  it('does not write over what somebody else pushed to its branch', async () => {
    const world = await changedRun();
    await world.publish();
    commitTo(world.bare, { 'theirs.md': 'x\n' }, 'cody-batch/change');
    await world.changeMore();
    const message = 'Pull request #1 holds commits that this app did not make.';
    expect(await world.plan()).toMatchObject({ action: 'nothing', reason: { parameters: { message } } });
    expect(await world.publish()).toMatchObject({ ok: false, error: { code: 'git_rejected', message } });
  });

  it.each<[string, string[], string]>([
    ['a folder of its name', ['cody-batch'], 'cody-batch-change'],
    ['its name as a folder', ['cody-batch/change/extra'], 'cody-batch/change-'],
    ['its name in other letters', ['Cody-Batch/Change'], 'cody-batch/change-'],
  ])('another branch has %s: it takes a free name by itself', async (_name, branches, expected) => {
    const world = await changedRun();
    for (const branch of branches) commitTo(world.bare, { 'theirs.md': 'x\n' }, branch);
    const theirs = world.heads();
    const { branch } = await world.plan();
    expect(await world.publish()).toMatchObject({ ok: true });
    expect([branch, world.opened()?.branch]).toEqual([world.opened()?.branch, expect.stringMatching(`^${expected}`)]);
    expect(world.heads()).toEqual(expect.arrayContaining(theirs));
    expect(world.pulls()).toHaveLength(1);
  });

  it('a name that is taken between the look and the push is left to whoever took it', async () => {
    const world = await changedRun();
    const push: typeof world.room.push = async (clone, source, commit, branch, expected) => {
      if (branch === 'cody-batch/change') commitTo(world.bare, { 'theirs.md': 'x\n' }, 'cody-batch/change/extra');
      return world.room.push(clone, source, commit, branch, expected);
    };
    expect(await world.publish(null, { push })).toMatchObject({ ok: true });
    expect(world.opened()?.branch).toMatch(/^cody-batch\/change-[a-z0-9]{8}$/);
    expect(world.heads()).toHaveLength(3);
  });

  it('its own key leaves in no way, whoever asks', async () => {
    const wrapped = (
      Buffer.from(`user:${TOKEN}`)
        .toString('base64')
        .match(/.{1,40}/g) ?? []
    ).join('\n');
    const ways: Record<string, string | Buffer>[] = [
      { 'leak.txt': `the key is ${TOKEN}\n` },
      { 'leak.txt': wrapped },
      { 'leak.txt': Buffer.concat([Buffer.from([0, 1, 2]), Buffer.from(TOKEN)]) },
      { 'leak.txt': Buffer.from(`\uFEFFkey ${TOKEN}`, 'utf16le') },
      { 'leak.txt': 'nothing\n', [`keys-${TOKEN}.md`]: 'x\n' },
    ];
    const refused = {
      ok: false,
      error: { code: 'not_allowed', message: expect.stringContaining("this app's own keys") },
    };
    const world = await changedRun();
    for (const files of ways) {
      await world.changeMore(files);
      expect(await world.publish()).toMatchObject(refused);
    }
    const texts = await changedRun('cody-batch/change', { title: 'Ours', body: `With ${TOKEN}` });
    expect(await texts.publish()).toMatchObject(refused);
    for (const { heads, pulls } of [world, texts]) {
      expect(heads()).toEqual(['main']);
      expect(pulls()).toEqual([]);
    }
  });

  it('what looks like a key is taken out of what the session reports', async () => {
    const other = `ghp_${'B'.repeat(36)}`;
    const report: FinishReport = {
      ...{ outcome: 'changed', summary: `Used ${other} once.`, changes: [], risk: 'low' },
      ...{ reviewerNotes: [TOKEN], followUps: [] },
    };
    const world = await changedRun();
    expect(await world.publish(null, {}, report)).toMatchObject({ ok: true });
    expect(world.pulls()[0]?.body).toContain('Used \\[redacted\\] once');
    expect(JSON.stringify(world.pulls())).not.toMatch(/ghp_/);
    expect(git(world.bare, 'log', '-1', '--format=%B', 'cody-batch/change')).toContain('Used [redacted] once.');
  });
});
