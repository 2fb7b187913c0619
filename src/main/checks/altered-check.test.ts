import { expect, test } from 'vitest';
import type { Altered, Doubt } from '../../shared/messages/doubts.ts';
import { alteredCheck } from './altered-check.ts';

const file = (path: string) => ({ path, oldPath: null });
const altered = (path: string, what: Altered): Doubt => ({ code: 'check_altered', parameters: { path, what } });

const patchOf = (path: string, ...lines: string[]): string =>
  [
    'diff --git a/other.txt b/other.txt',
    '@@ -1 +1 @@',
    '+"test": "in another file"',
    `diff --git a/${path} b/${path}`,
    '@@ -1,2 +1,2 @@',
    ...lines,
    '',
  ].join('\n');

test.each([
  ['a test script', 'npm ci && npm test', 'package.json', ['-    "test": "vitest",', '+    "test": "true",'], 1],
  ['a script before it', 'pnpm test', 'package.json', ['+    "pretest": "exit 0",'], 1],
  ['a part of it', 'yarn test', 'package.json', ['-    "test:unit": "vitest"'], 1],
  ['a dependency', 'npm test', 'package.json', ['-    "left": "1"', '+    "left": "2"'], 0],
  ['the script of a package inside', 'npm test', 'packages/a/package.json', ['+    "test": "true"'], 1],
  ['settings of jest', 'npm test', 'package.json', ['+  "jest": {'], 1],
  ['a file of vitest', 'npm ci && npm test', 'vitest.config.ts', ['+  exclude: ["**"],'], 1],
  ['a file of jest of a package inside', 'pnpm test', 'packages/a/jest.config.mjs', ['+x'], 1],
  ['a file of mocha', 'make test', '.mocharc.yml', ['+spec: none'], 1],
  ['the tests in the file of Vite', 'npm test', 'vite.config.ts', ['+  test: { passWithNoTests: true },'], 1],
  ['other things in the file of Vite', 'npm test', 'vite.config.ts', ['+  base: "/x/",'], 0],
  ['the shell of npm', 'npm test', '.npmrc', ['+script-shell=true'], 1],
  ['options of pytest', 'python3 -m pytest -q', 'pyproject.toml', ['+addopts = "--ignore=tests"'], 1],
  ['one line of the options of pytest', 'python3 -m pytest -q', 'pyproject.toml', ['+  "--ignore=tests",'], 1],
  ['options in setup.cfg', 'pytest', 'setup.cfg', ['+testpaths = none'], 1],
  ['a dependency of Python', 'pytest', 'pyproject.toml', ['-  "pytest>=8",', '+  "pytest>=9",'], 0],
  ['tests that Maven skips', 'mvn -B test', 'pom.xml', ['+    <skipTests>true</skipTests>'], 1],
  ['a dependency of Maven', 'mvn -B test', 'pom.xml', ['-  <version>1</version>', '+  <version>2</version>'], 0],
  ['tests that Gradle filters', 'gradle --no-daemon test', 'app/build.gradle.kts', ['+  exclude("**/*")'], 1],
  ['tests of a crate', 'cargo test', 'crates/a/Cargo.toml', ['+test = false'], 1],
  ['a dependency of a crate', 'cargo test', 'Cargo.toml', ['+serde = "1"'], 0],
  ['a runner of Cargo', 'cargo test', '.cargo/config.toml', ['+runner = "true"'], 1],
  ['a program in a folder', '(cd api && make test) && (cd web && npm test)', 'api/Makefile', ['+\ttrue'], 1],
  ['a folder that is not checked', '(cd api && make test)', 'web/Makefile', ['+\ttrue'], 0],
  ['a target', 'make test', 'Makefile', ['-\tgo test ./...'], 1],
  ['a Makefile that the check does not read', 'npm test', 'Makefile', ['-\tgo test ./...'], 0],
  ['hooks of pytest', 'python3 -m pytest -q', 'tests/conftest.py', ['+collect_ignore_glob = ["*"]'], 1],
  ['settings of tox', 'tox', 'tox.ini', ['+commands = true'], 1],
  ['the wrapper of Gradle', 'sh ./gradlew --no-daemon test', 'gradlew', ['+exit 0'], 1],
  ['the wrapper of Maven', 'sh ./mvnw -B test', '.mvn/wrapper/maven-wrapper.properties', ['+distributionUrl=x'], 1],
  ['what make includes', 'make test', 'build/rules.mk', ['+test: ;'], 1],
  ['the program of the check', 'node t.js', 't.js', ['+process.exit(0)'], 1],
  ['the same, called otherwise', 'bash -eu ./scripts/check.sh', 'scripts/check.sh', ['+exit 0'], 1],
  ['a source that the check reads', 'npx standard index.js', 'index.js', ['+x'], 0],
  ['a module in front of pytest', 'python3 -m pytest -q', 'pytest.py', ['+print("1 passed")'], 1],
  ['a package in front of one of Python', 'python3 -m unittest', 'unittest/__main__.py', ['+pass'], 1],
  ['another module', 'python3 -m pytest -q', 'src/store.py', ['+pass'], 0],
  ['what an installation runs', 'pip install -e . && pytest', 'setup.py', ['+import subprocess'], 1],
  ['the version of a package', 'pip install -e . && pytest', 'setup.py', ['+    version="2.0",'], 0],
  ['the end of all tests of Go', 'go test ./...', 'main_test.go', ['+func TestMain(m *testing.M) { os.Exit(0) }'], 1],
  ['a test of Go', 'go test ./...', 'main_test.go', ['+func TestSum(t *testing.T) {}'], 0],
  ['modules of Go', 'go test ./...', 'go.work', ['+use ./fake'], 1],
  ['what Babel makes of tests', 'npx jest', 'babel.config.js', ['+x'], 1],
  ['what Jest begins with', 'npm test', 'test/jest.setup.js', ['+process.exit(0)'], 1],
  ['paths of TypeScript', 'npx vitest run', 'tsconfig.json', ['+    "paths": {'], 1],
  ['an installed file', 'npm ci && npm test', 'node_modules/.bin/jest', ['+exit 0'], 1],
  ['a build script of a crate', 'cargo test', 'build.rs', ['+x'], 1],
  ['settings of JUnit', 'mvn -B test', 'src/test/resources/junit-platform.properties', ['+x'], 1],
  ['which projects are tests', 'dotnet test', 'tests/A.csproj', ['+<IsTestProject>false</IsTestProject>'], 1],
  ['a helper of RSpec', 'bundle exec rspec', 'spec/spec_helper.rb', ['+exit!'], 1],
  ['aliases of mix', 'mix test', 'mix.exs', ['+  aliases: [test: "cmd true"]'], 1],
  ['anything, where nothing is checked', null, 'package.json', ['+    "test": "true",'], 0],
] as const)('%s', (_name, command, path, lines, notes) => {
  const found = alteredCheck(command, ['other.txt', path].map(file), patchOf(path, ...lines));
  expect(found).toHaveLength(notes);
  if (notes > 0) expect(found[0]).toMatchObject({ code: 'check_altered', parameters: { path } });
});

