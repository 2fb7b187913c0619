import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lacks, NO_POSIX } from '../../../testing/lacks.ts';
import { type CloneFixture, cloneFixture } from './testing/clone-fixture.ts';

let fixture: CloneFixture;
/** Far more than any listing or search shows; more would only take longer to make. */
const FILES = 30_000;
/** About 10,000 tokens: no answer of a tool may cost more, whatever a repository holds. */
const LONGEST = 48_000;

describe.skipIf(lacks(process.platform === 'win32', NO_POSIX))('a repository of 30,000 files', () => {
  beforeAll(async () => {
    fixture = await cloneFixture({ 'readme.md': 'needle in the readme\n' });
    const script = `for d in $(seq 30); do mkdir -p many/$d; done; seq -f 'many/%g' ${FILES} | awk -F/ '{ print "many/" ($2 % 30 + 1) "/f" $2 ".txt" }' | xargs -n 5000 touch`;
    execFileSync('sh', ['-c', script], { cwd: fixture.clonePath });
    for (let index = 0; index < 3000; index += 1)
      writeFileSync(path.join(fixture.clonePath, 'many/1', `common${index}.txt`), 'common word\n'.repeat(20));
  });
  afterAll(() => fixture.remove());

  test('is listed as a short tree that counts what it does not show', async () => {
    const listed = await fixture.call('list_files', {});
    expect(listed.details).toEqual({ kind: 'list', path: '.', entries: FILES + 3001 });
    expect(listed.content).toContain('readme.md');
    expect(listed.content).toMatch(/\(\d+ files\)|… \d+ more/);
    expect(listed.content.length).toBeLessThan(LONGEST);
    const folder = await fixture.call('list_files', { path: 'many/2' });
    expect(folder.content).toMatch(/… 700 more$/);
  });

  test('is searched whole, and what is found too often is cut', async () => {
    expect(await fixture.call('search_code', { pattern: 'needle' })).toMatchObject({
      ok: true,
      content: expect.stringContaining('needle in the readme'),
      details: { matches: 1, files: 1 },
    });
    const common = await fixture.call('search_code', { pattern: 'common' });
    expect(common.ok).toBe(true);
    expect(common.content.length).toBeLessThan(LONGEST);
  });
});

describe.skipIf(lacks(process.platform === 'win32', NO_POSIX))('names and sizes that nobody expects', () => {
  const NAMES = [
    'new\nline.txt',
    'tab\there.txt',
    'esc\u001b[31mred.txt',
    'bidi\u202egnp.exe',
    '-rf',
    '--help',
    'quo"te.txt',
  ];
  beforeAll(async () => {
    fixture = await cloneFixture();
    for (const name of NAMES) await fixture.write(name, 'find me\n');
    await fixture.write('sparse.bin', '');
    truncateSync(path.join(fixture.clonePath, 'sparse.bin'), 3 * 1024 ** 3);
    // A tree of folders that is deeper than any listing.
    mkdirSync(path.join(fixture.clonePath, Array(900).fill('d').join('/')), { recursive: true });
    await fixture.write(`${Array(900).fill('d').join('/')}/deep.txt`, 'find me\n');
  });
  afterAll(() => fixture.remove());

  test('a listing has one line for each entry, and shows nothing raw', async () => {
    const { content } = await fixture.call('list_files', {});
    expect(content).toMatch(/^-rf$/m);
    expect(content).toMatch(/^new\\nline\.txt$/m);
    expect(content.split('\n').some((line) => line === 'line.txt')).toBe(false);
    expect(content).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(content).toContain('sparse.bin');
    expect(content).toMatch(/^d(\/d)+\/ \(1 file\)$|deep\.txt/m);
  });

  test('a search names each file in one line', async () => {
    const found = await fixture.call('search_code', { pattern: 'find me' });
    expect(found.details).toMatchObject({ matches: NAMES.length + 1 });
    expect(found.content).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(found.content.split('\n').some((line) => line.startsWith('line.txt'))).toBe(false);
  });

  test('a name that looks like an option is a name', async () => {
    expect(await fixture.call('read_file', { path: '--help' })).toMatchObject({ ok: true, content: 'find me' });
    expect(await fixture.call('search_code', { pattern: '--files', path: '-rf' })).toMatchObject({
      content: 'no matches',
    });
  });

  test('a file of 3 GB is not read', async () => {
    expect(await fixture.call('read_file', { path: 'sparse.bin' })).toMatchObject({
      ok: false,
      content: expect.stringContaining('3221225472 bytes'),
    });
  });
});

test('names of hundreds of characters do not make an answer long', async () => {
  const clone = await cloneFixture();
  try {
    for (let index = 0; index < 280; index += 1) await clone.write(`${'n'.repeat(240)}${index}`, 'found\n'.repeat(3));
    const listed = await clone.call('list_files', {});
    expect(listed.content).toMatch(/… \d+ more lines: list a folder$/);
    const found = await clone.call('search_code', { pattern: 'found', context: 10 });
    expect(found.content).toMatch(/\[\d+ of 840 matches shown: narrow it/);
    for (const { content } of [listed, found]) expect(content.length).toBeLessThan(LONGEST);
  } finally {
    await clone.remove();
  }
});
