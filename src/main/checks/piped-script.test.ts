import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cloneReader } from './clone-reader.ts';
import { losesExitCode, pipedScripts } from './piped-script.ts';

let clone: string;
beforeEach(async () => {
  clone = await mkdtemp(path.join(os.tmpdir(), 'cody-piped-'));
});
afterEach(() => rm(clone, { recursive: true, force: true }));

test.each([
  ['node t.js | cat', true],
  ['mocha --reporter tap | tap-spec && echo done', true],
  ['node t.js || exit 1', false],
  ["grep -E 'a|b' x", false],
  ['echo y | node t.js', false],
  ['[[ $x =~ a|b ]] && node t.js', false],
  ['node t.js # as in a | b', false],
  ['node t.js <<E\na | b\nE', false],
  ['(cd x; node t.js |& cat)', true],
  ['node t.js "a;b" | cat', true],
  ['set -o pipefail; node t.js | cat', false],
])('%s', (script, loses) => expect(losesExitCode(script)).toBe(loses));

test.each([
  [
    'npm ci && npm test',
    { 'package.json': '{"scripts":{"test":"node t.js | cat"}}' },
    [{ kind: 'script', name: 'test', file: 'package.json' }],
  ],
  [
    'pnpm run unit',
    { 'package.json': '{"scripts":{"unit":"a | b","test":"a | b"}}' },
    [{ kind: 'script', name: 'unit', file: 'package.json' }],
  ],
  [
    'make test',
    { Makefile: 'test: all\n\t@node t.js | tee log\n\nlint:\n\ta | b\n' },
    [{ kind: 'target', name: 'test', file: 'Makefile' }],
  ],
  ['make test', { Makefile: '.SHELLFLAGS = -o pipefail -c\ntest:\n\tnode t.js | tee log\n' }, []],
  ['sh ./check.sh', { 'check.sh': 'ls | wc -l\nnode t.js | tail -5\n' }, [{ kind: 'file', file: 'check.sh' }]],
  ['sh ./check.sh', { 'check.sh': 'ls | wc -l\nnode t.js\n' }, []],
  ['npm test', { 'package.json': '{"scripts":{"test":"vitest run"}}' }, []],
])('%s', async (command, files, named) => {
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(clone, name), text);
  expect(await pipedScripts(cloneReader(clone), command)).toEqual(
    named.map((script) => ({ code: 'exit_code_lost', parameters: { script } })),
  );
});
