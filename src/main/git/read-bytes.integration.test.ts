import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Clone, GitApi } from './contract.ts';
import { createGitApi } from './create-git-api.ts';

/** Every byte there is, in no encoding. */
const BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
let folder = '';
let room: GitApi;
let clone: Clone;
let tree = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cody-bytes-'));
  const origin = path.join(folder, 'origin');
  mkdirSync(origin);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], { cwd: origin });
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(path.join(origin, 'old image.png'), BYTES);
  writeFileSync(path.join(origin, '[glob].png'), 'glob');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Start');
  room = createGitApi({ dataFolder: folder, env: process.env });
  const source = { url: origin, key: `local:${origin}`, auth: null };
  const signal = new AbortController().signal;
  const made = await room.prepareClone({ source, runFolder: path.join(folder, 'run'), branch: null, signal });
  if (!made.ok) throw new Error(made.error.message);
  clone = made.value;
  writeFileSync(path.join(clone.treePath, 'new.png'), Buffer.from(BYTES).reverse());
  const changeset = await room.readChangeset(clone, 1);
  tree = (changeset.ok && changeset.value?.tree) || '';
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('gives the very bytes, of the base and of the change', async () => {
  expect(await room.readBytes(clone, clone.baseCommit, 'old image.png', 1000)).toEqual({ ok: true, value: BYTES });
  expect(await room.readBytes(clone, tree, 'new.png', 1000)).toEqual({ ok: true, value: Buffer.from(BYTES).reverse() });
  expect(await room.readBytes(clone, tree, '[glob].png', 1000)).toEqual({ ok: true, value: Buffer.from('glob') });
});

it('knows no file that is not there, and none that is too large', async () => {
  expect(await room.readBytes(clone, clone.baseCommit, 'new.png', 1000)).toEqual({ ok: true, value: null });
  expect(await room.readBytes(clone, tree, 'g*', 1000)).toEqual({ ok: true, value: null });
  expect(await room.readBytes(clone, tree, 'new.png', 255)).toMatchObject({
    ok: false,
    error: { code: 'not_allowed' },
  });
});
