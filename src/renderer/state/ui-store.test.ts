import { beforeEach, describe, expect, it } from 'vitest';
import { JobId, RunId } from '../../shared/ids.ts';
import { parseKept } from './kept.ts';
import {
  closeRun,
  FRESH_UI,
  forgetJobRoutes,
  goBack,
  goForward,
  KeptUi,
  navigate,
  openRun,
  openRunId,
  showNewJobOptions,
  tickRange,
  toggleTicked,
  uiStore,
} from './ui-store.ts';

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

describe('back and forward', () => {
  const next = RunId.parse('run_bbbbbbbb');
  const screenBefore = () => {
    goBack();
    return uiStore.getState().route.screen;
  };
  it('leads through the screens that were left; runs that were gone through are one of them', () => {
    navigate({ screen: 'job', jobId: job, runId: null });
    openRun(job, run);
    openRun(job, next);
    navigate({ screen: 'insights' });
    goBack();
    expect(openRunId(uiStore.getState().route)).toBe(next);
    expect(uiStore.getState().activeRunId).toBe(next);
    goForward();
    expect(uiStore.getState().route).toEqual({ screen: 'insights' });
    goBack();
    goBack();
    expect(uiStore.getState().route).toEqual({ screen: 'job', jobId: job, runId: null });
    navigate({ screen: 'settings' });
    goForward();
    expect(uiStore.getState().route).toEqual({ screen: 'settings' });
  });
  it('never leads to a job that was removed', () => {
    navigate({ screen: 'job', jobId: job, runId: null });
    navigate({ screen: 'insights' });
    forgetJobRoutes(job);
    expect([screenBefore(), screenBefore()]).toEqual(['jobs', 'jobs']);
  });
});

describe('a range of ticks', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => RunId.parse(`run_${letter.repeat(8)}`)) as [
    RunId,
    RunId,
    RunId,
    RunId,
  ];
  const ticked = () => [...uiStore.getState().ticked].sort();
  it('begins at the row that was ticked last, in either direction', () => {
    toggleTicked(c);
    tickRange([a, b, c, d], b);
    expect(ticked()).toEqual([b, c]);
    tickRange([a, b, c, d], d);
    expect(ticked()).toEqual([b, c, d]);
  });
  it('begins at the row with the keyboard, else at itself, when that one is not in sight', () => {
    toggleTicked(a);
    uiStore.setState({ activeRunId: c });
    tickRange([b, c, d], d);
    expect(ticked()).toEqual([a, c, d]);
    uiStore.setState({ ticked: new Set(), anchorRunId: a, activeRunId: null });
    tickRange([b, c, d], c);
    expect(ticked()).toEqual([c]);
  });
});

it('the options of the job that is being written are shown from elsewhere, too', () => {
  navigate({ screen: 'review', runId: null });
  uiStore.setState({ overlay: 'palette' });
  showNewJobOptions('Model');
  expect(uiStore.getState()).toMatchObject({
    route: { screen: 'new-job' },
    newJobOptionsAt: 'Model',
    overlay: null,
  });
});
