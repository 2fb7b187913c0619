import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
