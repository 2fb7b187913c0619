import { expect, test } from 'vitest';
import { alteredScripts, calledScripts } from './altered-scripts.ts';

const manifest = (more: object = {}, scripts: object = {}): string =>
  JSON.stringify({
    name: 'x',
    scripts: { test: 'npm run lint && run-s unit:*', lint: 'eslint .', 'unit:a': 'jest a', build: 'tsc', ...scripts },
    devDependencies: { jest: '^29.0.0' },
    ...more,
  });

test.each([
  ['the script itself', manifest({}, { test: 'true' }), 1],
  ['one that it calls', manifest({}, { lint: 'true' }), 1],
  ['one that it calls by a pattern', manifest({}, { 'unit:a': 'true' }), 1],
  ['one in front of it', manifest({}, { prelint: 'exit 0' }), 1],
  ['one of the installation', manifest({}, { postinstall: 'node x' }), 1],
  ['an old one of the installation', manifest({}, { prepublish: 'node x' }), 1],
  ['another script', manifest({}, { build: 'tsc -b' }), 0],
  ['escaped letters in one line', manifest().replace('"test":"npm', '"t\\u0065st":"true; npm'), 1],
  ['a key that comes twice', manifest().replace('"build"', '"test":"true","build"'), 1],
  ['settings of Jest', manifest({ jest: { testMatch: [] } }), 1],
  ['only the layout', JSON.stringify(JSON.parse(manifest()), null, 4), 0],
  ['another version', manifest({ devDependencies: { jest: '^30.0.0' } }), 0],
  ['another package under its name', manifest({ devDependencies: { jest: 'npm:fake-jest@1' } }), 1],
  ['a folder', manifest({ devDependencies: { jest: 'file:./fake' } }), 1],
  ['somebody’s repository', manifest({ devDependencies: { jest: 'somebody/jest' } }), 1],
  ['an override', manifest({ overrides: { jest: { expect: 'https://evil.example/x.tgz' } } }), 1],
  ['what is no JSON any more', '{', 1],
])('a change of a manifest is judged by what it says: %s', (_name, after, notes) => {
  expect(alteredScripts('npm ci && npm test', { path: 'package.json', before: manifest(), after })).toHaveLength(notes);
});

test('scripts of Composer call each other by an @', () => {
  const before = '{"scripts":{"test":["@unit"],"unit":"phpunit"}}';
  const after = '{"scripts":{"test":["@unit"],"unit":"true"}}';
  expect(alteredScripts('composer test', { path: 'composer.json', before, after })).toHaveLength(1);
});

test('what a command calls, with what is called by that', () => {
  expect(calledScripts('npm t', manifest()).sort()).toEqual(['eslint .', 'jest a', 'npm run lint && run-s unit:*']);
  expect(calledScripts('make test', null)).toEqual([]);
});
