import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunId } from '../../shared/ids.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { createDiagnostics, type Diagnostics } from './diagnostics.ts';

const RUN = 'run_12345678' as RunId;
const SECRET = 'hunter2-hunter2';
const VERSIONS = { app: '1.2.3', electron: '45', chrome: '150', node: '24', system: 'linux 6.1 x64' };
let folder: string;
let diagnostics: Diagnostics;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cody-diagnostics-'));
  mkdirSync(path.join(folder, 'logs'));
  const line = { key: SECRET, path: `${os.homedir()}/work` };
  writeFileSync(path.join(folder, 'logs/main.log'), `${JSON.stringify(line)}\n`);
  writeFileSync(
    path.join(folder, 'events.jsonl'),
    `{"said":"ghp_abcdefghijklmnopqrstuvwxyz0123456789"}\n{"said":"Grüße"}\n`,
  );
  diagnostics = createDiagnostics({
    program: path.join(import.meta.dirname, 'entry.ts'),
    versions: VERSIONS,
    logFile: path.join(folder, 'logs/main.log'),
    eventsFile: () => path.join(folder, 'events.jsonl'),
    secrets: () => [SECRET],
    onDefect: (place, thrown) => {
      throw new Error(`${place}: ${thrown}`);
    },
  });
});
afterEach(async () => {
  await diagnostics.close();
  rmSync(folder, { recursive: true });
});

const unpacked = (zip: string, name: string) => execFileSync('unzip', ['-p', zip, name], { encoding: 'utf8' });
const listed = (zip: string) => execFileSync('unzip', ['-Z1', zip], { encoding: 'utf8' }).trim().split('\n');

it('saves what it has shown, of what was chosen, and no key', async () => {
  const shown = await diagnostics.prepare(DEFAULT_SETTINGS, [RUN]);
  const entries = shown.ok ? shown.value : [];
  expect(entries.map(({ name }) => name)).toEqual([
    'versions.json',
    'settings.json',
    'main.log',
    'events/run_12345678.jsonl',
  ]);
  // What is written after it was shown does not go along.
  writeFileSync(path.join(folder, 'logs/main.log'), 'a later line\n', { flag: 'a' });
  const zip = path.join(folder, 'diagnostics.zip');
  const chosen = ['versions.json', 'main.log', 'events/run_12345678.jsonl'];
  expect(await diagnostics.save(chosen, zip)).toMatchObject({ ok: true });
  expect(listed(zip)).toEqual(chosen);
  for (const name of chosen) {
    expect(unpacked(zip, name)).toBe(entries.find((entry) => entry.name === name)?.preview);
  }
  expect(JSON.parse(unpacked(zip, 'versions.json'))).toEqual(VERSIONS);
  expect(unpacked(zip, 'main.log')).toBe('{"key":"[redacted]","path":"~/work"}\n');
  expect(unpacked(zip, 'events/run_12345678.jsonl')).toBe('{"said":"[redacted]"}\n{"said":"Grüße"}\n');
  expect(statSync(zip).mode & 0o777).toBe(0o600);
});

it('shows the beginning of what is long, and saves all of it', async () => {
  writeFileSync(path.join(folder, 'logs/main.log'), 'a line of the log\n'.repeat(20_000));
  const shown = await diagnostics.prepare(DEFAULT_SETTINGS, []);
  const log = shown.ok ? shown.value.find(({ name }) => name === 'main.log') : undefined;
  expect(log).toMatchObject({ bytes: 360_000, shortened: true });
  const zip = path.join(folder, 'diagnostics.zip');
  await diagnostics.save(['main.log'], zip);
  expect(unpacked(zip, 'main.log')).toHaveLength(360_000);
});

it('saves nothing that it has not shown, and says when it cannot save', async () => {
  const zip = path.join(folder, 'diagnostics.zip');
  expect(await diagnostics.save(['main.log'], zip)).toMatchObject({ ok: false, error: { code: 'not_found' } });
  await diagnostics.prepare(DEFAULT_SETTINGS, []);
  expect(await diagnostics.save([`events/${RUN}.jsonl`], zip)).toMatchObject({
    ok: false,
    error: { code: 'not_found' },
  });
  expect(await diagnostics.save(['main.log'], folder)).toMatchObject({ ok: false, error: { code: 'store_failed' } });
});

