import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { CheckResult } from '../../../shared/check.ts';
import { type Files, got } from '../../git/testing/world.ts';
import type { SessionStart } from '../../session/contract.ts';
import { startWorld } from '../testing/world.ts';

/** Installs a folder of its own, without a network, and says when that was done. */
const COMMAND = 'npm ci && stat -c "installed %y" node_modules/.package-lock.json && grep -q good value';
const MANIFEST = { name: 'one', version: '1.0.0', dependencies: { x: 'file:x' } };
const FILES: Files = {
  'package.json': JSON.stringify(MANIFEST),
  'package-lock.json': JSON.stringify({
    ...{ name: 'one', version: '1.0.0', lockfileVersion: 3, requires: true },
    packages: {
      '': MANIFEST,
      'node_modules/x': { resolved: 'x', link: true },
      x: { version: '1.0.0' },
    },
  }),
  'x/package.json': '{"name":"x","version":"1.0.0"}',
  '.gitignore': 'node_modules/\n',
  value: 'good\n',
};
const WORSE = { value: 'bad\n' };

interface Given {
  files?: Files;
  edit: Record<string, string>;
  meanwhile?: (runFolder: string, start: SessionStart) => void;
}

/** One run for each: what its executions of the check said, and its verdict. */
async function runsOf(given: Record<string, Given>) {
  const names = Object.keys(given);
  const had: Record<string, boolean> = {};
  const world = await startWorld({
    repos: Object.fromEntries(names.map((name) => [name, { ...FILES, 'name.txt': name, ...given[name]?.files }])),
    settings: { check: { mode: 'command', command: COMMAND }, repairRounds: 0 },
    script: (_turn, start) => {
      const { clonePath } = start.sandbox;
      const name = readFileSync(path.join(clonePath, 'name.txt'), 'utf8');
      had[name] = existsSync(path.join(clonePath, 'node_modules/x/package.json'));
      given[name]?.meanwhile?.(path.dirname(clonePath), start);
      return { edit: given[name]?.edit ?? {} };
    },
  });
  const engine = await world.start();
  const jobId = await world.create(engine);
  const ended = await engine.jobEnded(jobId);
  const said = await Promise.all(
    ended.map(async (run) => {
      const { events } = got(await engine.runs.events({ runId: run.id, after: 0 }));
      const checks = events.flatMap(({ body }): CheckResult[] => (body.kind === 'check_finished' ? [body.result] : []));
      const [before, after] = checks.map(({ tail }) => /^installed .*/m.exec(tail)?.[0]);
      const kept = readdirSync(path.join(world.folder, 'data/clones', jobId, run.id)).sort();
      return [
        run.repo.name,
        { verdict: run.verdict, same: before !== undefined && before === after, checks, kept },
      ] as const;
    }),
  );
  return { runs: Object.fromEntries(said), had };
}

it('installs once, and again where manifests differ or what was kept is gone', { timeout: 300_000 }, async () => {
  const drop = (name: string) => (runFolder: string) => rmSync(path.join(runFolder, name), { recursive: true });
  const { runs, had } = await runsOf({
    once: { edit: { value: 'good too\n' } },
    worse: { edit: WORSE },
    manifest: { edit: { 'package.json': JSON.stringify({ ...MANIFEST, description: 'new' }) } },
    evicted: { edit: { value: 'good too\n' }, meanwhile: drop('installed') },
    // As after a kill in the middle of keeping it.
    halved: { edit: { value: 'good too\n' }, meanwhile: drop('installed/installed.json') },
    unlocked: { files: { 'package-lock.json': null }, edit: { value: 'good too\n' } },
  });
  expect(Object.fromEntries(Object.entries(runs).map(([name, { verdict, same }]) => [name, [verdict, same]]))).toEqual({
    once: ['passes', true],
    worse: ['newly_broken', true],
    manifest: ['passes', false],
    evicted: ['passes', false],
    halved: ['passes', false],
    // What cannot be installed on the base is not the repository's failure, and not the change's.
    unlocked: ['could_not_run', false],
  });
  expect(runs.unlocked?.checks[0]?.problem).toEqual({
    code: 'installation_failed',
    parameters: { command: 'npm ci', exitCode: expect.any(Number) },
  });
  // The session had its dependencies; nothing of a look is left beside what was installed.
  expect(had).toMatchObject({ once: true, worse: true, manifest: true, unlocked: false });
  expect(runs.once?.kept).toEqual(['cache', 'git', 'handed-over', 'installed', 'temp', 'tree']);
});
