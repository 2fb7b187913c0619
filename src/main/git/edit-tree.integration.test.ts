import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oncePerFile } from '../testing/once-per-file.ts';
import { type Files, got, startWorld, write } from './testing/world.ts';

const lines = (change: Record<number, string> = {}, end = '\n'): string =>
  Array.from({ length: 40 }, (_, line) => `${change[line] ?? `line ${line}`}${end}`).join('');

const BASE: Files = {
  'long.txt': lines(),
  'crlf.txt': lines({}, '\r\n'),
  'moved.txt': lines(),
  'latin.txt': Buffer.from('gr\xfc\xdfe\nzwei\n', 'latin1'),
  'image.bin': Buffer.from([0, 1, 2, 255]),
  'gone.txt': 'bye\n',
  'tool.sh': '#!/bin/sh\n',
  'to-link.txt': 'text\n',
};
const EDITS: Files = {
  'long.txt': lines({ 3: 'three', 30: 'thirty' }),
  'crlf.txt': lines({ 3: 'three', 30: 'thirty' }, '\r\n'),
  'moved.txt': null,
  'sub/renamed file.txt': lines({ 3: 'three', 30: 'thirty' }),
  'latin.txt': Buffer.from('gr\xfc\xdfe\nzw\xf6lf\n', 'latin1'),
  'image.bin': Buffer.from([0, 9, 9, 255]),
  'gone.txt': null,
  'tool.sh': { run: '#!/bin/sh\n' },
  'to-link.txt': { link: 'long.txt' },
  'new.txt': 'new\n',
  'odd "näme"\t.txt': 'odd\n',
};

/** Each test goes out from the tree of the change, whatever another one left in the clone. */
const changedWorld = oncePerFile(async (atEnd) => {
  const world = await startWorld(undefined, undefined, atEnd);
  const clone = await world.cloneOf(BASE);
  write(clone.treePath, EDITS);
  const changeset = got(await world.room.readChangeset(clone, 1));
  if (!changeset) throw new Error('nothing changed');
  const { tree, files } = changeset;
  /** Brings the tree to the files and says what is still changed. */
  const changedAfter = async (next: string) => {
    got(await world.room.restoreTree(clone, next));
    return got(await world.room.readChangeset(clone, 2));
  };
  const text = (path: string) => readFileSync(join(clone.treePath, path), 'latin1');
  return { room: world.room, clone, tree, files, changedAfter, text };
});

describe('discard', () => {
  it('undoes the change to one file, of whatever kind, and nothing else', async () => {
    const { room, clone, tree, files, changedAfter } = await changedWorld();
    expect(files).toHaveLength(10);
    for (const { path } of files) {
      const next = got(await room.discard(clone, tree, path, null));
      const left = await changedAfter(next);
      expect(left?.files).toEqual(files.filter((file) => file.path !== path));
      expect(left?.tree).toBe(next);
    }
    got(await room.restoreTree(clone, tree));
    expect(got(await room.readChangeset(clone, 3))).toMatchObject({ tree, files });
  });

  it('undoes one hunk, whatever the line ends, encoding or name', async () => {
    const { room, clone, tree, changedAfter, text } = await changedWorld();
    for (const [path, hunk, expected] of [
      ['long.txt', 0, lines({ 30: 'thirty' })],
      ['long.txt', 1, lines({ 3: 'three' })],
      ['crlf.txt', 1, lines({ 3: 'three' }, '\r\n')],
      ['sub/renamed file.txt', 0, lines({ 30: 'thirty' })],
      ['latin.txt', 0, 'gr\xfc\xdfe\nzwei\n'],
    ] as const) {
      await changedAfter(got(await room.discard(clone, tree, path, hunk)));
      expect(text(path)).toBe(expected);
    }
  });

  it('takes the only hunk of a new file for the whole file', async () => {
    const { room, clone, tree, files, changedAfter } = await changedWorld();
    const left = await changedAfter(got(await room.discard(clone, tree, 'new.txt', 0)));
    expect(left?.files).toEqual(files.filter(({ path }) => path !== 'new.txt'));
  });

  it('refuses a file or a hunk that is not in the change', async () => {
    const { room, clone, tree } = await changedWorld();
    for (const [path, hunk] of [
      ['other.txt', null],
      ['long.txt', 7],
      ['../../x', null],
    ] as const) {
      expect(await room.discard(clone, tree, path, hunk)).toMatchObject({ ok: false, error: { code: 'not_found' } });
    }
  });
});

describe('a file edited by hand', () => {
  it('keeps mode and line ends, and changes nothing else', async () => {
    const { room, clone, tree, files, changedAfter, text } = await changedWorld();
    expect(got(await room.readText(clone, tree, 'long.txt'))).toBe(lines({ 3: 'three', 30: 'thirty' }));
    const first = got(await room.writeText(clone, tree, 'crlf.txt', 'one\ntwo\n'));
    const second = got(await room.writeText(clone, first, 'tool.sh', '#!/bin/sh\necho ü\n'));
    const left = await changedAfter(second);
    expect(text('crlf.txt')).toBe('one\r\ntwo\r\n');
    expect(text('tool.sh')).toBe(Buffer.from('#!/bin/sh\necho ü\n').toString('latin1'));
    expect(left?.files.find(({ path }) => path === 'tool.sh')).toMatchObject({ newMode: '100755', insertions: 1 });
    expect(left?.files.map(({ path }) => path)).toEqual(files.map(({ path }) => path));
    expect(got(await room.compare(clone, tree, second)).map(({ path }) => path)).toEqual(['crlf.txt', 'tool.sh']);
    const { patch } = got(await room.patch(clone, second, null, 100_000, 0, tree));
    expect(patch).toContain('+echo ü\n');
    expect(patch).not.toContain('new.txt');
  });

  it('refuses what is no plain text of the tree', async () => {
    const { room, clone, tree } = await changedWorld();
    const refused = {
      'latin.txt': 'not_allowed',
      'image.bin': 'not_allowed',
      'to-link.txt': 'not_allowed',
      sub: 'not_allowed',
      'gone.txt': 'not_found',
      '../long.txt': 'not_found',
      '.git/config': 'not_found',
      '/etc/passwd': 'not_found',
    };
    for (const [path, code] of Object.entries(refused)) {
      expect(await room.readText(clone, tree, path)).toMatchObject({ error: { code } });
      expect(await room.writeText(clone, tree, path, 'x')).toMatchObject({ error: { code } });
    }
  });
});
