import { DEMO_CHECK, DEMO_PROMPT, DEMO_TITLE } from '../../src/demo/demo-job.ts';
import type { Job } from '../../src/shared/job.ts';
import type { Run } from '../../src/shared/run.ts';
import { createChangeMaker } from './changes.ts';
import { CHECK_LOG, LONG_REASON, NO_ACCESS, OVERLOADED, PROTECTED } from './failures.ts';
import type { HeldWorld } from './held-world.ts';
import { LONG_PROMPT, LONG_TITLE, longRepository, repositoryAt, repositoryName } from './names.ts';
import { richConversation } from './rich-run.ts';
import { openSeedStore, type SeedStore } from './store.ts';
import * as stories from './stories.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PAUSED = { by: 'person', reason: { code: 'paused_by_person', parameters: {} } } as const;
const GITHUB = 'https://github.com';

/** One job on one repository, which waits for a person. */
export async function seedOne(folder: string): Promise<void> {
  const store = await openSeedStore(folder);
  const at = Date.now() - 9 * MINUTE;
  const { runs } = await store.addJob({
    title: DEMO_TITLE,
    prompt: DEMO_PROMPT,
    repos: [repositoryAt(GITHUB, 'billing-api')],
    at,
  });
  const [run] = runs;
  if (!run) throw new Error('no run');
  const changeset = await createChangeMaker(folder)(run, 'usual');
  await store.tell(run, at, [...richConversation(DEMO_PROMPT), 4_000, ...stories.changed(changeset, 'passes')]);
  await store.close();
}

/** Names of the rows that the screens open. */
export const RICH = 'billing-gateway';
export const BROKEN = 'billing-worker';
export const FAILED = 'billing-schema';

/** Twelve jobs; the first is on twelve repositories, and four of them are held in the middle of their work. */
export async function seedTwelve(folder: string, world: HeldWorld): Promise<Job> {
  const store = await openSeedStore(folder);
  const now = Date.now();
  const at = now - 14 * MINUTE;
  const make = createChangeMaker(folder);
  const repos = [
    ...['billing-api', BROKEN, RICH, FAILED, 'billing-cli', 'billing-events'].map((name) =>
      repositoryAt(world.web, name),
    ),
    longRepository(),
    ...world.held.map((name) => repositoryAt(world.web, name)),
    repositoryAt(world.web, 'billing-sdk'),
  ];
  const { job, runs } = await store.addJob({
    title: DEMO_TITLE,
    prompt: DEMO_PROMPT,
    repos,
    at,
    settings: { budgetUsd: 10, check: { mode: 'command', command: DEMO_CHECK } },
    paused: PAUSED,
  });
  const [usual, broken, rich, failed, open, unchanged, long] = runs;
  if (!usual || !broken || !rich || !failed || !open || !unchanged || !long) throw new Error('no runs');
  const work = (steps: number, costUsd: number) => stories.worked(steps, DEMO_PROMPT, costUsd);
  await store.tell(usual, at, [...work(6, 0.041), ...stories.changed(await make(usual, 'usual'), 'passes')]);
  await store.tell(broken, at, [...work(11, 0.128), ...stories.changed(await make(broken, 'strange'), 'newly_broken')]);
  await store.tell(rich, at, [
    ...richConversation(DEMO_PROMPT),
    stories.checked('baseline', 0, stories.testLog(0)),
    stories.checked('after', 0, stories.testLog(0)),
    ...stories.changed(await make(rich, 'withScripts'), 'passes', {
      guards: ['scripts/travis-setup.sh is under a forbidden path'],
      judge: ['The port in src/server.js was not part of the request.'],
    }),
  ]);
  await store.tell(failed, at, [...work(2, 0.012), ...stories.failedWith(CHECK_LOG)]);
  const opened = await make(open, 'usual');
  await store.tell(open, at, [
    ...work(7, 0.052),
    ...stories.changed(opened, 'passes'),
    2 * MINUTE,
    ...stories.published(open, opened, { number: 214, title: DEMO_TITLE, state: 'open', at: at + 4 * MINUTE }),
  ]);
  await store.tell(unchanged, at, [...work(3, 0.017), ...stories.unchanged(LONG_REASON)]);
  await store.tell(long, at, [
    ...work(60, 0.73),
    ...stories.stoppedAt('Stopped at its limit of steps. Retry goes on from here.'),
  ]);
  await seedOtherJobs(store, now);
  await store.close();
  return job;
}

