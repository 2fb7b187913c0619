import { expect, test } from 'vitest';
import { foreignSources } from './foreign-sources.ts';

const patchOf = (path: string, line: string): string =>
  [`diff --git a/${path} b/${path}`, `--- a/${path}`, `+++ b/${path}`, '@@ -1 +1 @@', `+${line}`, ''].join('\n');

test.each([
  ['package-lock.json', '      "resolved": "https://evil.example/jest/-/jest-29.0.0.tgz",', 'evil.example'],
  [
    'package-lock.json',
    '      "resolved": "https://registry.npmjs.org@evil.example/jest.tgz",',
    'registry.npmjs.org@evil.example',
  ],
  ['package-lock.json', '      "resolved": "http://registry.npmjs.org/jest/-/jest-29.0.0.tgz",', 'registry.npmjs.org'],
  ['package-lock.json', '      "resolved": "git+ssh://git@github.com/a/b.git#1234",', 'git@github.com'],
  ['a/yarn.lock', '  resolved "https://evil.example/x.tgz#abc"', 'evil.example'],
  ['yarn.lock', '  resolution: "jest@https://evil.example/x.tgz"', 'evil.example'],
  ['pnpm-lock.yaml', '    resolution: {tarball: https://evil.example/x.tgz}', 'evil.example'],
  ['bun.lock', '    "jest": ["jest@https://evil.example/x.tgz", "https://evil.example/x.tgz"],', 'evil.example'],
  ['uv.lock', 'source = { registry = "https://evil.example/simple" }', 'evil.example'],
  ['poetry.lock', 'url = "https://evil.example/x.whl"', 'evil.example'],
  ['Cargo.lock', 'source = "git+https://github.com/evil/serde#1234"', 'github.com'],
  ['Cargo.toml', 'serde = { git = "https://evil.example/serde" }', 'evil.example'],
  ['Gemfile.lock', '  remote: https://evil.example/', 'evil.example'],
  ['Gemfile', "source 'https://evil.example'", 'evil.example'],
  ['requirements-dev.txt', '--extra-index-url https://evil.example/simple', 'evil.example'],
  ['requirements.txt', 'pytest @ https://evil.example/pytest.whl', 'evil.example'],
  ['go.mod', 'replace github.com/a/b => ./fake', './fake'],
  ['go.mod', '\tgithub.com/a/b v1.0.0 => github.com/evil/b v1.0.0', 'github.com/evil/b'],
  ['.npmrc', 'registry=https://evil.example/', 'evil.example'],
  ['gradle/wrapper/gradle-wrapper.properties', 'distributionUrl=https\\://evil.example/gradle.zip', 'evil.example'],
])('packages from elsewhere are told: %s, %s', (path, line, place) => {
  expect(foreignSources(patchOf(path, line), new Map())).toEqual([
    { code: 'foreign_source', parameters: { path, source: place } },
  ]);
});

test.each([
  ['package-lock.json', '      "resolved": "https://registry.npmjs.org/jest/-/jest-29.0.0.tgz",'],
  ['package-lock.json', '        "url": "https://opencollective.com/jest"'],
  ['uv.lock', '    { url = "https://files.pythonhosted.org/packages/a.whl", hash = "sha256:1" },'],
  ['Cargo.lock', 'source = "registry+https://github.com/rust-lang/crates.io-index"'],
  ['Gemfile.lock', '  remote: https://rubygems.org/'],
  ['requirements.txt', 'requests==2.32.0  # see https://example.com'],
  ['README.md', 'https://evil.example/x.tgz'],
  [
    'gradle/wrapper/gradle-wrapper.properties',
    'distributionUrl=https\\://services.gradle.org/distributions/gradle-8-bin.zip',
  ],
])('the usual ones are not: %s, %s', (path, line) => {
  expect(foreignSources(patchOf(path, line), new Map())).toEqual([]);
});

test('a registry of their own was there before', () => {
  const line = '"resolved": "https://npm.corp.example/jest/-/jest-29.0.0.tgz"';
  const before = new Map([['package-lock.json', '"resolved": "https://npm.corp.example/left/-/left-1.0.0.tgz"']]);
  expect(foreignSources(patchOf('package-lock.json', line), before)).toEqual([]);
});
