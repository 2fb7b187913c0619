import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { needsHistory } from './history.ts';

let clone: string;
beforeEach(async () => {
  clone = await mkdtemp(path.join(os.tmpdir(), 'cody-history-'));
});
afterEach(() => rm(clone, { recursive: true, force: true }));

test.each([
  ['setuptools-scm', { 'pyproject.toml': '[build-system]\nrequires = ["setuptools-scm>=8"]\n' }, null, true],
  ['hatch-vcs', { 'pyproject.toml': 'requires = ["hatchling", "hatch-vcs"]\n' }, null, true],
  ['versioneer', { 'setup.py': 'import versioneer\n' }, null, true],
  ['pbr', { 'setup.py': "setup(setup_requires=['pbr'], pbr=True)\n" }, null, true],
  ['a script that describes', { 'package.json': '{"scripts":{"test":"git describe --tags && node t"}}' }, null, true],
  [
    'a script of a script',
    { 'package.json': '{"scripts":{"test":"sh scripts/t.sh"}}', 'scripts/t.sh': 'git tag -l\n' },
    null,
    true,
  ],
  [
    'a program that asks',
    { 'package.json': '{"scripts":{"test":"node t.js"}}', 't.js': "spawn('git', ['describe'])" },
    null,
    true,
  ],
  ['a Makefile', { Makefile: 'VERSION := $(shell git describe --always)\n' }, null, true],
  ['lerna', { 'lerna.json': '{}' }, null, true],
  ['nx affected', { 'package.json': '{"scripts":{"test":"nx affected -t test"}}' }, null, true],
  ['GitVersion', { 'GitVersion.yml': '' }, null, true],
  ['git-commit-id', { 'pom.xml': '<artifactId>git-commit-id-maven-plugin</artifactId>' }, null, true],
  ['vergen', { 'Cargo.toml': '[build-dependencies]\nvergen = "8"\n' }, null, true],
  ['the command of a person', {}, 'git describe && make test', true],
  ['a script of that command', { 'check.sh': 'test -n "$(git tag)"\n' }, 'sh ./check.sh', true],
  [
    'nothing of the kind',
    { 'package.json': '{"scripts":{"test":"vitest run"}}', Makefile: 'test:\n\tgit status\n' },
    'make test',
    false,
  ],
  ['an address of git', { 'package.json': '{"repository":"git@github.com:a/tag.git"}' }, null, false],
] as const)('%s', async (_name, files, command, needs) => {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(clone, name)), { recursive: true });
    await writeFile(path.join(clone, name), text);
  }
  expect(await needsHistory(clone, command)).toBe(needs);
});
