import { describe, expect, it } from 'vitest';
import { failure } from '../../../shared/errors.ts';
import type { RunId } from '../../../shared/ids.ts';
import { DEFAULT_JOB_SETTINGS } from '../../../shared/job.ts';
import type { SaidOfChange } from '../../../shared/pull-request.ts';
import { hasNewChange, isPublishing, type Run } from '../../../shared/run.ts';
import { failureOf, runText, waitsUntil } from '../../../shared/run-text.ts';
import { commitTo, git, got } from '../../git/testing/world.ts';
import { createGitHub } from '../../github/create-github.ts';
import { manualClock } from '../../lib/clock-manual.ts';
import { type AtEnd, oncePerFile } from '../../testing/once-per-file.ts';
import type { EngineOptions } from '../contract.ts';
import { GITHUB_TOKEN } from '../testing/engine-options.ts';
import { startWorld, until, type WorldOptions } from '../testing/world.ts';

const BRANCH = 'cody-batch/do-it';
/** Repositories `r0`, `r1`, …, whose sessions wrote `new`, and write `newer` when a person asks for more. */
const changed = async (count: number, given: Partial<WorldOptions> = {}, atEnd?: AtEnd) => {
  const options: WorldOptions = {
    repos: Object.fromEntries(Array.from({ length: count }, (_, index) => [`r${index}`, { 'readme.md': 'old\n' }])),
    settings: { branch: BRANCH },
    script: ({ source }) => ({ edit: { 'readme.md': source === 'person' ? 'newer\n' : 'new\n' } }),
    ...given,
  };
  const world = await startWorld(options, atEnd);
  const engine = await world.start();
  const jobId = await world.create(engine);
  await engine.jobEnded(jobId);
  return { world, engine, jobId };
};
const ways = async ({ world, engine, jobId }: Awaited<ReturnType<typeof changed>>) => {
  const ids = (await world.runsOf(engine, jobId)).map(({ id }) => id);
  const publish = async (runIds: RunId[], withKeys: SaidOfChange[] = []) => {
    got(await engine.runs.openPullRequests({ runIds, withKeys }));
    return engine.jobEnded(jobId);
  };
  const bare = (name: string) => `${world.folder}/hub/repositories/acme/${name}.git`;
  return { world, engine, jobId, ids, publish, bare };
};
/** Six changed runs, of which nothing is published. */
const six = oncePerFile(async (atEnd) => {
  const made = await changed(6, {}, atEnd);
  return { ...made, restore: await made.world.keep() };
});
/** The same before each test, in an engine of its own. `ids` are those that the test is about. */
const published = async (count: number, given: Partial<EngineOptions> = {}) => {
  const { world, jobId, restore } = await six();
  await restore();
  const all = await ways({ world, jobId, engine: await world.start(undefined, given) });
  return { ...all, ids: all.ids.slice(0, count) };
};
const only = <T>([first]: readonly T[]): T => {
  if (first === undefined) throw new Error('nothing there');
  return first;
};
const counted = (runs: readonly Run[], what: (run: Run) => unknown) => runs.filter(what).length;