test('many files are a few doubts and a number', () => {
  const paths = Array.from({ length: 300 }, (_, index) => `${index}/conftest.py`);
  const found = alteredCheck('pytest', paths.map(file), '');
  expect(found).toHaveLength(6);
  expect(found.at(-1)).toEqual({ code: 'check_altered_in_more', parameters: { count: 295 } });
});

test('a file that is moved away is altered, too', () => {
  const moved = [{ path: 'old/pytest.txt', oldPath: 'pytest.ini' }];
  expect(alteredCheck('pytest', moved, '')).toEqual([altered('pytest.ini', 'settings')]);
  const manifest = [{ path: 'pyproject.bak', oldPath: 'pyproject.toml' }];
  expect(alteredCheck('pytest', manifest, '')).toEqual([altered('pyproject.toml', 'test_settings')]);
  const folder = [{ path: 'b/pyproject.toml', oldPath: 'a/pyproject.toml' }];
  expect(alteredCheck('pytest', folder, '')).toEqual([]);
});

test('programs that the scripts of the check start count as the check does', () => {
  const files = ['tools/run-tests.js', 'index.js'].map(file);
  expect(alteredCheck('npm test', files, '', ['node --no-warnings tools/run-tests.js && eslint index.js'])).toEqual([
    altered('tools/run-tests.js', 'started_program'),
  ]);
});
