import { appendFile, mkdir, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../shared/errors.ts';
import type { RunEventBody } from '../../shared/events.ts';
import { RunId } from '../../shared/ids.ts';
import { oldText } from '../../shared/messages/message.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import { type EventLog, openEventLog } from './event-log.ts';
import { storePaths } from './paths.ts';
import { replayJournals } from './replay.ts';

const RUN = RunId.parse('run_aaaaaaaaaaaa0000');
const OTHER = RunId.parse('run_aaaaaaaaaaaa0001');
const notice = (text: string): RunEventBody => ({ kind: 'notice', level: 'info', message: oldText(text) });

let root = '';
let damages: string[] = [];
let log: EventLog;
const paths = () => storePaths(root);
const options = () => ({
  fileOf: paths().events,
  journalFolder: paths().journals,
  now: () => 1000,
  onDamage: (_runId: RunId, kept: string) => damages.push(kept),
  onJournalDamage: (kept: string) => damages.push(kept),
});
const reopen = async () => {
  await log.close();
  log = await openEventLog(options());
};
const texts = async (runId: RunId, after = 0) => {
  const read = await log.read(runId, after);
  if (!read.ok) throw new Error(read.error.message);
  return read.value.map((event) => [
    event.seq,
    event.body.kind === 'notice' ? messageText(event.body.message) : event.body.kind,
  ]);
};

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'cody-log-'));
  damages = [];
  log = await openEventLog(options());
});
afterEach(async () => {
  await log.close();
  await rm(root, { recursive: true });
});

