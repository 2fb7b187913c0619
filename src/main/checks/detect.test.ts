import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cloneReader } from './clone-reader.ts';
import { detectCheck } from './detect.ts';

let clone: string;
beforeEach(async () => {
  clone = await mkdtemp(path.join(os.tmpdir(), 'cody-detect-'));
});
afterEach(() => rm(clone, { recursive: true, force: true }));

async function detect(files: Record<string, string>, allowedHosts: string[] = []) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(clone, name)), { recursive: true });
    await writeFile(path.join(clone, name), text);
  }
  return detectCheck(clone, { allowedHosts });
}

const manifest = (rest: object = {}): string => JSON.stringify({ scripts: { test: 'vitest run' }, ...rest });
const named = (name: string): string => manifest({ name });
const needs = { dependencies: { left: '1' } };

test.each([
  ['npm without dependencies', { 'package.json': manifest() }, 'npm test'],
  ['npm with a byte order mark', { 'package.json': `\uFEFF${manifest()}` }, 'npm test'],
  ['npm, installed', { 'package.json': manifest(needs), 'node_modules/left/index.js': '' }, 'npm test'],
  ['pnpm by lock file', { 'package.json': manifest(), 'pnpm-lock.yaml': '' }, 'pnpm test'],
  ['yarn by lock file', { 'package.json': manifest(), 'yarn.lock': '' }, 'yarn test'],
  ['yarn with plug and play', { 'package.json': manifest(needs), 'yarn.lock': '', '.pnp.cjs': '' }, 'yarn test'],
  ['bun by lock file', { 'package.json': manifest(), 'bun.lock': '' }, 'bun run test'],
  [
    'the declared package manager',
    { 'package.json': manifest({ packageManager: 'pnpm@10.1.0' }), 'package-lock.json': '' },
    'pnpm test',
  ],
  [
    'what is not a test script, then Make',
    {
      'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}',
      Makefile: 'test:\n\t./t\n',
    },
    'make test',
  ],
  ['a broken package.json, then Make', { 'package.json': '{"scripts":', Makefile: 'check:\n\t./t\n' }, 'make check'],
  [
    'an odd package.json, then Make',
    { 'package.json': '{"scripts":["test"],"dependencies":7}', Makefile: 'check:\n\t./t\n' },
    'make check',
  ],
  ['Cargo', { 'Cargo.toml': '[package]' }, 'cargo test'],
  ['Go', { 'go.mod': 'module x' }, 'go test ./...'],
  ['Go before Make', { 'go.mod': 'module x', Makefile: 'test:\n' }, 'go test ./...'],
  ['Gradle wrapper', { gradlew: '', 'build.gradle': '' }, 'sh ./gradlew --no-daemon test'],
  ['Gradle', { 'build.gradle.kts': '' }, 'gradle --no-daemon test'],
  ['Maven wrapper', { mvnw: '', 'pom.xml': '' }, 'sh ./mvnw -B test'],
  ['Maven', { 'pom.xml': '' }, 'mvn -B test'],
  ['pytest.ini', { 'pytest.ini': '' }, 'python3 -m pytest -q'],
  ['pytest in pyproject', { 'pyproject.toml': '[tool.pytest.ini_options]\n' }, 'python3 -m pytest -q'],
  ['pytest in setup.cfg', { 'setup.cfg': '[tool:pytest]\n' }, 'python3 -m pytest -q'],
  [
    'tests that mention pytest',
    { 'tests/test_a.py': '', 'requirements-dev.txt': 'pytest==8\n' },
    'python3 -m pytest -q',
  ],
  [
    'unittest',
    { 'tests/test_a.py': '', 'pyproject.toml': '[project]\n' },
    'python3 -m unittest discover -s tests -t .',
  ],
  [
    'pytest of a package in src',
    { 'pytest.ini': '', 'src/pkg/__init__.py': '' },
    'PYTHONPATH=src python3 -m pytest -q',
  ],
  ['tox', { 'tox.ini': '[tox]\n' }, 'tox'],
  ['Composer', { 'composer.json': '{"scripts":{"test":"phpunit"}}', 'vendor/autoload.php': '' }, 'composer test'],
  ['PHPUnit', { 'composer.json': '{}', 'phpunit.xml.dist': '', 'vendor/autoload.php': '' }, 'vendor/bin/phpunit'],
  ['RSpec', { Gemfile: '', 'spec/a_spec.rb': '' }, 'bundle exec rspec'],
  ['Rake', { Rakefile: 'Rake::TestTask.new' }, 'rake test'],
  ['GNUmakefile first', { GNUmakefile: 'test: all\n', Makefile: 'check:\n' }, 'make test'],
  ['a target among others', { Makefile: '.PHONY: all test\nall lint test: deps\n\t./t\n' }, 'make test'],
  ['a target with two colons', { Makefile: 'check::\n\t./t\n' }, 'make check'],
  ['no target but a variable', { Makefile: 'test := 1\ncheck=2\n' }, null],
  [
    'a workspace of npm whose root has no tests',
    { 'package.json': '{"workspaces":["packages/*"]}', 'packages/a/package.json': named('a'), 'node_modules/a/x': '' },
    'npm test --workspaces --if-present',
  ],
  [
    'a workspace of pnpm',
    {
      'package.json': '{"packageManager":"pnpm@10.1.0"}',
      'pnpm-workspace.yaml': "packages:\n  # all\n  - 'apps/*'\n  - libs/**\n\ncatalog:\n  x: 1\n",
      'apps/a/package.json': '{"name":"a"}',
      'libs/b/package.json': named('b'),
      'node_modules/x/x': '',
    },
    'pnpm -r --if-present test',
  ],
  [
    'a workspace of Yarn, only the packages with tests',
    {
      'package.json': '{"workspaces":{"packages":["packages/*","tools"]}}',
      'yarn.lock': '',
      '.pnp.cjs': '',
      'packages/a/package.json': named('@x/a'),
      'packages/b/package.json': '{"name":"b"}',
      'packages/c/package.json': named('c; rm -rf .'),
      'tools/package.json': named('tools'),
    },
    'yarn workspace @x/a test && yarn workspace tools test',
  ],
  [
    'a workspace of bun',
    {
      'package.json': '{"workspaces":["p/*"]}',
      'bun.lock': '',
      'p/a/package.json': named('a'),
      'node_modules/a/x': '',
    },
    "bun run --filter '*' test",
  ],
  [
    'a workspace without any tests',
    { 'package.json': '{"workspaces":["packages/*"]}', 'packages/a/package.json': '{"name":"a"}' },
    null,
  ],
  ['bun without a script', { 'package.json': '{}', 'bun.lock': '', 'src/a.test.ts': '' }, 'bun test'],
  ['bun without a script and without tests', { 'package.json': '{}', 'bun.lock': '', 'src/a.ts': '' }, null],
  ['npm without a script', { 'package.json': '{}', 'src/a.test.ts': '' }, null],
  ['pytest by its settings in tests', { 'tests/conftest.py': '', 'tests/unit/test_a.py': '' }, 'python3 -m pytest -q'],
  [
    'programs side by side',
    { 'frontend/package.json': manifest(), 'backend/go.mod': 'module x', 'docs/package.json': manifest() },
    '(cd backend && go test ./...) && (cd frontend && npm test)',
  ],
  [
    'programs side by side, one of which cannot run',
    { 'frontend/package.json': manifest(needs), 'backend/go.mod': 'module x' },
    '(cd backend && go test ./...)',
  ],
  ['the root before what is below', { Makefile: 'test: all\n', 'backend/go.mod': 'module x' }, 'make test'],
  ['nothing two folders below', { 'services/api/go.mod': 'module x' }, null],
  ['a readme only', { 'README.md': '# test:\n' }, null],
  ['nothing', {}, null],
] as const)('detects %s', async (_name, files, command) => {
  expect(await detect(files)).toEqual({ command, reason: expect.any(String), problem: null });
});

