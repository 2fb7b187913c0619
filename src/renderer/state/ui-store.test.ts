import { beforeEach, describe, expect, it } from 'vitest';
import { JobId, RunId } from '../../shared/ids.ts';
import { parseKept } from './kept.ts';
import { closeRun, FRESH_UI, KeptUi, navigate, openRun, openRunId, toggleTicked, uiStore } from './ui-store.ts';

const job = JobId.parse('job_aaaaaaaa');
const other = JobId.parse('job_bbbbbbbb');
const run = RunId.parse('run_aaaaaaaa');

beforeEach(() => uiStore.setState(FRESH_UI, true));

describe('what is kept', () => {
  it.each([
    ['another form', '{"route":{"screen":"nowhere"}}', null],
    ['a part', '{"threadView":"technical"}', { threadView: 'technical' }],
    [
      'a route and sizes',
      `{"route":{"screen":"job","jobId":"${job}","runId":null},"paneSizes":{"a":300}}`,
      { route: { screen: 'job', jobId: job, runId: null }, paneSizes: { a: 300 } },
    ],
  ])('%s', (_name, text, expected) => {
    expect(parseKept(text, KeptUi)).toEqual(expected);
  });
});

describe('going somewhere', () => {
  it('forgets ticks and filter of the list that is left', () => {
    navigate({ screen: 'job', jobId: job, runId: null });
    toggleTicked(run);
    uiStore.setState({ filter: 'x' });
    navigate({ screen: 'job', jobId: other, runId: null });
    expect([uiStore.getState().ticked.size, uiStore.getState().filter]).toEqual([0, '']);
  });
  it('keeps them while a run of the same list is opened and closed', () => {
    navigate({ screen: 'job', jobId: job, runId: null });
    toggleTicked(run);
    openRun(job, run);
    expect(openRunId(uiStore.getState().route)).toBe(run);
    closeRun();
    expect([...uiStore.getState().ticked]).toEqual([run]);
    expect(uiStore.getState().route).toEqual({ screen: 'job', jobId: job, runId: null });
  });
  it('opens a run in Review beside its list, elsewhere in its job', () => {
    navigate({ screen: 'review', runId: null });
    openRun(job, run);
    expect(uiStore.getState().route).toEqual({ screen: 'review', runId: run });
    navigate({ screen: 'pull-requests' });
    openRun(job, run);
    expect(uiStore.getState().route).toEqual({ screen: 'job', jobId: job, runId: run });
    expect(uiStore.getState().activeRunId).toBe(run);
  });
});
