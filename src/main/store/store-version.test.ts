import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JobId, RunId } from '../../shared/ids.ts';
import { manualClock } from '../lib/clock-manual.ts';
import type { Records } from './contract.ts';
import { storePaths } from './paths.ts';
import { createRecords } from './records.ts';

/** Written by the first version. */
const FIRST = path.join(import.meta.dirname, 'fixtures/old-publication');
const JOB = JobId.parse('job_882najpsgb75');
const REFUSED = RunId.parse('run_882najpsgb750001');

let root = '';
let problems: string[] = [];
const opened: Records[] = [];
const open = (): Records => {
  const nothing = () => undefined;
  const records = createRecords({
    paths: storePaths(root),
    clock: manualClock(),
    listener: {
      ...{ onRuns: nothing, onJob: nothing, onRemoved: nothing, onEvents: nothing },
      onProblem: (text) => problems.push(text),
    },
  });
  opened.push(records);
  return records;
};
const versionIn = (file: string): number => JSON.parse(readFileSync(file, 'utf8')).version;
const everything = () =>
  readdirSync(root, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .sort()
    .map((file) => [file, readFileSync(file, 'utf8')]);

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'cody-version-'));
  cpSync(FIRST, root, { recursive: true });
  problems = [];
});
afterEach(async () => {
  for (const records of opened.splice(0)) await records.close();
  rmSync(root, { recursive: true });
});

it('what the first version left in its journal is taken in, and from then on it refuses the folder', async () => {
  const paths = storePaths(root);
  // The last event reached the journal alone.
  const lines = readFileSync(paths.events(REFUSED), 'utf8').trimEnd().split('\n');
  writeFileSync(paths.events(REFUSED), `${lines.slice(0, -1).join('\n')}\n`);
  mkdirSync(paths.journals, { recursive: true });
  const journal = path.join(paths.journals, 'journal-00000003.jsonl');
  writeFileSync(journal, `{"run":"${REFUSED}","event":${lines.at(-1)}}\n`);

  const records = open();
  expect(await records.load()).toEqual({ ok: true, value: null });
  const events = await records.events(REFUSED, lines.length - 1);
  expect(events).toMatchObject({ ok: true, value: [{ body: { kind: 'publication_failed' } }] });
  expect(versionIn(paths.index)).toBe(3);
  await records.record(REFUSED, { kind: 'publication_requested' });
  // The first version would read, and misread, what has a name of its own.
  const names = readdirSync(paths.journals);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => /^journal-\d+\.jsonl$/.test(name))).toEqual([]);
  await records.close();
  expect(versionIn(paths.job(JOB))).toBe(3);
  expect(problems).toEqual([]);
});

it('a folder that a newer version has written into is refused as it is', async () => {
  const paths = storePaths(root);
  const unknown = '{"seq":18,"at":1,"body":{"kind":"of_tomorrow"}}';
  writeFileSync(paths.events(REFUSED), `${unknown}\n`, { flag: 'a' });
  mkdirSync(paths.journals, { recursive: true });
  const journal = path.join(paths.journals, 'journal-00000001.2.jsonl');
  writeFileSync(journal, `{"run":"${REFUSED}","event":${unknown}}\n`);
  writeFileSync(paths.index, '{"version":4,"jobs":[],"more":true}');
  const before = everything();
  expect(await open().load()).toMatchObject({ ok: false, error: { code: 'store_failed' } });
  expect(everything()).toEqual(before);
});
