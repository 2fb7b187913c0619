import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { runCheck } from '../../src/main/checks/run-check.ts';
import { runCommand } from '../../src/main/commands/run-command.ts';
import { sandboxAvailable } from '../../src/main/commands/sandbox.ts';
import { runBaseline, runCheckTwice } from '../../src/main/executor/run-check.ts';
import type { Clone, GitApi } from '../../src/main/git/contract.ts';
import { createGitApi } from '../../src/main/git/create-git-api.ts';
import type { CheckResult } from '../../src/shared/check.ts';
import { ok } from '../../src/shared/errors.ts';
import type { SandboxPolicy } from '../../src/shared/session-protocol.ts';
import type { Group } from '../lib/bench.ts';
import { must } from '../lib/queue-alone.ts';
import { type Row, rowOf } from '../lib/rows.ts';

const FILES = 20_000;
const IN_EACH_FOLDER = 50;
const INSTALLED = 'npm ci && node test.js';
/** Nothing in front of it is known to be an installation. */
const WHOLE = 'node build.js && node test.js';

const run = promisify(execFile);
const NEVER = new AbortController().signal;

/**
 * A check before and after a change, on a repository with 20,000 ignored files: as the app does it, on fresh clones, and as it
 * did before, in the session's clone and with what the first one left.
 */
export const checks: Group = {
  name: 'checks',
  about: 'a check before and after a change with 20,000 ignored files: on fresh clones, and in one used clone',
  async measure(bench) {
    const place = bench.folder('checks');
    const repository = await makeRepository(path.join(place, 'repository'));
    const git = createGitApi({ dataFolder: path.join(place, 'data'), env: process.env });
    const { available } = await sandboxAvailable();
    if (!available) bench.say('without a sandbox');
    const mode = available ? ('sandboxed' as const) : ('unsandboxed' as const);
    const rows: Row[] = [];
    for (const [name, command] of [
      ['fresh', INSTALLED],
      ['whole', WHOLE],
    ] as const) {
      const seconds = { fresh: [] as number[], used: [] as number[] };
      for (let time = 0; time < bench.runs; time += 1) {
        for (const way of ['used', 'fresh'] as const) {
          const runFolder = path.join(place, 'data/clones', `${name}-${way}-${time}`);
          const clone = must(await git.prepareClone({ source: repository, runFolder, branch: null, signal: NEVER }));
          const look = { git, clone, runFolder, policy: policyOf(clone, runFolder, mode), command };
          seconds[way].push(await bench.calm.measure(() => timed(() => WAYS[way](look)), 1));
          await rm(runFolder, { recursive: true });
        }
        bench.say(`${command}, ${time + 1}: done`);
      }
      const ratios = seconds.fresh.map((each, time) => each / (seconds.used[time] ?? Number.NaN));
      rows.push(
        rowOf(`checks.${name}S`, 's', seconds.fresh),
        rowOf(`checks.${name}.usedS`, 's', seconds.used),
        rowOf(name === 'fresh' ? 'checks.freshRatio' : 'checks.wholeRatio', 'x used clone', ratios),
      );
    }
    return rows;
  },
};

interface Looked {
  git: GitApi;
  clone: Clone;
  runFolder: string;
  policy: SandboxPolicy;
  command: string;
}

const WAYS = {
  async fresh({ git, clone, runFolder, policy, command }: Looked): Promise<void> {
    const deps = {
      checks: {
        detect: async () => ({ command: null, reason: '' }),
        run: (request: Parameters<typeof runCheck>[0]) => runCheck(request, runCommand),
      },
      ...{ git, runFolder, signal: NEVER, secrets: async () => [] },
      checkLogs: runFolder,
      record: async () => ok(null),
    };
    const baseline = await runBaseline(deps, clone, policy, command, 0);
    const tree = await changed(git, clone);
    const checked = await runCheckTwice(deps, clone, policy, baseline, { tree, round: 1 });
    passed(checked.before);
    passed(checked.after);
  },
  async used({ git, clone, runFolder, policy, command }: Looked): Promise<void> {
    const look = async (before: CheckResult | null, tree: string): Promise<CheckResult> => {
      const checkId = before === null ? 'baseline-0' : 'after-1';
      const logFile = path.join(runFolder, `${checkId}.log`);
      const request = { checkId, command, before, policy, timeoutMs: 900_000, logFile, secrets: [], signal: NEVER };
      const result = await runCheck(request, runCommand);
      must(await git.restoreTree(clone, tree));
      passed(result);
      return result;
    };
    const before = await look(null, `${clone.baseCommit}^{tree}`);
    await look(before, await changed(git, clone));
  },
};