test.each([
  ['npm', { 'package.json': manifest(needs), 'package-lock.json': '' }, 'registry.npmjs.org', 'npm ci && npm test'],
  [
    'npm without a lock file',
    { 'package.json': manifest(needs) },
    'registry.npmjs.org',
    'npm install --no-package-lock && npm test',
  ],
  [
    'pnpm',
    { 'package.json': manifest(needs), 'pnpm-lock.yaml': '' },
    '*.npmjs.org',
    'pnpm install --frozen-lockfile && pnpm test',
  ],
  [
    'yarn',
    { 'package.json': manifest(needs), 'yarn.lock': '' },
    'registry.yarnpkg.com',
    'yarn install --frozen-lockfile && yarn test',
  ],
  ['bun', { 'package.json': manifest(needs), 'bun.lockb': '' }, '*', 'bun install --frozen-lockfile && bun run test'],
  [
    'Composer',
    { 'composer.json': '{"scripts":{"test":"x"}}' },
    'repo.packagist.org',
    'composer install --no-interaction --no-progress && composer test',
  ],
] as const)(
  'missing dependencies of %s: installs where the registry may be reached, says so where not',
  async (_name, files, host, command) => {
    expect(await detect(files, [host])).toMatchObject({ command, problem: null });
    const without = await detect(files, ['registry.npmjs.org.evil.example']);
    expect(without.command).toBe(command.split(' && ')[1]);
    expect(without.problem?.code).toBe('dependencies_missing');
  },
);

