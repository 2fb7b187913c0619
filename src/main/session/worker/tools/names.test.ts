import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CloneFixture, cloneFixture } from './testing/clone-fixture.ts';

let fixture: CloneFixture;
beforeEach(async () => {
  fixture = await cloneFixture();
});
afterEach(() => fixture.remove());

const edit = (path: string) => fixture.call('edit_file', { path, edits: [{ old_string: 'one', new_string: 'two' }] });

test.each([
  ['a decomposed name, composed', 'cafe\u0301.txt', 'caf\u00e9.txt'],
  ['a composed name, decomposed', 'caf\u00e9.txt', 'cafe\u0301.txt'],
  ['a joiner', 'a\u200db.txt', 'a\u200db.txt'],
  ['a joiner, spelled out', 'a\u200db.txt', 'a\\u{200d}b.txt'],
  ['a joiner, left out', 'می\u200cخواهم.txt', 'میخواهم.txt'],
  ['a soft hyphen', 'a\u00adb/c.txt', 'a\u00adb/c.txt'],
  ['a soft hyphen in a folder, left out', 'a\u00adb/c.txt', 'ab/c.txt'],
  ['a line break, spelled out', 'a\nb.txt', 'a\\nb.txt'],
  ['a line break', 'a\nb.txt', 'a\nb.txt'],
])('%s is the file that is there', async (_name, there, asked) => {
  await fixture.write(there, 'one\n');
  const before = readdirSync(fixture.clonePath, { recursive: true });
  expect(await fixture.call('read_file', { path: asked })).toMatchObject({ ok: true, content: 'one' });
  expect(await edit(asked)).toMatchObject({ ok: true });
  expect(await fixture.call('write_file', { path: asked, content: 'three\n' })).toMatchObject({ ok: true });
  expect(await fixture.read(there)).toBe('three\n');
  expect(readdirSync(fixture.clonePath, { recursive: true })).toEqual(before);
});

test('names that are not there get no invisible characters, and twins are not guessed at', async () => {
  expect(await fixture.call('write_file', { path: 'a\u202eb.txt', content: 'x' })).toMatchObject({ ok: false });
  await fixture.write('a\u200db.txt', 'one\n');
  await fixture.write('a\u200cb.txt', 'one\n');
  expect(await edit('ab.txt')).toMatchObject({ ok: false, content: 'ab.txt does not exist' });
  expect(await fixture.call('read_file', { path: '.g\u200dit/config' })).toMatchObject({ ok: false });
});
