import path from 'node:path';
import { expect, test } from '@playwright/test';
import { temporaryFolder } from './app.ts';
import { campaign, type JobReport, undisturbed } from './crash/campaign.ts';

/** `npm run test:crash` asks for more. */
const KILLS = Number(process.env.CODY_BATCH_KILLS ?? 4);
const SEED = Number(process.env.CODY_BATCH_SEED ?? Date.now() % 1_000_000);
const KILLS_PER_JOB = 15;
/** The short version is for every day: with fewer repositories it meets the same moments in less time. */
const REPOSITORIES = KILLS > 10 ? undefined : 4;

const wordsOf = (name: string, report: JobReport): string =>
  `${name}: ${report.kills.main} kills of main, ${report.kills.worker} of sessions, ${report.starts} starts; ` +
  `${report.requests} requests, ${report.lost} answers lost to kills, ${report.steps} steps, ${report.events} events; ` +
  `slowest end of a process ${Math.round(report.slowestDeathMs)} ms; ${report.problems.length} problems`;

test(`${KILLS} kills at random moments lose nothing and double nothing`, async () => {
  test.skip(process.platform !== 'linux', 'processes are found in /proc');
  test.setTimeout(600_000 + KILLS * 20_000);
  const { folder, remove } = await temporaryFolder('crash');
  console.log(`seed ${SEED} (CODY_BATCH_SEED=${SEED} repeats its choices)`);
  const { reference, report } = await undisturbed(path.join(folder, 'undisturbed'), REPOSITORIES);
  console.log(wordsOf('undisturbed', report));
  expect(report.problems).toEqual([]);

  let jobs = 0;
  const say = (job: JobReport) => {
    jobs += 1;
    console.log(wordsOf(`job ${jobs}`, job));
    for (const problem of job.problems) console.log(`  ${problem}`);
  };
  const killsPerJob = KILLS_PER_JOB;
  const reports = await campaign({
    folder,
    kills: KILLS,
    killsPerJob,
    seed: SEED,
    reference,
    say,
    repositories: REPOSITORIES,
  });
  expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
  // What went wrong stays to be looked at.
  await remove();
});
