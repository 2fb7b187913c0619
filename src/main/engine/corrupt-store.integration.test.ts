import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { JobId, RunId } from '../../shared/ids.ts';
import { got } from '../git/testing/world.ts';
import { type StorePaths, storePaths } from '../store/paths.ts';
import { startWorld } from './testing/world.ts';

interface Damage {
  name: string;
  file: (paths: StorePaths, jobId: JobId, runId: RunId) => string;
  damage: (text: string) => string;
  /** What the person reads. Null: nothing is lost, so nothing is said. */
  notice: RegExp | null;
  /** Jobs that are still listed. */
  jobs: number;
}

const garbage = () => '{"version":1,"jobs":[{"sum\u0000\u0000';
const breakSecondLine = (text: string) => text.replace('\n{', '\n\u0000\u0000');
const firstJournal = (paths: StorePaths) => path.join(paths.journals, readdirSync(paths.journals).sort()[0] ?? '');

const DAMAGES: Damage[] = [
  {
    name: 'settings',
    file: (paths) => paths.settings,
    damage: garbage,
    notice: /^The settings could not be read/,
    jobs: 1,
  },
  { name: 'a job’s document', file: (paths, job) => paths.job(job), damage: garbage, notice: /was set aside/, jobs: 0 },
  { name: 'the day’s spending', file: (paths) => paths.daySpend, damage: garbage, notice: /was set aside/, jobs: 1 },
  { name: 'the index', file: (paths) => paths.index, damage: garbage, notice: null, jobs: 1 },
  {
    name: 'an event log',
    file: (paths, _job, run) => paths.events(run),
    damage: breakSecondLine,
    notice: /^The log of run/,
    jobs: 1,
  },
  { name: 'the journal', file: firstJournal, damage: breakSecondLine, notice: /^The journal was damaged/, jobs: 1 },
];

it('whatever of the store is corrupt, the app opens, says so, and deletes nothing', async () => {
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
  });
  const first = await world.start();
  const { settings } = got(await first.app.state({}));
  got(await first.settings.update({ settings: { ...settings, theme: 'dark' } }));
  const jobId = await world.create(first);
  const [run] = await first.jobEnded(jobId);

  for (const { name, file: fileOf, damage, notice, jobs } of DAMAGES) {
    const copy = await world.crashCopy(`without ${name}`);
    const file = fileOf(storePaths(copy), jobId, run!.id);
    const damaged = damage(readFileSync(file, 'utf8'));
    writeFileSync(file, damaged);

    const second = await world.start(copy);
    const state = got(await second.app.state({}));
    const kept = readdirSync(path.dirname(file)).filter((one) => one.startsWith(`${path.basename(file)}.unreadable-`));
    expect({
      name,
      jobs: state.jobs.length,
      notices: state.notices.map(({ text }) => text),
      kept: kept.map((one) => readFileSync(path.join(path.dirname(file), one), 'utf8')),
    }).toEqual({ name, jobs, notices: notice ? [expect.stringMatching(notice)] : [], kept: [damaged] });
    await second.stop();
  }
});