async function changed(git: GitApi, clone: Clone): Promise<string> {
  await writeFile(path.join(clone.treePath, 'readme.md'), 'changed\n');
  const changeset = must(await git.readChangeset(clone, 1));
  if (changeset === null) throw new Error('nothing was changed');
  return changeset.tree;
}

function passed({ exitCode, problem, tail }: CheckResult): void {
  if (exitCode !== 0) throw new Error(`the check did not pass: ${problem ?? tail}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

const policyOf = (clone: Clone, runFolder: string, mode: SandboxPolicy['mode']): SandboxPolicy => ({
  ...{ mode, clonePath: clone.treePath, readPaths: [clone.objectsPath], allowedHosts: [] },
  ...{ tempPath: path.join(runFolder, 'temp'), cachePath: path.join(runFolder, 'cache') },
});

/** A repository whose dependency is an archive of 20,000 files that it holds itself, so that it installs without a network. */
async function makeRepository(folder: string): Promise<{ url: string; key: string; auth: null }> {
  const big = path.join(folder, '../package');
  await mkdir(folder, { recursive: true });
  await writeFiles(big);
  await writeFile(path.join(big, 'package.json'), JSON.stringify({ name: 'big', version: '1.0.0' }));
  await run('tar', ['-czf', path.join(folder, 'big.tgz'), '-C', path.dirname(big), 'package']);
  await rm(big, { recursive: true });
  const files = {
    'package.json': JSON.stringify({ name: 'one', version: '1.0.0', dependencies: { big: 'file:big.tgz' } }),
    '.gitignore': 'node_modules/\nbuilt/\n',
    'readme.md': 'as it was\n',
    'test.js': `const fs = require('fs'); process.exitCode = fs.readdirSync('.').some((n) => n === 'node_modules' || n === 'built') ? 0 : 1;`,
    'build.js': `(${writeFilesIn.toString()})(require('fs'), 'built', ${FILES}, ${IN_EACH_FOLDER});`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  const env = { PATH: process.env.PATH, HOME: path.dirname(folder), GIT_CONFIG_NOSYSTEM: '1' };
  await run('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], { cwd: folder, env });
  const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
  await run('git', ['init', '-q', '-b', 'main'], { cwd: folder, env });
  await run('git', ['add', '-A'], { cwd: folder, env });
  await run('git', [...identity, 'commit', '-q', '-m', 'one'], { cwd: folder, env });
  return { url: folder, key: 'bench/checks', auth: null };
}

async function writeFiles(folder: string): Promise<void> {
  for (let at = 0; at < FILES; at += IN_EACH_FOLDER) {
    const inside = path.join(folder, `part-${at / IN_EACH_FOLDER}`);
    await mkdir(inside, { recursive: true });
    for (let number = at; number < at + IN_EACH_FOLDER; number += 1)
      await writeFile(
        path.join(inside, `file-${number}.js`),
        `module.exports = ${JSON.stringify('x'.repeat(number % 5000))};\n`,
      );
  }
}

/** The same as a program of the repository. */
function writeFilesIn(fs: typeof import('node:fs'), folder: string, files: number, inEach: number): void {
  for (let at = 0; at < files; at += inEach) {
    fs.mkdirSync(`${folder}/part-${at / inEach}`, { recursive: true });
    for (let number = at; number < at + inEach; number += 1)
      fs.writeFileSync(`${folder}/part-${at / inEach}/file-${number}.js`, 'x'.repeat(number % 5000));
  }
}
