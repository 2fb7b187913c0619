import { expect, test } from 'vitest';
import { alteredCheck } from './altered-check.ts';

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
  ['anything, where nothing is checked', null, 'package.json', ['+    "test": "true",'], 0],
] as const)('%s', (_name, command, path, lines, notes) => {
  const found = alteredCheck(command, ['other.txt', path], patchOf(path, ...lines));
  expect(found).toHaveLength(notes);
  if (notes > 0) expect(found[0]).toContain(`(${path}: `);
});

test('many files are a few sentences and a number', () => {
  const paths = Array.from({ length: 300 }, (_, index) => `${index}/conftest.py`);
  const found = alteredCheck('pytest', paths, '');
  expect(found).toHaveLength(6);
  expect(found.at(-1)).toBe('The change alters 295 more files that say what the check does.');
});
