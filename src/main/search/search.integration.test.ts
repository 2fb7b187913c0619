import { appendFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunEventBody } from '../../shared/events.ts';
import { oldText } from '../../shared/messages/message.ts';
import type { SearchHit } from '../../shared/search.ts';
import { got } from '../git/testing/world.ts';
import { systemClock } from '../lib/clock.ts';
import type { Records } from '../store/contract.ts';
import { storePaths } from '../store/paths.ts';
import { createRecords } from '../store/records.ts';
import { exampleJob } from '../store/testing.ts';
import { createSearch, type Search } from './search.ts';

/** The thread as it is written: Node runs it without a build. */
const ENTRY = path.join(import.meta.dirname, 'entry.ts');
const notice = (text: string): RunEventBody => ({ kind: 'notice', level: 'info', message: oldText(text) });

let folder = '';
let records: Records;
let search: Search;
let example: ReturnType<typeof exampleJob>;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'cody-search-'));
  const nothing = () => undefined;
  const listener = { onRuns: nothing, onJob: nothing, onRemoved: nothing, onEvents: nothing, onProblem: nothing };
  records = createRecords({ paths: storePaths(folder), clock: systemClock, listener });
  await records.load();
  example = exampleJob(systemClock, 2);
  await records.addJob({ ...example.job, title: 'Retire the kingfisher' }, example.runs);
  search = createSearch(ENTRY, folder);
});
afterEach(async () => {
  await search.close();
  await records.close();
  await rm(folder, { recursive: true });
});

async function found(text: string): Promise<SearchHit[]> {
  await expect.poll(() => search.find(text)).toMatchObject({ value: { complete: true } });
  return got(await search.find(text)).hits;
}
const record = (index: number, ...bodies: RunEventBody[]) => records.record(example.runs[index]!.id, ...bodies);
const words = (hit: SearchHit | undefined) => hit?.excerpt.map(({ text }) => text).join('');

it('finds jobs and repositories by name, and words of a conversation at their place', async () => {
  await record(1, notice('nothing here'), notice('the osprey took the fish'));
  expect(await found('kingfis')).toMatchObject([
    { kind: 'job', jobId: example.job.id, runId: null, seq: null, jobTitle: 'Retire the kingfisher' },
  ]);
  expect(await found('r1')).toMatchObject([{ kind: 'repo', runId: example.runs[1]!.id, repo: 'r1' }]);
  const [hit, ...others] = await found('osprey fish');
  expect(others).toEqual([]);
  expect(hit).toMatchObject({ kind: 'note', runId: example.runs[1]!.id, seq: 2, repo: 'r1' });
  expect(hit?.excerpt.filter((part) => part.hit).map((part) => part.text)).toEqual(['osprey', 'fish']);
});

it('takes in what was added since, and forgets what was removed', async () => {
  await record(0, notice('a first heron'));
  expect(await found('heron')).toHaveLength(1);
  await record(0, notice('a second heron'));
  expect((await found('heron')).map(({ seq }) => seq).sort()).toEqual([1, 2]);
  expect(await found('absent')).toEqual([]);
  await records.removeJob(example.job.id);
  expect(await found('heron')).toEqual([]);
  expect(await found('kingfisher')).toEqual([]);
});

it('waits for the end of a line that is being written', async () => {
  await record(0, notice('whole'));
  const file = storePaths(folder).events(example.runs[0]!.id);
  const line = JSON.stringify({ seq: 2, at: 1, body: notice('half a grebe') });
  await appendFile(file, line.slice(0, 40));
  expect(await found('grebe')).toEqual([]);
  await appendFile(file, `${line.slice(40)}\n`);
  expect(words((await found('grebe'))[0])).toBe('half a grebe');
});

it('is made anew when its file is damaged, and is for this person alone', async () => {
  await record(0, notice('a bittern'));
  await found('bittern');
  await search.close();
  const file = path.join(folder, 'search.sqlite');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await writeFile(file, 'no database at all, but long enough to be looked at as if it were one');
  search = createSearch(ENTRY, folder);
  expect(await found('bittern')).toHaveLength(1);
});

it('says so when its thread cannot work', async () => {
  const defects: string[] = [];
  const broken = createSearch(path.join(folder, 'no-such-file.ts'), folder, (place, thrown) =>
    defects.push(`${place}: ${thrown}`),
  );
  expect(await broken.find('x')).toMatchObject({ ok: false, error: { code: 'unexpected' } });
  expect(defects).toEqual([expect.stringMatching(/^search: .*no-such-file/)]);
  await broken.close();
});
