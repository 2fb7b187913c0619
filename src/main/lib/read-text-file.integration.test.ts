import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lacks, NO_POSIX } from '../testing/lacks.ts';
import { readTextFile } from './read-text-file.ts';

const file = (content: string | Buffer): string => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cody-text-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const name = path.join(folder, 'list.txt');
  writeFileSync(name, content);
  return name;
};

it('reads a file, and refuses one that is too long', async () => {
  expect(await readTextFile(file('acme/one\n'))).toMatchObject({ ok: true, text: 'acme/one\n' });
  const long = await readTextFile(file(Buffer.alloc(10 * 1024 * 1024 + 1, 'x')));
  expect(long).toEqual({ ok: false, reason: 'it is longer than 10 MB' });
});

it.skipIf(lacks(process.platform === 'win32', NO_POSIX))('reads what has no end only so far', async () => {
  expect(await readTextFile('/dev/zero')).toEqual({ ok: false, reason: 'it is longer than 10 MB' });
});
