import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './lib/processes.mjs';

/** Each rule with an import that it must refuse: [rule, importing file, what it imports]. */
const REFUSED = [
  ['shared-is-leaf', 'src/shared/a.ts', 'node:fs'],
  ['shared-is-leaf', 'src/shared/b.ts', 'react'],
  ['shared-is-leaf', 'src/shared/c.ts', '../main/lib/log.ts'],
  ['renderer-sealed', 'src/renderer/a.tsx', '../main/lib/log.ts'],
  ['renderer-sealed', 'src/renderer/b.tsx', 'electron'],
  ['renderer-without-node', 'src/renderer/c.tsx', 'node:path'],
  ['preload-thin', 'src/preload/a.ts', 'node:fs'],
  ['preload-thin', 'src/preload/b.ts', '../main/lib/log.ts'],
  ['worker-sealed', 'src/main/session/worker/a.ts', '../../store/door.ts'],
  ['worker-sealed', 'src/main/session/worker/b.ts', 'electron'],
  ['worker-sealed', 'src/main/session/worker/c.ts', '../../lib/log.ts'],
  ['worker-entered-by-host', 'src/main/session/host.ts', './worker/entry.ts'],
  ['rooms-face-down', 'src/main/git/a.ts', '../scheduler/door.ts'],
  ['rooms-face-down', 'src/main/checks/a.ts', '../engine/contract.ts'],
  ['rooms-are-strangers', 'src/main/git/b.ts', '../store/door.ts'],
  ['rooms-are-strangers', 'src/main/session/a.ts', '../secrets/door.ts'],
  ['lib-is-ground', 'src/main/lib/a.ts', '../store/door.ts'],
  ['engine-knows-no-face', 'src/main/engine/a.ts', '../window/door.ts'],
  ['commands-for-sessions-and-checks', 'src/main/store/a.ts', '../commands/door.ts'],
  ['core-is-deaf', 'src/main/executor/a.ts', '../window/door.ts'],
  ['core-is-deaf', 'src/main/scheduler/a.ts', '../ipc/door.ts'],
  ['executor-apart', 'src/main/executor/i.ts', '../store/door.ts'],
  ['executor-apart', 'src/main/executor/j.ts', '../scheduler/door.ts'],
  ['electron-free', 'src/main/store/b.ts', 'electron'],
  ['electron-free', 'src/main/session/b.ts', 'electron'],
  ['one-owner-git', 'src/main/executor/b.ts', 'simple-git'],
  ['one-owner-github', 'src/main/executor/c.ts', '@octokit/rest'],
  ['one-owner-store', 'src/main/executor/d.ts', 'lowdb/node'],
  ['one-owner-secrets', 'src/main/executor/e.ts', '@napi-rs/keyring'],
  ['one-owner-model', 'src/main/session/c.ts', '@anthropic-ai/sdk'],
  ['one-owner-demo', 'src/main/executor/f.ts', 'emulate'],
  ['demo-is-leaf', 'src/demo/a.ts', '../main/lib/log.ts'],
  ['demo-knows-only-the-wire', 'src/demo/b.ts', '@anthropic-ai/sdk'],
  ['features-apart', 'src/renderer/features/jobs/A.tsx', '../runs/Door.tsx'],
  ['state-below-features', 'src/renderer/state/a.ts', '../features/runs/Door.tsx'],
  ['state-below-ui', 'src/renderer/state/b.ts', '../ui/door.tsx'],
  ['no-cycles', 'src/main/scheduler/cycle-a.ts', './cycle-b.ts'],
  ['no-test-code', 'src/main/scheduler/b.ts', './door.test.ts'],
  ['no-unknown-import', 'src/main/scheduler/c.ts', './nowhere.ts'],
  ['no-undeclared-package', 'src/main/scheduler/d.ts', 'acorn'],
];

/** A rule about code that is loaded; all others hold for types as well. */
const ABOUT_CODE = ['demo-knows-only-the-wire'];

/** Imports that must stay possible. */
const WELCOME = [
  ['src/main/session/worker/d.ts', '../../commands/door.ts'],
  ['src/main/session/worker/e.ts', '@anthropic-ai/sdk'],
  ['src/main/session/worker/f.ts', 'node:child_process'],
  ['src/main/checks/b.ts', '../commands/door.ts'],
  ['src/main/executor/g.ts', '../git/door.ts'],
  ['src/main/publications/a.ts', '../store/door.ts'],
  ['src/main/session/fork-electron.ts', 'electron'],
  ['src/demo/c.ts', '../shared/door.ts'],
  ['src/renderer/features/jobs/B.tsx', '../../ui/door.tsx'],
  ['src/main/scheduler/door.test.ts', '../store/door.ts'],
];

const DOORS = [
  'src/main/lib/log.ts',
  'src/shared/door.ts',
  'src/main/engine/contract.ts',
  'src/main/session/worker/entry.ts',
  'src/renderer/ui/door.tsx',
  'src/renderer/features/runs/Door.tsx',
  ...['commands', 'git', 'ipc', 'scheduler', 'secrets', 'store', 'window'].map((room) => `src/main/${room}/door.ts`),
];

/** Where each violation is reported, by rule. A cycle is reported on one of its files only. */
let reported;
let folder;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cody-batch-boundaries-'));
  const write = (file, text) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  for (const name of ['node_modules', 'package.json']) symlinkSync(path.join(ROOT, name), path.join(folder, name));
  for (const door of DOORS) write(door, 'export type Door = 1;\n');
  for (const [rule, file, target] of REFUSED) {
    const keyword = ABOUT_CODE.includes(rule) ? 'import' : 'import type';
    write(file, `${keyword} { Door } from '${target}';\nexport type Again = Door;\n`);
  }
  for (const [file, target] of WELCOME) write(file, `import * as door from '${target}';\nexport const used = door;\n`);
  write('src/main/scheduler/cycle-b.ts', "import type { Again } from './cycle-a.ts';\nexport type Door = Again;\n");

  const cruise = spawnSync(
    process.execPath,
    [
      path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      'src',
      '--config',
      path.join(ROOT, '.dependency-cruiser.cjs'),
      '--output-type',
      'json',
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (!cruise.stdout) throw new Error(cruise.stderr);
  const { violations } = JSON.parse(cruise.stdout).summary;
  reported = new Set(violations.flatMap(({ rule, from }) => `${rule.name} ${from}`));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('boundaries', () => {
  test.each(REFUSED)('%s refuses that %s imports %s', (rule, file) => {
    const files = rule === 'no-cycles' ? [file, 'src/main/scheduler/cycle-b.ts'] : [file];
    expect(files.some((candidate) => reported.has(`${rule} ${candidate}`))).toBe(true);
  });

  test.each(WELCOME)('%s may import %s', (file) => {
    const rules = [...reported].filter((entry) => entry.endsWith(` ${file}`) && !entry.startsWith('no-dead-files'));
    expect(rules).toEqual([]);
  });

  test('a file that no entry point reaches is refused, and the entry points are not', () => {
    const dead = [...reported].filter((entry) => entry.startsWith('no-dead-files'));
    expect(dead).toContain('no-dead-files src/main/lib/log.ts');
    expect(dead).not.toContain('no-dead-files src/main/session/worker/entry.ts');
    expect(dead).not.toContain('no-dead-files src/main/scheduler/door.test.ts');
  });
});
