import { expect, it } from 'vitest';
import type { JobId, RunId } from '../../../shared/ids.ts';
import { firstChoice, runsInSight, tick, tickedNames } from './diagnostics-choice.ts';

const entry = (name: string) => ({ name, bytes: 1, preview: name, shortened: false });
const ENTRIES = ['versions.json', 'main.log', 'events/run_1.jsonl'].map(entry);

it('takes events of runs along only when somebody ticks them, and shows what was ticked', () => {
  const first = firstChoice(ENTRIES);
  expect(tickedNames(first)).toEqual(['versions.json', 'main.log']);
  expect(first.shown).toBe('versions.json');
  const more = tick(first, 'events/run_1.jsonl', true);
  expect(tickedNames(more)).toEqual(['versions.json', 'main.log', 'events/run_1.jsonl']);
  expect(more.shown).toBe('events/run_1.jsonl');
  const less = tick(more, 'versions.json', false);
  expect(tickedNames(less)).toEqual(['main.log', 'events/run_1.jsonl']);
  expect(less.shown).toBe('events/run_1.jsonl');
});

it('offers the ticked runs and the open one, each once and no more than main takes', () => {
  const open = 'run_open' as RunId;
  const route = { screen: 'job', jobId: 'job_1' as JobId, runId: open } as const;
  expect(runsInSight({ ticked: new Set([open]), route })).toEqual([open]);
  expect(runsInSight({ ticked: new Set(), route: { screen: 'jobs' } })).toEqual([]);
  const many = new Set(Array.from({ length: 80 }, (_, n) => `run_${n}` as RunId));
  expect(runsInSight({ ticked: many, route })).toHaveLength(50);
  // Of more than fit in, the one that somebody looks at is not the one that is left out.
  expect(runsInSight({ ticked: many, route })).toContain(open);
});
