import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verdictOf } from '../../shared/check.ts';
import { sandboxAvailable } from '../commands/sandbox.ts';
import { detectCheck } from './detect.ts';
import { runCheck } from './run-check.ts';

const { available } = await sandboxAvailable();
let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp('/var/tmp/cody-tools-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What the app finds out about a repository by itself, with the tools of this machine, as jobs run them. */
async function verdictOn(files: Record<string, string>): Promise<{ command: string | null; verdict: string }> {
  const clonePath = path.join(folder, 'tree');
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(clonePath, name)), { recursive: true });
    await writeFile(path.join(clonePath, name), text);
  }
  const { command } = await detectCheck(clonePath, { allowedHosts: [] });
  if (command === null) return { command, verdict: verdictOf(null, null) };
  const result = await runCheck({
    checkId: 'after-1',
    command,
    before: null,
    policy: {
      mode: available ? 'sandboxed' : 'unsandboxed',
      clonePath,
      tempPath: path.join(folder, 'temp'),
      cachePath: path.join(folder, 'cache'),
      readPaths: [],
      allowedHosts: [],
    },
    timeoutMs: 90_000,
    logFile: path.join(folder, 'check.log'),
    secrets: [],
    signal: new AbortController().signal,
  });
  return { command, verdict: verdictOf(null, result) };
}

const works = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;
const manifest = (test: string, more = {}): string =>
  JSON.stringify({ name: 'x', version: '1.0.0', scripts: { test }, ...more });
const goTest = 'package x\nimport "testing"\nfunc TestX(t *testing.T) {}\n';
const crate = '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n';
const rust = (claim: string): string => `#[test]\nfn x() { assert!(${claim}); }\n`;

const npm = works('npm', '--version');
const cargo = works('cargo', '--version');
const pytest = works('python3', '-m', 'pytest', '--version');

/** A tool that is missing here still has an answer: that nothing was proved. */
test.each([
  ['npm that passes', npm, { 'package.json': manifest('node -e 0') }, 'npm test', 'passes'],
  ['npm that fails', npm, { 'package.json': manifest('exit 3') }, 'npm test', 'newly_broken'],
  ['npm with a runner that is not installed', npm, { 'package.json': manifest('no-such-runner') }, 'npm test', null],
  [
    'npm without its dependencies',
    npm,
    { 'package.json': manifest('node -e 0', { dependencies: { left: '1' } }) },
    'npm test',
    null,
  ],
  [
    'pnpm',
    works('pnpm', '--version'),
    { 'package.json': manifest('node -e 0'), 'pnpm-lock.yaml': '' },
    'pnpm test',
    'passes',
  ],
  [
    'yarn',
    works('yarn', '--version'),
    { 'package.json': manifest('node -e 0'), 'yarn.lock': '' },
    'yarn test',
    'passes',
  ],
  [
    'bun',
    works('bun', '--version'),
    { 'package.json': manifest('node -e 0'), 'bun.lock': '' },
    'bun run test',
    'passes',
  ],
  ['Make that passes', works('make', '--version'), { Makefile: 'test:\n\ttrue\n' }, 'make test', 'passes'],
  ['Make that fails', works('make', '--version'), { Makefile: 'test:\n\tfalse\n' }, 'make test', 'newly_broken'],
  ['Make without its tool', works('make', '--version'), { Makefile: 'test:\n\tno-such-tool\n' }, 'make test', null],
  ['Go', works('go', 'version'), { 'go.mod': 'module x\n', 'x_test.go': goTest }, 'go test ./...', 'passes'],
  ['Cargo that passes', cargo, { 'Cargo.toml': crate, 'src/lib.rs': rust('true') }, 'cargo test', 'passes'],
  ['Cargo that fails', cargo, { 'Cargo.toml': crate, 'src/lib.rs': rust('false') }, 'cargo test', 'newly_broken'],
  [
    'Cargo that would have to download',
    cargo,
    { 'Cargo.toml': `${crate}[dependencies]\nserde = "1"\n`, 'src/lib.rs': '' },
    'cargo test',
    null,
  ],
  [
    'Maven that would have to download',
    works('mvn', '--version'),
    {
      'pom.xml':
        '<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version></project>',
    },
    'mvn -B test',
    null,
  ],
  ['Gradle', false, { 'build.gradle': 'broken(' }, 'gradle --no-daemon test', null],
  [
    'pytest that passes',
    pytest,
    { 'pytest.ini': '', 'tests/test_x.py': 'def test_x():\n    assert True\n' },
    'python3 -m pytest -q',
    'passes',
  ],
  [
    'pytest that fails',
    pytest,
    { 'pytest.ini': '', 'tests/test_x.py': 'def test_x():\n    assert False\n' },
    'python3 -m pytest -q',
    'newly_broken',
  ],
  ['tox', false, { 'tox.ini': '[tox]\nenvlist = none\n' }, 'tox', null],
] as const)('%s', { timeout: 100_000 }, async (_name, installed, files, command, verdict) => {
  if (!installed && works(command.split(' ')[0] ?? '', '--version')) return;
  const found = await verdictOn(files as unknown as Record<string, string>);
  expect(found).toEqual({ command, verdict: installed && verdict !== null ? verdict : 'could_not_run' });
});

test('nothing to check', async () => {
  expect(await verdictOn({ 'readme.md': 'x\n' })).toEqual({ command: null, verdict: 'no_checks_found' });
});
