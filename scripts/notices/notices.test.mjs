import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readNotice, refusals, renderNotices, shippedFolders } from './notices.mjs';

const OURS = 'MIT License\n\nCopyright (c) 2026 Us\n\nPermission is hereby granted\n';

let root;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'cody-batch-notices-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function install(at, manifest, files = {}) {
  const folder = path.join(root, at);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: path.basename(at), version: '1.0.0', ...manifest }),
  );
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

it('takes every file that a package has about licences, and no other', () => {
  const folder = install(
    'node_modules/a',
    { license: 'Apache-2.0', repository: { url: 'https://example.com/a' } },
    {
      'LICENSE.md': 'the licence\n',
      'LICENSE.third-party.md': 'of its parts\n',
      'NOTICE.md': 'the notice\n',
      THIRD_PARTY_NOTICES: 'bundled by it\n',
      'README.md': 'read me',
      'index.js': '',
    },
  );
  const text = renderNotices([readNotice(folder)], OURS);
  expect(text).toContain('a 1.0.0 (Apache-2.0)\nhttps://example.com/a\n');
  for (const part of ['the licence', 'of its parts', 'the notice', 'bundled by it']) expect(text).toContain(part);
  expect(text).not.toContain('read me');
});

it('gives the words of the MIT licence, in its author’s name, where the package forgot them', () => {
  const notice = readNotice(install('node_modules/a', { license: 'MIT', author: { name: 'Somebody' } }));
  expect(refusals([notice])).toEqual([]);
  const text = renderNotices([notice], OURS);
  expect(text).toContain('Copyright (c) Somebody\n\nPermission is hereby granted');
  expect(text).not.toContain('Copyright (c) 2026 Us');
});

it.each([
  ['MIT', []],
  ['apache-2.0', []],
  ['(BSD-3-Clause OR GPL-2.0)', []],
  ['GPL-3.0-only', ['a 1.0.0: GPL-3.0-only is none that may be shipped']],
  ['MIT AND AGPL-3.0', ['a 1.0.0: MIT AND AGPL-3.0 is none that may be shipped']],
  ['SEE LICENSE IN LICENSE', ['a 1.0.0: SEE LICENSE IN LICENSE is none that may be shipped']],
  ['UNLICENSED', ['a 1.0.0: UNLICENSED is none that may be shipped']],
  [undefined, ['a 1.0.0 names no licence']],
  [{ type: 'MIT' }, ['a 1.0.0 names no licence']],
])('of a package under %j it says %j', (license, said) => {
  expect(refusals([readNotice(install('node_modules/a', { license }, { LICENSE: 'text' }))])).toEqual(said);
});

it('refuses a licence without its text, where that text names its authors', () => {
  expect(refusals([readNotice(install('node_modules/a', { license: 'ISC' }))])).toEqual([
    'a 1.0.0: ISC, but the package does not hold its text',
  ]);
});

it('ships what is installed and not for development, wherever it lies', () => {
  const at = (name) => `node_modules/${name}`;
  const packages = {
    '': { name: 'app' },
    [at('a')]: {},
    [at('a/node_modules/b')]: {},
    [at('tool')]: { dev: true },
    [at('native-here')]: { optional: true },
    [at('native-elsewhere')]: { optional: true },
    [at('left-out')]: { optional: true },
  };
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages }));
  for (const name of ['a', 'a/node_modules/b', 'tool', 'native-here', 'left-out']) install(at(name), {});
  expect(shippedFolders(root, ['left-out'])).toEqual([at('a'), at('a/node_modules/b'), at('native-here')]);
});