it('tells what could not be read, and of a long file the newer lines, whole', async () => {
  const log = path.join(folder, 'logs/main.log');
  mkdirSync(`${log}.1`);
  // The cut goes through a key: what is left of it has no shape.
  const line = '{"key":"ghp_abcdefghijklmnopqrstuvwxyz0123456789"}\n';
  writeFileSync(log, line.repeat(Math.ceil(15_000_010 / line.length)));
  const shown = await diagnostics.prepare(DEFAULT_SETTINGS, []);
  const previews = new Map(shown.ok ? shown.value.map(({ name, preview }) => [name, preview]) : []);
  expect(JSON.parse(previews.get('main.log.1') ?? '')).toEqual({ unreadable: expect.stringMatching(/^E/) });
  const [first, ...lines] = previews.get('main.log')?.slice(0, 1000).split('\n') ?? [];
  expect(JSON.parse(first ?? '')).toEqual({ leftOut: `the older part of ${statSync(log).size} bytes` });
  expect(new Set(lines.slice(0, -1))).toEqual(new Set(['{"key":"[redacted]"}']));
  writeFileSync(log, 'x'.repeat(15_000_010));
  const again = await diagnostics.prepare(DEFAULT_SETTINGS, []);
  expect(again.ok && again.value.find(({ name }) => name === 'main.log')).toMatchObject({
    preview: '{"leftOut":"the older part of 15000010 bytes"}\n',
  });
});

it('shows what hides itself, and saves it as it was shown', async () => {
  const events = path.join(folder, 'events.jsonl');
  writeFileSync(events, '{"said":"a\u202e\u200bb\u009b2J"}\n');
  const shown = await diagnostics.prepare(DEFAULT_SETTINGS, [RUN]);
  const entry = shown.ok ? shown.value.find(({ name }) => name.startsWith('events/')) : undefined;
  expect(entry?.preview).toBe('{"said":"a\\u202e\\u200bb\\u009b2J"}\n');
  const zip = path.join(folder, 'diagnostics.zip');
  await diagnostics.save([entry?.name ?? ''], zip);
  expect(unpacked(zip, entry?.name ?? '')).toBe(entry?.preview);
});

it('saves what was asked for last, however long an earlier question takes', async () => {
  writeFileSync(path.join(folder, 'events.jsonl'), '{"said":"a word"}\n'.repeat(200_000));
  const early = diagnostics.prepare(DEFAULT_SETTINGS, [RUN, 'run_87654321' as RunId]);
  const late = diagnostics.prepare({ ...DEFAULT_SETTINGS, theme: 'dark' }, []);
  const [, shown] = await Promise.all([early, late]);
  const settings = shown.ok ? shown.value.find(({ name }) => name === 'settings.json') : undefined;
  const zip = path.join(folder, 'diagnostics.zip');
  await diagnostics.save(['settings.json'], zip);
  expect(unpacked(zip, 'settings.json')).toBe(settings?.preview);
  expect(settings?.preview).toContain('"dark"');
  expect(await diagnostics.save([`events/${RUN}.jsonl`], zip)).toMatchObject({ error: { code: 'not_found' } });
});

it('leaves what was saved before when there is no room', async () => {
  await diagnostics.prepare(DEFAULT_SETTINGS, []);
  const before = path.join(folder, 'saved');
  mkdirSync(before);
  const zip = path.join(before, 'diagnostics.zip');
  writeFileSync(zip, 'an earlier one');
  // A folder that is gone, a name that is too long: what a file system says no to.
  const refused = [path.join(folder, 'gone/diagnostics.zip'), path.join(before, `${'n'.repeat(300)}.zip`)];
  for (const file of refused) {
    expect(await diagnostics.save(['main.log'], file)).toMatchObject({
      ok: false,
      error: { code: 'store_failed', path: file, next: expect.stringContaining('another folder') },
    });
  }
  expect(readdirSync(before)).toEqual(['diagnostics.zip']);
  expect(readFileSync(zip, 'utf8')).toBe('an earlier one');
});
