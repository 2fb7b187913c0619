import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type Draft, MOST_DRAFT_CHARACTERS, MOST_DRAFTS } from '../../shared/draft.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { openDrafts } from './drafts.ts';
import { newJobId, runIdOf } from './ids.ts';

const JOB = newJobId(() => 0.4);
const OTHER = newJobId(() => 0.6);

function world() {
  const folder = mkdtempSync(path.join(tmpdir(), 'cody-batch-drafts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'drafts.json');
  const open = () =>
    openDrafts(
      file,
      manualClock(0),
      (text) => text.replaceAll('hunter2', '…'),
      () => undefined,
    );
  return { file, open };
}
const draft = (place: string, words: Draft['words'], about: Draft['about'] = null): Draft => ({ place, about, words });

it('what is saved is there after a start, and what was sent is not', async () => {
  const { open } = world();
  const first = open();
  await first.save([draft('a', 'one'), draft('b', [{ text: 'two' }])]);
  await first.save([draft('a', null), draft('c', 'three')]);
  const second = open();
  await second.load();
  expect(second.list()).toEqual([draft('b', [{ text: 'two' }]), draft('c', 'three')]);
});

it('goes with its job', async () => {
  const { open } = world();
  const drafts = open();
  const kept = [draft('c', 'three', OTHER), draft('d', 'four')];
  await drafts.save([draft('a', 'one', JOB), draft('b', 'two', runIdOf(JOB, 3)), ...kept]);
  drafts.forgetJob(JOB);
  await drafts.close();
  const again = open();
  await again.load();
  expect(again.list()).toEqual(kept);
});

it('a key in any part of it is not written', async () => {
  const { file, open } = world();
  await open().save([draft('a', { prompt: 'hunter2', repos: ['is hunter2'], count: 2 })]);
  expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
  const drafts = open();
  await drafts.load();
  expect(drafts.list()).toEqual([draft('a', { prompt: '…', repos: ['is …'], count: 2 })]);
});

it('the oldest go when there are too many, and when they are too long', async () => {
  const { open } = world();
  const drafts = open();
  await drafts.save(Array.from({ length: MOST_DRAFTS + 1 }, (_, index) => draft(`${index}`, 'x')));
  expect(drafts.list()).toHaveLength(MOST_DRAFTS);
  expect(drafts.list()[0]?.place).toBe('1');
  await drafts.save([draft('long', 'x'.repeat(MOST_DRAFT_CHARACTERS - 10))]);
  expect(drafts.list().map(({ place }) => place)).toEqual([`${MOST_DRAFTS - 1}`, `${MOST_DRAFTS}`, 'long']);
});

it('a file that cannot be read is set aside', async () => {
  const { file, open } = world();
  writeFileSync(file, '{');
  const drafts = open();
  expect(await drafts.load()).toMatchObject({ ok: false, error: { code: 'store_unreadable' } });
  expect(drafts.list()).toEqual([]);
  expect(await drafts.save([draft('a', 'one')])).toMatchObject({ ok: true });
});
