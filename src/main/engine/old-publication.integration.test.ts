import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { JobId } from '../../shared/ids.ts';
import { hasNewChange, isPublishing } from '../../shared/run.ts';
import { failureOf, wordsOfRun } from '../../shared/run-words.ts';
import { got } from '../git/testing/world.ts';
import { startWorld } from './testing/world.ts';

/** Written by a version for which a publication was a phase of its run; its host is `ghe.test`, and its clones are gone. */
const OLD = path.join(import.meta.dirname, '../store/fixtures/old-publication');
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
    (await world.runsOf(engine, JOB)).map((run) => [wordsOfRun(run), hasNewChange(run), isPublishing(run)]);

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
