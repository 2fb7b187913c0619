import { describe, expect, it } from 'vitest';
import type { RunEvent, RunEventBody } from '../../shared/events.ts';
import { ToolCallId, TurnId } from '../../shared/ids.ts';
import { oldText } from '../../shared/messages/message.ts';
import { aChangeset } from '../../shared/testing/builders.ts';
import { NO_USAGE } from '../../shared/usage.ts';
import { commentChangedNothing, progressOf, type RunProgress, turnIdAfter } from './run-progress.ts';

const turnId = TurnId.parse('turn_1');
const QUEUED: RunEventBody = { kind: 'queued', reason: 'created', attempt: 1, promptVersion: 1 };
const CLONED: RunEventBody = {
  ...{ kind: 'cloned', baseCommit: 'b', baseBranch: 'main', files: 1, canPush: true, ms: 1 },
  repo: { kind: 'local', path: '/r', name: 'r' },
};
const queued = (reason: 'retry' | 'resume' | 'feedback'): RunEventBody => ({ ...QUEUED, reason, attempt: 2 });
const begun = (source: 'instruction' | 'person' | 'check' | 'guard' | 'judge'): RunEventBody => ({
  ...{ kind: 'turn_started', turnId, source, content: [], text: '' },
});
const STEP: RunEventBody = {
  ...{ kind: 'step_completed', turnId, step: 1, messageId: 'm', requestId: null, model: 'm', stopReason: 'end_turn' },
  ...{ content: [{ type: 'text', text: 'Said.' }], usage: NO_USAGE, costUsd: 1, firstByteMs: 1, ms: 20 },
  ...{ retries: 0, discarded: false },
};
const TOOL: RunEventBody = {
  ...{ kind: 'tool_finished', turnId, toolCallId: ToolCallId.parse('toolu_1'), ok: true, content: '', ms: 5 },
  details: { kind: 'none' },
};
const ended = (status: 'completed' | 'stopped'): RunEventBody => ({
  ...{ kind: 'turn_finished', turnId, status, report: null, error: null, limit: null },
});
const checked = (moment: 'baseline' | 'after'): RunEventBody => ({
  kind: 'check_finished',
  result: { checkId: moment, moment, command: 'test', exitCode: 0, timedOut: false, ms: 1, tail: '', problem: null },
});
const CHANGED = {
  kind: 'changeset_ready' as const,
  changeset: aChangeset(),
};
const VERDICT: RunEventBody = { kind: 'verdict_reached', verdict: 'passes' };
const SETTLED: RunEventBody = { kind: 'settled', outcome: 'changed', reason: oldText(''), error: null };

const log = (...bodies: RunEventBody[]): RunEvent[] => bodies.map((body, index) => ({ seq: index + 1, at: 0, body }));

describe('how far a run has come', () => {
  const cases: [string, RunEventBody[], Partial<RunProgress>][] = [
    ['nothing yet', [], { fresh: true, turns: 0, openTurn: false, ended: null }],
    ['cloned', [QUEUED, CLONED, checked('baseline')], { fresh: false, turns: 0, rounds: 0 }],
    ['in its first turn', [CLONED, begun('instruction'), STEP], { openTurn: true, turns: 1, lastWords: 'Said.' }],
    [
      'its turn ended',
      [CLONED, begun('instruction'), ended('stopped')],
      { openTurn: false, ended: ended('stopped') as never },
    ],
    ['a resume keeps the thread', [CLONED, begun('instruction'), queued('resume')], { fresh: false, openTurn: true }],
    ['feedback keeps the thread', [CLONED, begun('instruction'), queued('feedback')], { fresh: false }],
    [
      'a retry begins anew',
      [CLONED, begun('instruction'), queued('retry')],
      { fresh: true, openTurn: false, turns: 1 },
    ],
    [
      'a retry that has cloned',
      [CLONED, begun('instruction'), queued('retry'), CLONED],
      { fresh: false, openTurn: false },
    ],
    [
      'verified',
      [CLONED, begun('instruction'), ended('completed'), CHANGED, checked('after'), VERDICT],
      { verdict: 'passes', rounds: 1 },
    ],
    [
      'a new changeset was not checked yet',
      [CLONED, CHANGED, checked('after'), VERDICT, CHANGED],
      { verdict: null, after: null, rounds: 2 },
    ],
    [
      'sent back by the app',
      [CLONED, begun('instruction'), begun('check'), begun('check'), begun('judge')],
      { sentBack: { check: 2, guard: 0, judge: 1 } },
    ],
    [
      'a person’s word gives the app its rounds again',
      [CLONED, begun('instruction'), begun('guard'), begun('person')],
      { sentBack: { check: 0, guard: 0, judge: 0 } },
    ],
    [
      'effort is the time of model and tools',
      [CLONED, begun('instruction'), STEP, TOOL, STEP],
      { spent: { steps: 2, ms: 45 } },
    ],
    [
      'settling renews the allowance',
      [CLONED, STEP, SETTLED, queued('feedback'), STEP],
      { spent: { steps: 1, ms: 20 } },
    ],
  ];
  it.each(cases)('%s', (_name, bodies, expected) => {
    expect(progressOf(log(...bodies))).toMatchObject(expected);
  });

  it('the thread is what came since the last clone', () => {
    const events = log(CLONED, begun('instruction'), queued('retry'), CLONED, begun('instruction'));
    expect(progressOf(events).thread).toEqual(events.slice(3));
  });

  it('the same log names the same turns', () => {
    expect([turnIdAfter(0), turnIdAfter(7)]).toEqual(['turn_1', 'turn_8']);
  });
});

describe('a comment that led to nothing', () => {
  const other = { ...CHANGED, changeset: { ...CHANGED.changeset, tree: 'u' } } as RunEventBody;
  const first = [CLONED, begun('instruction'), ended('completed'), CHANGED, SETTLED];
  it.each<[string, RunEventBody[], boolean]>([
    ['no comment yet', first, false],
    ['the same tree again', [...first, begun('person'), ended('completed'), CHANGED], true],
    ['no changeset was made anew', [...first, begun('person'), ended('completed')], true],
    ['another tree', [...first, begun('person'), ended('completed'), other], false],
    [
      'another tree only after the check sent it back',
      [...first, begun('person'), CHANGED, begun('check'), other],
      false,
    ],
    ['there was no change before', [CLONED, begun('instruction'), SETTLED, begun('person'), CHANGED], false],
    ['only the last comment counts', [...first, begun('person'), other, begun('person'), other], true],
  ])('%s', (_name, bodies, expected) => expect(commentChangedNothing(log(...bodies))).toBe(expected));
});
