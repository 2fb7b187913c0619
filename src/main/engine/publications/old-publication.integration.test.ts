import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { failure } from '../../../shared/errors.ts';
import type { FlowEvent } from '../../../shared/events.ts';
import { JobId } from '../../../shared/ids.ts';
import { hasNewChange, isPublishing, type Run } from '../../../shared/run.ts';
import { failureOf, runText } from '../../../shared/run-text.ts';
import { git, got } from '../../git/testing/world.ts';
import { createGitHub } from '../../github/create-github.ts';
import { storePaths } from '../../store/paths.ts';
import { startWorld } from '../testing/world.ts';

/** Written by a version for which a publication was a phase of its run; its host is `ghe.test`, and its clones are gone. */
const OLD = path.join(import.meta.dirname, '../../store/fixtures/old-publication');
const JOB = JobId.parse('job_882najpsgb75');

it('a data folder of an earlier version shows its publications, and goes on with those that were under way', async () => {
  const world = await startWorld({ repos: { out: {}, refused: {}, limited: {}, asked: {} }, script: () => ({}) });
  const data = path.join(world.folder, 'data');
  const host = new URL(world.hub.webUrl).host;
  cpSync(OLD, data, { recursive: true });
  for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((each) =>
    /\.jsonl?$/.test(each),
  )) {
    const file = path.join(data, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('ghe.test', host));
  }
  const shown = async (engine: Awaited<ReturnType<typeof world.start>>) =>
    (await world.runsOf(engine, JOB)).map((run) => [runText(run), hasNewChange(run), isPublishing(run)]);

  // What was under way has nothing to go out from any more, and says so.
  const engine = await world.start(data);
  const runs = await engine.jobEnded(JOB);
  const gone = failureOf(runs[2]!)?.message;
  expect(runs.map(({ publication }) => publication.step)).toEqual(['idle', 'failed', 'failed', 'failed']);
  expect(runs.map((run) => failureOf(run)?.code)).toEqual([
    undefined,
    'github_forbidden',
    'clone_missing',
    'clone_missing',
  ]);
  expect(await shown(engine)).toEqual([
    ['pull request #1 is open', false, false],
    ['No right to open a pull request there.', true, false],
    [gone, true, false],
    [gone, true, false],
  ]);
  const { events } = got(await engine.runs.events({ runId: runs[3]!.id, after: 14 }));
  expect(events.map(({ body }) => body.kind)).toEqual(['publication_requested', 'publication_failed']);

  // A second start reads what the first one wrote behind the old events.
  await engine.stop();
  expect(await shown(await world.start(data))).toEqual([
    ['pull request #1 is open', false, false],
    ['No right to open a pull request there.', true, false],
    [gone, true, false],
    [gone, true, false],
  ]);
});

/** The event as the first version wrote it. */
function oldEvent({ body, ...event }: { body: FlowEvent }) {
  if (body.kind === 'publication_started') return { ...event, body: { ...body, kind: 'publish_started' } };
  const asked = { kind: 'phase_started', phase: 'publishing', action: 'opening the pull request' };
  return { ...event, body: body.kind === 'publication_requested' ? asked : body };
}
/** The row as the first version left it while its pull request was on its way. */
const oldRow = ({ publication: { pushed, pullRequest }, ...run }: Run, lastSeq: number) => ({
  ...{ ...run, lastSeq, phase: 'publishing', action: 'opening the pull request' },
  ...{ pullRequest, publication: pushed && { tree: pushed.tree, commit: pushed.commit } },
});

it('what an earlier version had committed or pushed is what goes out, once', async () => {
  let isRefused = true;
  const world = await startWorld({
    repos: { committed: { 'readme.md': 'old\n' }, pushed: { 'readme.md': 'old\n' } },
    settings: { branch: 'cody-batch/do-it' },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
    engine: {
      createGitHub: (options) => {
        const github = createGitHub(options);
        const refuse = () => failure('github_forbidden', 'No right.');
        return {
          ...github,
          openPullRequest: async (request) => (isRefused ? refuse() : github.openPullRequest(request)),
        };
      },
    },
  });
  const first = await world.start();
  const jobId = await world.create(first);
  const runIds = (await first.jobEnded(jobId)).map(({ id }) => id);
  got(await first.runs.openPullRequests({ runIds }));
  const commits = (await first.jobEnded(jobId)).map(({ publication }) => publication.pushed?.commit);
  await first.stop();

  // As a kill would have left the first version: before it pushed, and before it opened.
  const paths = storePaths(path.join(world.folder, 'data'));
  rmSync(paths.index);
  const lengths = runIds.map((runId) => {
    const events = readFileSync(paths.events(runId), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.pop().body.kind).toBe('publication_failed');
    writeFileSync(paths.events(runId), `${events.map((event) => JSON.stringify(oldEvent(event))).join('\n')}\n`);
    return events.length;
  });
  const document = JSON.parse(readFileSync(paths.job(jobId), 'utf8'));
  const runs = document.runs.map((run: Run, index: number) => oldRow(run, lengths[index] ?? 0));
  writeFileSync(paths.job(jobId), JSON.stringify({ ...document, version: 1, runs }));
  const bare = (name: string) => path.join(world.folder, 'hub/repositories/acme', `${name}.git`);
  git(bare('committed'), 'branch', '-D', 'cody-batch/do-it');

  isRefused = false;
  const second = await world.start();
  const gone = await second.jobEnded(jobId);
  expect(gone.map(({ publication }) => publication.pullRequest?.headCommit)).toEqual(commits);
  expect(gone.map(runText)).toEqual(['pull request #1 is open', 'pull request #1 is open']);
  expect(world.hub.pulls).toHaveLength(2);
  expect(world.names.map((name) => git(bare(name), 'rev-parse', 'cody-batch/do-it').trim())).toEqual(commits);
});