/** Eleven more jobs, in every state that a job can be in. */
async function seedOtherJobs(store: SeedStore, now: number): Promise<void> {
  const names = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => repositoryAt(GITHUB, repositoryName(from + index)));
  const titles = [
    LONG_TITLE,
    'Upgrade zod to 4.6.7',
    'Add a licence header to every source file',
    'Pin GitHub Actions to commit hashes',
    'Replace moment with date-fns in all services',
    'Remove the unused feature flag new-checkout',
    'Rename the default branch in badges and links',
    'Escape user input in all mail templates',
    'Node 24 in engines, Dockerfiles and workflows',
    'Document the health endpoint',
    'Delete the dead code that knip reports',
  ];
  for (const [index, title] of titles.entries()) {
    const at = now - (index + 1) * 7 * HOUR;
    const paused =
      index === 0
        ? {
            by: 'budget' as const,
            reason: { code: 'budget_used_up' as const, parameters: { limit: 'job_budget' as const, refused: null } },
          }
        : index === 1
          ? PAUSED
          : null;
    const { runs } = await store.addJob({
      title,
      prompt: index === 0 ? LONG_PROMPT : title,
      repos: names(40 + index * 24, 6 + ((index * 7) % 17)),
      at,
      settings: index === 0 ? { budgetUsd: 4 } : {},
      paused,
    });
    for (const [place, run] of runs.entries()) {
      if (paused && place > 4) continue;
      await store.tell(run, at + place * MINUTE, ending(run, title, index * 31 + place, at));
    }
  }
}

/** A mix as it comes back from a real job: most are merged or open, some needed no change, a few failed. */
function ending(run: Run, title: string, seed: number, at: number): stories.Story {
  const work = stories.worked(4 + (seed % 5), 'Do it.', 0.02 + (seed % 13) * 0.009);
  const changeset = stories.figuresOnly(1 + (seed % 6), 8 + ((seed * 13) % 140), (seed * 7) % 60, seed + 1);
  const openedAt = at + HOUR / 2 + (seed % 140) * MINUTE;
  const publishedAs = (state: 'open' | 'merged' | 'closed' | 'draft') => [
    ...work,
    ...stories.changed(changeset, seed % 9 === 0 ? 'no_checks_found' : 'passes'),
    5 * MINUTE,
    ...stories.published(run, changeset, { number: 100 + seed, title, state, at: openedAt }),
  ];
  const kind = (seed * 7) % 20;
  if (kind < 8) return publishedAs('merged');
  if (kind < 12) return publishedAs('open');
  if (kind < 13) return publishedAs('closed');
  if (kind < 14) return publishedAs('draft');
  if (kind < 19) return [...work, ...stories.unchanged('It has no use of it; nothing to change.')];
  return [...work, ...stories.failedWith(seed % 2 === 0 ? NO_ACCESS : OVERLOADED)];
}

/** 500 jobs; the first is on 500 repositories: four are held in the middle of their work, most of the others are done. */
export async function seedMany(folder: string, world: HeldWorld): Promise<Job> {
  const store = await openSeedStore(folder);
  const now = Date.now();
  const at = now - 3 * HOUR;
  const names = Array.from({ length: 496 }, (_, index) => repositoryName(index));
  const { job, runs } = await store.addJob({
    title: DEMO_TITLE,
    prompt: DEMO_PROMPT,
    // Those that are held stand first among the waiting ones.
    repos: [...names.slice(0, 300), ...world.held, ...names.slice(300)].map((name) => repositoryAt(world.web, name)),
    at,
    settings: { budgetUsd: 60, check: { mode: 'command', command: DEMO_CHECK } },
    paused: PAUSED,
  });
  const make = createChangeMaker(folder);
  for (const [index, run] of runs.slice(0, 300).entries()) {
    const started = at + index * 30_000;
    const work = stories.worked(5 + (index % 4), DEMO_PROMPT, 0.03 + (index % 11) * 0.006);
    if (index >= 44) await store.tell(run, started, ending(run, DEMO_TITLE, index, at));
    else if (index >= 40) await store.tell(run, started, [...work, ...stories.failedWith(NO_ACCESS)]);
    else await store.tell(run, started, [...work, ...(await reviewable(run, index, make))]);
  }
  for (let index = 0; index < 499; index += 1) await seedSmallJob(store, index, now);
  await store.close();
  return job;
}

async function reviewable(run: Run, index: number, make: ReturnType<typeof createChangeMaker>): Promise<stories.Story> {
  if (index === 7) return stories.changed(await make(run, 'strange'), 'newly_broken');
  if (index === 11) {
    const reasons = ['It also raises the version of the package, which nobody asked for.'];
    return stories.changed(await make(run, 'strange'), 'passes', { judge: reasons });
  }
  const kind = index < 22 ? 'usual' : index < 30 ? 'otherMatrix' : index < 35 ? 'withoutBadge' : 'withScripts';
  const changeset = await make(run, kind);
  const story = stories.changed(changeset, index % 10 === 9 ? 'no_checks_found' : 'passes');
  return index === 3 ? [...story, ...stories.notPublished(changeset, PROTECTED)] : story;
}

async function seedSmallJob(store: SeedStore, index: number, now: number): Promise<void> {
  const at = now - (index + 5) * 6 * HOUR;
  const verbs = ['Upgrade', 'Remove', 'Document', 'Pin', 'Rename', 'Replace'];
  const { runs } = await store.addJob({
    title: `${verbs[index % verbs.length]} ${repositoryName(index).replace('-', ' ')} in its neighbours`,
    repos: [repositoryAt(GITHUB, repositoryName(index))],
    at,
  });
  for (const run of runs)
    await store.tell(run, at, [
      ...stories.worked(2, 'Do it.', 0.02 + (index % 7) * 0.01),
      ...stories.unchanged('It is done already.'),
    ]);
}
