import { link, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CloneFixture, cloneFixture } from './testing/clone-fixture.ts';

let fixture: CloneFixture;
beforeEach(async () => {
  fixture = await cloneFixture({});
});
afterEach(() => fixture.remove());

test('move_file gives a name another form, and says truly where nothing is moved', async () => {
  const [decomposed, composed] = ['cafe\u0301.txt', 'caf\u00e9.txt'];
  await fixture.write(decomposed, 'x\n');
  const names = async () => (await readdir(fixture.clonePath)).filter((name) => name.startsWith('caf'));
  expect(await fixture.call('move_file', { from: decomposed, to: composed })).toMatchObject({ ok: true });
  // macOS keeps either form and finds both.
  if (process.platform === 'linux') expect(await names()).toEqual([composed]);
  expect(await names()).toHaveLength(1);
  const there = { ok: false, content: `${composed} is there already` };
  expect(await fixture.call('move_file', { from: decomposed, to: composed })).toMatchObject(
    process.platform === 'linux' ? there : {},
  );
  expect(await fixture.call('move_file', { from: composed, to: `./${composed}` })).toMatchObject(there);
  await link(path.join(fixture.clonePath, composed), path.join(fixture.clonePath, 'cafe.txt'));
  expect(await fixture.call('move_file', { from: composed, to: 'cafe.txt' })).toMatchObject({
    ok: false,
    content: 'cafe.txt exists already: delete it first',
  });
  expect(await names()).toHaveLength(2);
});

test('long lines are read and found cut between characters', async () => {
  const astronauts = '👩‍🚀'.repeat(1000);
  for (const before of ['', 'x', 'xx', 'xxx', 'xxxx']) {
    await fixture.write('long.txt', `${before}${astronauts}needle${astronauts}\n`);
    const read = (await fixture.call('read_file', { path: 'long.txt' })).content;
    expect(read).toMatch(/^x*(?:👩‍🚀)+… \(\d+ more characters\)\n/u);
    const found = (await fixture.call('search_code', { pattern: 'needle' })).content;
    expect(found).toMatch(/\n1:…(?:👩‍🚀)*needle(?:👩‍🚀)*…/u);
  }
});
