import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { removeFolder } from './remove-folder.ts';

it('removes folders with everything in them, and nothing that only a link leads to', async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'cody-remove-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const at = (name: string) => path.join(root, name);
  mkdirSync(at('kept'));
  writeFileSync(at('kept/a'), 'a');
  mkdirSync(at('gone/deep/er'), { recursive: true });
  for (let file = 0; file < 100; file += 1) writeFileSync(at(`gone/deep/f${file}`), 'x');
  symlinkSync(at('kept'), at('gone/deep/link'));
  symlinkSync(at('nowhere'), at('gone/broken'));
  writeFileSync(at('gone/deep/er/locked'), 'x');
  chmodSync(at('gone/deep/er'), 0o500);
  await removeFolder(at('gone'));
  await removeFolder(at('never was'));
  writeFileSync(at('file'), 'x');
  await removeFolder(at('file'));
  symlinkSync(at('kept'), at('link'));
  await removeFolder(at('link'));
  expect([readdirSync(root), existsSync(at('kept/a'))]).toEqual([['kept'], true]);
});

it('removes folders that are nested deeper than any path may be', async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'cody-remove-'));
  const deep = Array.from({ length: 12 }, () => 'd'.repeat(250)).join(path.sep);
  for (const name of ['upper', 'lower']) mkdirSync(path.join(root, name, deep), { recursive: true });
  writeFileSync(path.join(root, 'lower', deep, 'file'), 'x');
  renameSync(path.join(root, 'lower'), path.join(root, 'upper', deep, 'lower'));
  await removeFolder(root);
  expect(existsSync(root)).toBe(false);
});

it('removes folders that are nested deeper than files may be open', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'cody-remove-'));
  const deep = Array.from({ length: 200 }, () => 'deep-folder').join(path.sep);
  for (const name of ['upper', 'lower']) mkdirSync(path.join(root, name, deep), { recursive: true });
  renameSync(path.join(root, 'lower'), path.join(root, 'upper', deep, 'lower'));
  const module = JSON.stringify(path.join(import.meta.dirname, 'remove-folder.ts'));
  const script = `const { removeFolder } = await import(${module}); await removeFolder(${JSON.stringify(root)});`;
  const limited = 'ulimit -n 120; exec "$0" --input-type=module -e "$1"';
  const { stderr } = spawnSync('/bin/bash', ['-c', limited, process.execPath, script], { encoding: 'utf8' });
  expect([existsSync(root), stderr.includes('Too many open files')]).toEqual([false, false]);
});