describe('a change after its pull request was opened', () => {
  it('waits for the person’s yes, and then updates the same pull request', async () => {
    const { world, engine, jobId, ids, publish, bare } = await published(1);
    const out = only(await publish(ids));
    expect([out.publication.pullRequest?.number, hasNewChange(out)]).toEqual([1, false]);
    got(await engine.runs.comment({ runIds: ids, text: 'Newer, please.' }));
    const again = only(await engine.jobEnded(jobId));
    expect([again.changeset?.round, hasNewChange(again), again.publication.pullRequest?.headCommit]).toEqual([
      2,
      true,
      out.publication.pullRequest?.headCommit,
    ]);
    expect(git(bare('r0'), 'show', `${BRANCH}:readme.md`)).toBe('new\n');
    expect(only(got(await engine.runs.publishPlan({ runIds: ids })))).toMatchObject({ action: 'update' });
    expect(hasNewChange(only(await publish(ids)))).toBe(false);
    expect(git(bare('r0'), 'show', `${BRANCH}:readme.md`)).toBe('newer\n');
    expect(world.hub.pulls).toHaveLength(1);
  });

  it('may be edited by hand, and is new until it is brought back', async () => {
    const { engine, jobId, ids, publish } = await published(1);
    const out = only(await publish(ids));
    const [runId, tree] = [out.id, out.changeset?.tree ?? ''];
    const edited = got(await engine.runs.writeFile({ runId, tree, path: 'readme.md', text: 'mine\n' }));
    expect(hasNewChange(only(await engine.jobEnded(jobId)))).toBe(true);
    got(await engine.runs.restoreRound({ runId, seen: edited.tree, tree }));
    expect(hasNewChange(only(await engine.jobEnded(jobId)))).toBe(false);
  });

  it('never replaces commits of somebody else, and stays readable as not published', async () => {
    const { engine, jobId, ids, publish, bare } = await published(1);
    await publish(ids);
    commitTo(bare('r0'), { 'theirs.md': 'x\n' }, BRANCH);
    got(await engine.runs.comment({ runIds: ids, text: 'Newer, please.' }));
    await engine.jobEnded(jobId);
    const message = 'Pull request #1 holds commits that this app did not make.';
    expect(failureOf(only(await publish(ids)))).toMatchObject({ code: 'git_rejected', message });
    got(await engine.runs.refreshPullRequests({ runIds: ids }));
    const after = only(await engine.jobEnded(jobId));
    expect([failureOf(after)?.message, hasNewChange(after)]).toEqual([message, true]);
    expect(git(bare('r0'), 'show', `${BRANCH}:theirs.md`)).toBe('x\n');
  });

  it('goes nowhere once the pull request was merged meanwhile', async () => {
    const { world, engine, jobId, ids, publish, bare } = await published(1);
    await publish(ids);
    got(await engine.runs.comment({ runIds: ids, text: 'Newer, please.' }));
    await engine.jobEnded(jobId);
    const merged = await fetch(`${world.hub.apiUrl}/repos/acme/r0/pulls/1/merge`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${GITHUB_TOKEN}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(merged.status).toBe(200);
    const before = git(bare('r0'), 'rev-parse', BRANCH);
    const after = only(await publish(ids));
    expect([after.publication.pullRequest?.state, hasNewChange(after)]).toEqual(['merged', false]);
    expect(failureOf(after)?.message).toBe('Pull request #1 is merged by now.');
    expect(git(bare('r0'), 'rev-parse', BRANCH)).toBe(before);
  });
});

describe('pull requests on their way', () => {
  it('wait while the job is paused, can be called off one by one, and go on with the job', async () => {
    const { engine, jobId, ids, world } = await published(6);
    got(await engine.runs.openPullRequests({ runIds: ids }));
    got(await engine.jobs.pause({ jobId }));
    const held = (await engine.jobEnded(jobId)).filter(isPublishing);
    expect(held.length).toBeGreaterThanOrEqual(2);
    expect(held.map(runText)).toEqual(held.map(() => 'its pull request waits: the job is paused'));
    expect(world.hub.pulls).toHaveLength(6 - held.length);

    got(await engine.runs.cancel({ runIds: [only(held).id] }));
    got(await engine.jobs.resume({ jobId }));
    const runs = await engine.jobEnded(jobId);
    expect(counted(runs, (run) => run.publication.pullRequest)).toBe(5);
    const left = only(runs.filter((run) => run.publication.pullRequest === null));
    expect([left.id, left.phase, failureOf(left)?.message]).toEqual([
      only(held).id,
      null,
      'Called off before its pull request was opened.',
    ]);
  }, 60_000);

  it('end with the job: what has not begun is called off', async () => {
    const { engine, jobId, ids, world } = await published(6);
    got(await engine.runs.openPullRequests({ runIds: ids }));
    got(await engine.jobs.cancel({ jobId }));
    const runs = await engine.jobEnded(jobId);
    const calledOff = counted(runs, (run) => failureOf(run)?.message.startsWith('Called off'));
    expect(calledOff).toBeGreaterThanOrEqual(2);
    expect(world.hub.pulls).toHaveLength(6 - calledOff);
  }, 60_000);

  it('wait out a rate limit whose end the host names, all of them, and fail for nobody', async () => {
    const tried: string[] = [];
    const { engine, ids, publish } = await published(5, {
      createGitHub: (options) => {
        const github = createGitHub(options);
        return {
          ...github,
          openPullRequest: async (request) => {
            tried.push(request.name);
            if (tried.length > 2) return github.openPullRequest(request);
            return failure('github_rate_limited', 'GitHub wants less.', { retryAt: Date.now() + 300 });
          },
        };
      },
    });
    const runs = await publish(ids);
    expect(counted(runs, (run) => run.publication.pullRequest)).toBe(5);
    expect(tried).toHaveLength(7);
    for (const run of runs) {
      const { events } = got(await engine.runs.events({ runId: run.id, after: 0 }));
      expect(events.map(({ body }) => body.kind)).not.toContain('publication_failed');
    }
  }, 60_000);
});

const LEAKED = `token = ${'ghp_'}0123456789abcdefghijklmnopqrstuvwxyz\n`;
describe('what looks like a key', () => {
  it('goes out with a change only when a person says so for that repository', async () => {
    const leaked = await changed(1, {
      script: () => ({ edit: { 'settings.ini': LEAKED } }),
      settings: { branch: BRANCH, guards: { ...DEFAULT_JOB_SETTINGS.guards, enabled: false } },
    });
    const { world, engine, jobId, ids, publish, bare } = await ways(leaked);
    const { id: runId, changeset } = only(await world.runsOf(engine, jobId));
    const tree = changeset?.tree ?? '';
    const lies = [[], [{ runId, tree: '0'.repeat(40) }], [{ runId: 'run_someother1' as RunId, tree }]];
    for (const withKeys of lies) {
      expect(await engine.runs.openPullRequests({ runIds: ids, withKeys })).toMatchObject({
        ok: false,
        error: { code: 'not_allowed', why: expect.stringContaining('settings.ini, line 1') },
      });
    }
    expect(world.hub.pulls).toEqual([]);
    await publish(ids, [{ runId, tree }]);
    expect(world.hub.pulls).toHaveLength(1);
    expect(git(bare('r0'), 'show', `${BRANCH}:settings.ini`)).toBe(LEAKED);
  });

  it('goes out with that change, and not with one that took its place while it waited for the host', async () => {
    const clock = manualClock();
    let refusals = 1;
    const leaked = await changed(1, {
      script: ({ source }) => ({ edit: { 'settings.ini': source === 'person' ? LEAKED.repeat(2) : LEAKED } }),
      settings: { branch: BRANCH, guards: { ...DEFAULT_JOB_SETTINGS.guards, enabled: false } },
      engine: {
        clock,
        createGitHub: (options) => {
          const github = createGitHub(options);
          const wait = () => failure('github_rate_limited', 'GitHub asks to wait.', { retryAt: clock.now() + 60_000 });
          return {
            ...github,
            openPullRequest: async (request) => (refusals-- > 0 ? wait() : github.openPullRequest(request)),
          };
        },
      },
    });
    const { world, engine, jobId, ids, bare } = await ways(leaked);
    const row = async () => only(await world.runsOf(engine, jobId));
    const { id: runId, changeset } = await row();
    const tree = changeset?.tree ?? '';
    got(await engine.runs.openPullRequests({ runIds: ids, withKeys: [{ runId, tree }] }));
    await until(async () => waitsUntil(await row()) !== null);
    got(await engine.runs.comment({ runIds: ids, text: 'Once more.' }));
    await until(async () => (await row()).status === 'settled' && (await row()).changeset?.tree !== tree);
    await clock.advance(60_000);
    // Nobody has asked for the other one; who does is told what it holds.
    const again = only(await engine.jobEnded(jobId));
    expect([again.publication.step, hasNewChange(again)]).toEqual(['idle', true]);
    const refused = await engine.runs.openPullRequests({ runIds: ids, withKeys: [{ runId, tree }] });
    expect(refused).toMatchObject({ ok: false, error: { message: expect.stringContaining('looks like a key') } });
    expect(world.hub.pulls).toEqual([]);
    expect(git(bare('r0'), 'show', `${BRANCH}:settings.ini`)).toBe(LEAKED);
  });

  it('a word for it is not kept over a restart: it is asked for once more', async () => {
    const clock = manualClock();
    const leaked = await changed(1, {
      script: () => ({ edit: { 'settings.ini': LEAKED } }),
      settings: { branch: BRANCH, guards: { ...DEFAULT_JOB_SETTINGS.guards, enabled: false } },
      engine: {
        clock,
        createGitHub: (options) => ({
          ...createGitHub(options),
          openPullRequest: async () =>
            failure('github_rate_limited', 'GitHub asks to wait.', { retryAt: clock.now() + 3_600_000 }),
        }),
      },
    });
    const { world, engine, jobId, ids } = await ways(leaked);
    const { id: runId, changeset } = only(await world.runsOf(engine, jobId));
    const withKeys = [{ runId, tree: changeset?.tree ?? '' }];
    got(await engine.runs.openPullRequests({ runIds: ids, withKeys }));
    await until(async () => waitsUntil(only(await world.runsOf(engine, jobId))) !== null);
    await engine.stop();

    const next = await world.start(undefined, { createGitHub });
    const row = async () => only(await world.runsOf(next, jobId));
    await until(async () => failureOf(await row()) !== null);
    expect(failureOf(await row())?.message).toContain('holds what looks like a key');
    expect(world.hub.pulls).toEqual([]);
    got(await next.runs.openPullRequests({ runIds: ids, withKeys }));
    // It goes out when its host may be asked again.
    await clock.advance(3_600_000);
    await next.jobEnded(jobId);
    expect(world.hub.pulls).toHaveLength(1);
  });

  it('in the words of a person is neither stored nor sent unless that person insists', async () => {
    const { world, engine, jobId, ids } = await published(1);
    const refused = { ok: false, error: { code: 'key_in_text', message: expect.stringContaining('looks like a key') } };
    expect(await engine.runs.comment({ runIds: ids, text: `Use ${LEAKED}` })).toMatchObject(refused);
    expect(await engine.jobs.revisePrompt({ jobId, text: `Use ${LEAKED}` })).toMatchObject(refused);
    const settings = { ...DEFAULT_JOB_SETTINGS, unsandboxedAgreed: true };
    const leaking = { title: '', prompt: `Use ${LEAKED}`, repos: [world.repo('r0')], settings };
    expect(await engine.jobs.create(leaking)).toMatchObject(refused);
    expect(got(await engine.app.state({})).jobs).toHaveLength(1);
    // What stands in pull requests is no matter of insisting.
    expect(await engine.jobs.create({ ...leaking, title: LEAKED.trim(), anyway: true })).toMatchObject(refused);
    got(await engine.jobs.revisePrompt({ jobId, text: `Use ${LEAKED}`, anyway: true }));
    got(await engine.runs.comment({ runIds: ids, text: `Use ${LEAKED}`, anyway: true }));
    await engine.jobEnded(jobId);
    expect(world.sessions.turns.at(-1)?.text).toContain(LEAKED.trim());
    // It was said of that text alone.
    expect(await engine.runs.comment({ runIds: ids, text: `Use ${LEAKED}` })).toMatchObject(refused);
  });
});