test.each([
  [
    'a package with extras',
    {
      'pyproject.toml':
        '[project]\nname = "x"\n[project.optional-dependencies]\ntest = ["pytest-cov"]\ndocs = []\n[tool.pytest.ini_options]\ntest = 1\n',
    },
    "~/venv/bin/pip install -q -e '.[test]' pytest && ~/venv/bin/python -m pytest -q",
  ],
  [
    'a package with groups',
    { 'pytest.ini': '', 'pyproject.toml': '[project]\nname = "x"\n\n[dependency-groups]\ndev = ["pytest"]\n' },
    '~/venv/bin/pip install -q -U pip && ~/venv/bin/pip install -q -e . pytest --group dev && ~/venv/bin/python -m pytest -q',
  ],
  [
    'requirements',
    { 'pytest.ini': '', 'requirements.txt': '', 'requirements/test.txt': '' },
    '~/venv/bin/pip install -q pytest -r requirements.txt -r requirements/test.txt && ~/venv/bin/python -m pytest -q',
  ],
  [
    'settings of tools only',
    { 'pyproject.toml': '[tool.pytest.ini_options]\n' },
    '~/venv/bin/pip install -q pytest && ~/venv/bin/python -m pytest -q',
  ],
  [
    'an old package',
    { 'setup.py': "setup(extras_require={'dev': ['x']})", 'tests/test_a.py': '' },
    "~/venv/bin/pip install -q -e '.[dev]' && ~/venv/bin/python -m unittest discover -s tests -t .",
  ],
  ['tox', { 'tox.ini': '[tox]\n' }, '~/venv/bin/pip install -q tox && ~/venv/bin/python -m tox'],
] as const)('Python installs %s where the index may be reached', async (_name, files, command) => {
  const hosts = ['pypi.org', 'files.pythonhosted.org'];
  expect(await detect(files, hosts)).toEqual({
    command: `python3 -m venv --clear ~/venv && ${command}`,
    reason: expect.stringMatching(/; dependencies are installed first$/),
    problem: null,
  });
  // Half of the way is none.
  expect((await detect(files, ['pypi.org'])).command).not.toContain('venv');
});

test('programs side by side that all cannot run say so', async () => {
  expect(await detect({ 'frontend/package.json': manifest(needs) })).toEqual({
    command: '(cd frontend && npm test)',
    reason: 'frontend: the test script of package.json',
    problem: {
      code: 'dependencies_missing',
      parameters: { places: [{ below: 'frontend', folder: 'node_modules', registry: 'registry.npmjs.org' }] },
    },
  });
});

test('unittest without anything to install needs no environment of its own', async () => {
  expect(await detect({ 'tests/test_a.py': '' }, ['*'])).toMatchObject({
    command: 'python3 -m unittest discover -s tests -t .',
  });
});

test('follows no link, reads nothing large, and waits for no pipe', async () => {
  await writeFile(path.join(clone, 'real.json'), manifest());
  await symlink('real.json', path.join(clone, 'package.json'));
  await symlink('/etc', path.join(clone, 'tests'));
  await mkdir(path.join(clone, 'real/pkg'), { recursive: true });
  await writeFile(path.join(clone, 'real/pkg/package.json'), manifest());
  await symlink('real', path.join(clone, 'link'));
  expect(await cloneReader(clone).text('link/pkg/package.json')).toBeNull();
  expect(await cloneReader(clone).text('../real/pkg/package.json')).toBe(manifest());
  await writeFile(path.join(clone, 'Makefile'), `test:\n${'#'.repeat(2 * 1024 * 1024)}`);
  expect(await detectCheck(clone, { allowedHosts: [] })).toMatchObject({ command: null });
});
