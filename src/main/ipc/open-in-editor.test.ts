import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openInEditor } from './open-in-editor.ts';

let folder = '';
let tree = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'cody-editor-')));
  tree = path.join(folder, 'tree');
  mkdirSync(tree);
  writeFileSync(path.join(tree, 'a b.ts'), '');
  writeFileSync(path.join(folder, 'secret'), '');
  symlinkSync('../secret', path.join(tree, 'link'));
  writeFileSync(
    path.join(folder, 'editor'),
    `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/said.new"\nmv "${folder}/said.new" "${folder}/said"\n`,
  );
  chmodSync(path.join(folder, 'editor'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

it('starts the editor with the file and the line', async () => {
  expect(await openInEditor(`"${folder}/editor" -g {file}:{line}`, tree, 'a b.ts', 12)).toEqual({
    ok: true,
    value: {},
  });
  const said = await vi.waitFor(() => readFileSync(path.join(folder, 'said'), 'utf8'));
  expect(said).toBe(`-g\n${tree}/a b.ts:12\n`);
});

it.each([
  ['no such file', 'absent.ts', 'not_found'],
  ['a link that leads out', 'link', 'not_allowed'],
  ['a path that leads out', '../secret', 'not_allowed'],
])('refuses %s', async (_name, file, code) => {
  expect(await openInEditor('true {file}', tree, file, 1)).toMatchObject({ ok: false, error: { code } });
});

it('says so when there is no such editor', async () => {
  expect(await openInEditor(`${folder}/none {file}`, tree, 'a b.ts', 1)).toMatchObject({
    ok: false,
    error: { code: 'not_found' },
  });
});
