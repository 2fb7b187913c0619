import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verdictOf } from '../../shared/check.ts';
import { CHECKOUT } from '../../shared/checkout.ts';
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
async function verdictOn(
  files: Record<string, string>,
  allowedHosts: string[] = [],
): Promise<{ command: string | null; verdict: string }> {
  const clonePath = path.join(folder, 'tree');
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(clonePath, name)), { recursive: true });
    await writeFile(path.join(clonePath, name), text);
  }
  const { command } = await detectCheck(clonePath, { allowedHosts });
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
      allowedHosts,
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
  [
    'programs side by side, one of which fails',
    npm,
    { 'web/package.json': manifest('exit 3'), 'api/package.json': manifest('node -e 0') },
    '(cd api && npm test) && (cd web && npm test)',
    'newly_broken',
  ],
  [
    'a workspace of npm, one package of which fails',
    npm,
    {
      'package.json': '{"workspaces":["packages/*"]}',
      'node_modules/.keep': '',
      'packages/a/package.json': manifest('exit 3', { name: 'a' }),
      'packages/b/package.json': '{"name":"b","version":"1.0.0"}',
    },
    'npm test --workspaces --if-present',
    'newly_broken',
  ],
  ['Make that passes', works('make', '--version'), { Makefile: 'test:\n\ttest -e Makefile\n' }, 'make test', 'passes'],
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
  [
    'pytest of a package in src',
    pytest,
    { 'pytest.ini': '', 'src/pkg/__init__.py': '', 'tests/test_x.py': 'import pkg\ndef test_x():\n    pass\n' },
    'PYTHONPATH=src python3 -m pytest -q',
    'passes',
  ],
  [
    'pytest without a module',
    pytest,
    { 'pytest.ini': '', 'tests/test_x.py': 'import no_such_module\n' },
    'python3 -m pytest -q',
    null,
  ],
  [
    'pytest without a plugin',
    pytest,
    { 'pytest.ini': '[pytest]\naddopts = --no-such-plugin=x\n', 'tests/test_x.py': 'def test_x():\n    pass\n' },
    'python3 -m pytest -q',
    null,
  ],
  ['pytest without tests', pytest, { 'pytest.ini': '' }, 'python3 -m pytest -q', null],
  [
    'unittest without a module',
    works('python3', '--version'),
    { 'tests/__init__.py': '', 'tests/test_x.py': 'import no_such_module\n' },
    'python3 -m unittest discover -s tests -t .',
    null,
  ],
  ['tox', false, { 'tox.ini': '[tox]\nenvlist = none\n' }, 'tox', null],
] as const)('%s', async (_name, installed, files, command, verdict) => {
  if (!installed && works(command.split(' ')[0] ?? '', '--version')) return;
  const found = await verdictOn(files as unknown as Record<string, string>);
  expect(found).toEqual({ command, verdict: installed && verdict !== null ? verdict : 'could_not_run' });
});

/** A wheel without any tool: a zip file of two texts, made by Python itself. */
const WHEEL = [
  'import sys, zipfile',
  'with zipfile.ZipFile(sys.argv[1], "w") as wheel:',
  '    wheel.writestr("borrowed.py", "VALUE = 7\\n")',
  '    wheel.writestr("borrowed-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: borrowed\\nVersion: 1.0\\n")',
  '    wheel.writestr("borrowed-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")',
  '    wheel.writestr("borrowed-1.0.dist-info/RECORD", "")',
].join('\n');

test('Python installs what the repository names into the private home, and tests with it', async ({ skip }) => {
  if (
    !works('python3', '-m', 'venv', '--without-pip', path.join(folder, 'probe')) ||
    !works('python3', '-m', 'ensurepip', '--version')
  )
    skip('Python cannot make virtual environments here.');
  if (available && !works('socat', '-V')) skip('socat, which the way to allowed hosts needs, is missing.');
  const home = path.join(folder, 'temp/home');
  await mkdir(path.join(home, '.config/pip'), { recursive: true });
  await mkdir(path.join(folder, 'tree'), { recursive: true });
  const wheel = path.join(folder, 'tree/borrowed-1.0-py3-none-any.whl');
  expect(works('python3', '-c', WHEEL, wheel)).toBe(true);
  // In place of the index, which no test may reach. In the sandbox the clone has another path.
  const place = available && process.platform === 'linux' ? CHECKOUT : path.join(folder, 'tree');
  const index = `[global]\nno-index = true\nextra-index-url =\nfind-links = ${place}\n`;
  await writeFile(path.join(home, '.config/pip/pip.conf'), index);
  const files = {
    'requirements.txt': 'borrowed==1.0\n',
    'tests/__init__.py': '',
    'tests/test_x.py':
      'import unittest, borrowed\nclass X(unittest.TestCase):\n    def test_x(self): self.assertEqual(borrowed.VALUE, 7)\n',
  };
  expect(await verdictOn(files, ['pypi.org', 'files.pythonhosted.org'])).toEqual({
    command:
      'python3 -m venv --clear ~/venv && ~/venv/bin/pip install -q -r requirements.txt && ~/venv/bin/python -m unittest discover -s tests -t .',
    verdict: 'passes',
  });
});

test('nothing to check', async () => {
  expect(await verdictOn({ 'readme.md': 'x\n' })).toEqual({ command: null, verdict: 'no_checks_found' });
});