describe('the event log', () => {
  it('reads the end of a long log without its beginning', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => notice(`${index + 1} ${'x'.repeat(1_000)}`));
    await log.append(RUN, many);
    const file = await open(paths().events(RUN), 'r+');
    await file.write(Buffer.alloc(400_000, 'y'), 0, 400_000, 0);
    await file.close();
    expect((await texts(RUN, 997)).map(([seq]) => seq)).toEqual([998, 999, 1000]);
    expect(await log.read(RUN, 990, 2)).toMatchObject({ value: [{ seq: 991 }, { seq: 992 }] });
  });

  it('numbers, stamps, saves and reads back', async () => {
    expect(await log.append(RUN, [notice('one'), notice('two')])).toEqual(
      ok([
        { seq: 1, at: 1000, body: notice('one') },
        { seq: 2, at: 1000, body: notice('two') },
      ]),
    );
    expect(await log.append(OTHER, [notice('other')])).toMatchObject({ value: [{ seq: 1 }] });
    expect(await log.append(RUN, [notice('three')])).toMatchObject({ value: [{ seq: 3 }] });
    expect(await texts(RUN, 1)).toEqual([
      [2, 'two'],
      [3, 'three'],
    ]);
    expect(await log.read(RUN, 1, 1)).toMatchObject({ ok: true, value: [{ seq: 2 }] });
    expect(await log.read(RUN, 3, 1)).toEqual(ok([]));
    await reopen();
    expect(await log.append(RUN, [notice('four')])).toMatchObject({ value: [{ seq: 4 }] });
    expect((await stat(paths().events(RUN))).mode & 0o777).toBe(0o600);
  });

  it('keeps the order of appends that were not waited for, and puts many runs into few journal writes', async () => {
    const runs = Array.from({ length: 32 }, (_, index) =>
      RunId.parse(`run_aaaaaaaaaaaa00${String(index).padStart(2, '0')}`),
    );
    await Promise.all(runs.flatMap((runId) => [1, 2, 3].map((n) => log.append(runId, [notice(`n${n}`)]))));
    for (const runId of runs) expect((await texts(runId)).map(([, text]) => text)).toEqual(['n1', 'n2', 'n3']);
  });

  it('cuts a torn last line, and only that', async () => {
    await log.append(RUN, [notice('one'), notice('two')]);
    await log.close();
    await appendFile(paths().events(RUN), '{"seq":3,"at":10,"body":{"kind":"not');
    log = await openEventLog(options());
    expect(await texts(RUN)).toEqual([
      [1, 'one'],
      [2, 'two'],
    ]);
    expect(await log.append(RUN, [notice('three')])).toMatchObject({ value: [{ seq: 3 }] });
    expect((await readFile(paths().events(RUN), 'utf8')).split('\n')).toHaveLength(4);
    expect(damages).toEqual([]);
  });

  it('knows a log by its end, without reading it', async () => {
    expect([await log.endsAt(RUN, 0), await log.endsAt(OTHER, 1)]).toEqual([true, false]);
    await log.append(RUN, [notice('a'), notice('b'), notice('c')]);
    const knowsAnew = async (runId: RunId, seq: number) => {
      await reopen();
      return log.endsAt(runId, seq);
    };
    expect([await knowsAnew(RUN, 2), await knowsAnew(RUN, 3)]).toEqual([false, true]);
    // It goes on from there.
    expect(await log.append(RUN, [notice('d')])).toMatchObject({ ok: true, value: [{ seq: 4 }] });
    expect(await texts(RUN, 2)).toEqual([
      [3, 'c'],
      [4, 'd'],
    ]);
    // What its end does not tell is read whole: a torn line, one that is longer than what is looked at.
    await appendFile(paths().events(RUN), '{"seq":5,');
    expect(await knowsAnew(RUN, 4)).toBe(false);
    await log.append(OTHER, [notice('a'), notice('x'.repeat(50_000))]);
    expect(await knowsAnew(OTHER, 2)).toBe(false);
    expect(await texts(RUN)).toHaveLength(4);
  });

  it('finds the damage of a log that was known by its end once it is read', async () => {
    await log.append(RUN, [notice('a'), notice('b'), notice('c')]);
    await log.close();
    const file = paths().events(RUN);
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, [lines[0], 'nonsense', ...lines.slice(2)].join('\n'));
    log = await openEventLog(options());
    expect(await log.endsAt(RUN, 3)).toBe(true);
    expect(await texts(RUN)).toEqual([[1, 'a']]);
    expect(damages).toHaveLength(1);
  });

  it('sets a log aside that is damaged in the middle, and goes on with its good beginning', async () => {
    await log.append(RUN, [notice('one'), notice('two'), notice('three')]);
    await log.close();
    const whole = await readFile(paths().events(RUN), 'utf8');
    const damaged = whole.replace('"seq":2', '"seq":"x"');
    await writeFile(paths().events(RUN), damaged);
    log = await openEventLog(options());
    expect(await texts(RUN)).toEqual([[1, 'one']]);
    expect(damages).toHaveLength(1);
    expect(await readFile(damages[0] ?? '', 'utf8')).toBe(damaged);
  });

  it.each([
    ['half a line is missing', (size: number) => size - 12],
    ['the last events are missing', (size: number) => Math.floor(size / 2)],
    ['the file is empty', () => 0],
  ])('a power cut is mended from the journal: %s', async (_name, cut) => {
    await log.append(RUN, [notice('one'), notice('two'), notice('three'), notice('four')]);
    await log.close();
    const file = paths().events(RUN);
    await truncate(file, cut((await stat(file)).size));
    const { events } = await replayJournals({ ...options(), isKept: () => true });
    log = await openEventLog(options());
    expect(events.map(({ event }) => event.seq)).toEqual([1, 2, 3, 4]);
    expect((await texts(RUN)).map(([, text]) => text)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('does not bring a removed run back', async () => {
    await log.append(RUN, [notice('one')]);
    await log.close();
    await rm(paths().runsOf('job_aaaaaaaaaaaa' as never), { recursive: true });
    await replayJournals({ ...options(), isKept: () => false });
    log = await openEventLog(options());
    expect(await texts(RUN)).toEqual([]);
  });

  it('starts the journal anew at a checkpoint, and not before the rest is saved', async () => {
    await log.append(RUN, [notice('one')]);
    const [first] = await readdir(paths().journals);
    const failing = { ok: false as const, error: { code: 'store_full' as const, message: 'full' } };
    expect(await log.checkpoint(async () => failing)).toEqual(failing);
    expect(await readdir(paths().journals)).toContain(first);
    expect(await log.checkpoint(async () => ok(null))).toEqual(ok(null));
    const left = await readdir(paths().journals);
    expect(left).toHaveLength(1);
    expect(left).not.toContain(first);
    expect(log.journalBytes()).toBe(0);
    await log.append(RUN, [notice('two')]);
    expect((await texts(RUN)).map(([, text]) => text)).toEqual(['one', 'two']);
  });

  it('says so when a log cannot be written, and others are not harmed', async () => {
    // A folder where the file should be.
    await mkdir(paths().events(RUN), { recursive: true });
    const [bad, good] = await Promise.all([log.append(RUN, [notice('lost')]), log.append(OTHER, [notice('kept')])]);
    expect(bad).toMatchObject({ ok: false, error: { code: 'store_failed' } });
    expect(good).toMatchObject({ ok: true });
    await rm(paths().events(RUN), { recursive: true });
    expect(await log.append(RUN, [notice('now')])).toMatchObject({ value: [{ seq: 1 }] });
  });

  it('closes and opens the file of a resting run', async () => {
    await log.append(RUN, [notice('one')]);
    await log.release(RUN);
    await log.append(RUN, [notice('two')]);
    await log.forget(RUN);
    expect((await texts(RUN)).map(([, text]) => text)).toEqual(['one', 'two']);
  });
});
