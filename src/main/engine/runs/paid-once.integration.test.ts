import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { applyEventToRun } from '../../../shared/run.ts';
import { aRun } from '../../../shared/testing/builders.ts';
import { got } from '../../git/testing/world.ts';
import { storePaths } from '../../store/paths.ts';
import { startWorld } from '../testing/world.ts';

it('a judge’s opinion that was saved before a kill is not asked for again', async () => {
  let asked = 0;
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    settings: { judge: true },
    judge: () => {
      asked += 1;
      return { ok: true, value: { inScope: true, complete: true, safe: true, reasons: ['Fine.'] } };
    },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
  });
  const first = await world.start();
  const jobId = await world.create(first);
  const [run] = await first.jobEnded(jobId);
  const { events } = got(await first.runs.events({ runId: run!.id, after: 0 }));
  await first.stop();

  // What a kill right after the opinion leaves: the log up to it, and a row that is folded no further.
  const kept = events.slice(0, events.findIndex(({ body }) => body.kind === 'judged') + 1);
  const paths = storePaths(path.join(world.folder, 'data'));
  await writeFile(paths.events(run!.id), kept.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const document = JSON.parse(await readFile(paths.job(jobId), 'utf8'));
  document.runs = [kept.reduce(applyEventToRun, aRun({ id: run!.id, jobId, repo: world.repo('one') }))];
  await writeFile(paths.job(jobId), JSON.stringify(document));
  await rm(paths.index);

  const second = await world.start();
  const [again] = await second.jobEnded(jobId);
  expect(asked).toBe(1);
  expect(again).toMatchObject({ outcome: 'changed', attempt: 2, judgeReasons: [], costUsd: run!.costUsd });
});
