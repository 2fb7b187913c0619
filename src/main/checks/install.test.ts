import { expect, test } from 'vitest';
import { installInputs, manifestsWithScripts, readsEverything, runsScripts, splitInstall } from './install.ts';

test.each([
  ['npm ci && npm test', 'npm ci', 'npm test'],
  [
    'corepack enable && pnpm install --frozen-lockfile && pnpm -r test',
    'corepack enable && pnpm install --frozen-lockfile',
    'pnpm -r test',
  ],
  ['yarn && yarn test', 'yarn', 'yarn test'],
  [
    "python3 -m venv --clear ~/venv && ~/venv/bin/pip install -q -e '.[test]' pytest && ~/venv/bin/python -m pytest -q",
    "python3 -m venv --clear ~/venv && ~/venv/bin/pip install -q -e '.[test]' pytest",
    '~/venv/bin/python -m pytest -q',
  ],
  ['npm ci && npm test | tee log', 'npm ci', 'npm test | tee log'],
  [
    '(cd api && go test ./...) && (cd web && npm ci && npm test)',
    '(cd web && npm ci)',
    '(cd api && go test ./...) && (cd web && npm test)',
  ],
  // Not the same in two parts, or not sure.
  ['npm test', null, 'npm test'],
  ['npm ci', null, 'npm ci'],
  ['npm ci && npm test || true', null, 'npm ci && npm test || true'],
  ['npm ci && npm test; true', null, 'npm ci && npm test; true'],
  ['npm ci > log && npm test', null, 'npm ci > log && npm test'],
  ['npm ci $(touch x) && npm test', null, 'npm ci $(touch x) && npm test'],
  ['npm install-test && npm test', null, 'npm install-test && npm test'],
  ['cd web && npm ci && npm test', null, 'cd web && npm ci && npm test'],
  ['mkdir out && node t.js', null, 'mkdir out && node t.js'],
])('%s', (command, install, rest) => expect(splitInstall(command)).toEqual({ install, test: rest }));

const paths = (...names: string[]) => names.map((path) => ({ path }));

test('only what decides about an installation is an input of it', () => {
  const files = paths(
    'package.json',
    'p/a/package.json',
    'package-lock.json',
    '.npmrc',
    'src/a.js',
    'native/a.c',
    'readme.md',
  );
  expect(installInputs('npm ci', files).map(({ path }) => path)).toEqual([
    ...['package.json', 'p/a/package.json', 'package-lock.json', '.npmrc'],
  ]);
  const python = paths('pyproject.toml', 'requirements/dev.txt', 'pkg/a.py', 'pkg/fast.pyx', 'pkg/_version.py');
  expect(installInputs('~/venv/bin/pip install -q -e .', python).map(({ path }) => path)).toEqual([
    ...['pyproject.toml', 'requirements/dev.txt', 'pkg/fast.pyx', 'pkg/_version.py'],
  ]);
});

test('an installation that runs scripts of the repository depends on all of it', () => {
  expect(manifestsWithScripts('npm ci', paths('package.json', 'a/package.json', 'composer.json'))).toEqual([
    'package.json',
    'a/package.json',
  ]);
  expect(manifestsWithScripts('go mod download', paths('package.json'))).toEqual([]);
  expect(runsScripts('{"scripts":{"postinstall":"node build.js"}}')).toBe(true);
  expect(runsScripts('{"scripts":{"prepare":"husky"}}')).toBe(true);
  expect(runsScripts('{"autoload":{"classmap":["src/"]}}')).toBe(true);
  expect(runsScripts('{"scripts":{"test":"vitest run","build":"tsc"}}')).toBe(false);
  expect(readsEverything('pip install .')).toBe(true);
  expect(readsEverything("pip install -q '.[test]' pytest")).toBe(true);
  expect(readsEverything('pip install -q -e . pytest')).toBe(false);
});
