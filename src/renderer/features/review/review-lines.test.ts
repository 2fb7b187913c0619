import { describe, expect, it } from 'vitest';
import { JobId } from '../../../shared/ids.ts';
import type { Difference } from '../../../shared/messages/differences.ts';
import { oldText } from '../../../shared/messages/message.ts';
import type { ReviewGroup } from '../../../shared/review-groups.ts';
import type { Run } from '../../../shared/run.ts';
import { aChangedRun, runId as id, JOB_ID as jobId } from '../../../shared/testing/builders.ts';
import {
  groupSentence,
  groupTitle,
  isShownToDecide,
  reviewLines,
  type ShownGroup,
  shownGroups,
  withOneUnfinished,
} from './review-lines.ts';

const run = (number: number, change: Partial<Run> = {}) => aChangedRun(change, number);
const decided = (decision: Run['review']['decision']): Run['review'] => ({
  decision,
  tree: null,
  promptVersion: 1,
  at: 1,
  note: '',
});
const SHARES = { actions: [{ status: 'modified' as const, what: 'readme' as const, name: '' }], more: 0 };
const ALSO_DOCS: Difference = {
  code: 'also_does',
  parameters: { action: { status: 'added', what: 'docs', name: '' } },
};
const line = (words: string): Difference => ({
  code: 'own_line',
  parameters: { file: 'a.md', line: words, removed: false },
});
const group = (kind: ReviewGroup['kind'], ...numbers: number[]): ReviewGroup => ({
  id: kind,
  kind,
  shares: SHARES,
  like: kind === 'similar' ? 'alike' : null,
  members: numbers.map((number) => ({ runId: id(number), differs: [], doubts: [] })),
});
const shown = (kind: ShownGroup['kind'], count: number, differs: Difference[][] = []): ShownGroup => ({
  key: `${jobId}:${kind}`,
  jobId,
  kind,
  shares: SHARES,
  isLikeAbove: false,
  members: Array.from({ length: count }, (_, index) => ({ runId: id(index), differs: differs[index] ?? [], says: [] })),
  approved: 0,
});

describe('shownGroups', () => {
  it('holds what still waits, and what has no change in a group of its own', () => {
    const runs = [
      run(1, { review: decided('approved') }),
      run(2),
      run(3, { review: decided('rejected') }),
      run(4, { status: 'running', outcome: null }),
      run(5, { outcome: 'failed', action: oldText('no such branch') }),
    ];
    expect(shownGroups(jobId, [group('outliers', 3), group('alike', 1, 2, 4)], runs, '')).toEqual([
      {
        key: `${jobId}:alike`,
        jobId,
        kind: 'alike',
        shares: SHARES,
        isLikeAbove: false,
        members: [
          { runId: id(1), differs: [], says: [] },
          { runId: id(2), differs: [], says: [] },
        ],
        approved: 1,
      },
      {
        key: `${jobId}:unfinished`,
        jobId,
        kind: 'unfinished',
        shares: { actions: [], more: 0 },
        isLikeAbove: false,
        members: [{ runId: id(5), differs: [], says: ['failed: no such branch'] }],
        approved: 0,
      },
    ]);
  });
  it('knows whether the group that its members differ from is above', () => {
    const groups = [group('alike', 1), group('similar', 2)];
    const isLikeAbove = (filter: string) => shownGroups(jobId, groups, [run(1), run(2)], filter).at(-1)?.isLikeAbove;
    expect([isLikeAbove(''), isLikeAbove('repo-2')]).toEqual([true, false]);
  });
  it.each(['comparing', 'uncompared'] as const)('%s: the changes are there, as rows to look at', (kind) => {
    const runs = [run(1, { review: decided('approved') }), run(2), run(3, { review: decided('rejected') })];
    const [only, ...others] = shownGroups(jobId, kind, runs, '');
    expect([only?.kind, only?.members.map(({ runId }) => runId), only?.approved]).toEqual([kind, [id(1), id(2)], 1]);
    expect(others).toEqual([]);
  });
  it('leaves out what the filter does not match', () => {
    const groups = shownGroups(jobId, [group('alike', 1, 2)], [run(1), run(2)], 'repo-2');
    expect(groups.map(({ members }) => members.map(({ runId }) => runId))).toEqual([[id(2)]]);
  });
});

describe('isShownToDecide', () => {
  it.each([
    ['one that waits', run(1), '', true],
    ['one that was approved, which may be taken back', run(1, { review: decided('approved') }), '', true],
    ['not one that was rejected', run(1, { review: decided('rejected') }), '', false],
    ['one that the filter finds', run(1), 'outcome:changed', true],
    ['not one that the filter hides', run(1), 'outcome:failed', false],
    ['not one that is at work', run(1, { status: 'running', outcome: null }), '', false],
  ])('%s', (_name, given, filter, expected) => {
    expect(isShownToDecide(given, filter)).toBe(expected);
  });
});

describe('reviewLines', () => {
  it.each([
    ['outliers are open', shown('outliers', 5), {}, 6],
    ['a large group is folded', shown('alike', 5), {}, 1],
    ['what is being compared is open', shown('comparing', 5), {}, 6],
    ['a small one is open', shown('similar', 3), {}, 4],
    ['unless the person unfolds it', shown('alike', 5), { [`groups:${jobId}:alike`]: false }, 6],
    ['or folds it', shown('outliers', 5), { [`groups:${jobId}:outliers`]: true }, 1],
  ])('%s', (_name, only, folds, expected) => {
    expect(reviewLines([only], folds)).toHaveLength(expected);
  });
});

it('a row tells what its head has not told', () => {
  const [, ...rows] = reviewLines([shown('similar', 2, [[ALSO_DOCS, line('b')], [line('b')]])], {});
  expect(rows.map((row) => row.kind === 'run' && row.words)).toEqual([['Also adds docs'], []]);
});

describe('words of a group', () => {
  it.each([
    [shown('outliers', 1), '1 outlier', 'Look at it: unlike the others, or something speaks against it'],
    [shown('alike', 31), '31 alike', 'Change the readme'],
    [shown('alike', 1), 'Change the readme', ''],
    [shown('similar', 2, [[ALSO_DOCS, line('b')], [line('b')]]), '2 similar', 'Change the readme; a.md: b'],
    [shown('similar', 1), 'Change the readme', ''],
    [shown('similar', 1, [[line('b'), ALSO_DOCS]]), 'Change the readme', 'a.md: b; also adds docs'],
    [shown('similar', 1, [[ALSO_DOCS]]), 'Change the readme', 'Also adds docs'],
    [
      { ...shown('similar', 1, [[ALSO_DOCS]]), isLikeAbove: true },
      'Change the readme',
      'Like the group above, but also adds docs',
    ],
    [
      {
        ...shown('similar', 2, [
          [ALSO_DOCS, line('x')],
          [ALSO_DOCS, line('y')],
        ]),
        isLikeAbove: true,
      },
      '2 similar',
      'Like the group above, but also adds docs',
    ],
    [
      { ...shown('similar', 2, [[line('x')], [line('y')]]), isLikeAbove: true },
      '2 similar',
      'Like the group above, each with a difference of its own',
    ],
    [
      shown('comparing', 57),
      'Comparing 57 changes',
      'You can look at them already; they are put into groups in a moment',
    ],
    [shown('uncompared', 2), '2 changes', 'They could not be compared'],
    [shown('unfinished', 3), '3 without a change', 'Failed, stopped at a limit or interrupted'],
  ])('%#', (only, title, sentence) => {
    expect([groupTitle(only), groupSentence(only)]).toEqual([title, sentence]);
  });
});

describe('runs without a change', () => {
  const other = JobId.parse('job_bbbbbbbb');
  const unfinished = (words: string): ShownGroup => ({
    ...shown('unfinished', 0),
    members: [{ runId: id(0), differs: [], says: [words] }],
  });
  const ofOther = { ...unfinished('failed: no'), jobId: other, key: `${other}:unfinished` };
  const titleOf = (asked: JobId) => (asked === jobId ? 'Docs' : 'Licences');

  it('of one job stay as they are', () => {
    const groups = [shown('alike', 2), unfinished('failed: no')];
    expect(withOneUnfinished(groups, titleOf)).toEqual(groups);
  });
  it('of several jobs are one group at the end, whose rows say the job', () => {
    const groups = [unfinished('stopped: at a limit'), { ...shown('alike', 2), jobId: other }, ofOther];
    const after = withOneUnfinished(groups, titleOf);
    expect(after.map(({ kind, jobId: job }) => [kind, job])).toEqual([
      ['alike', other],
      ['unfinished', null],
    ]);
    expect(after[1]?.members.map(({ says }) => says)).toEqual([
      ['stopped: at a limit', 'Docs'],
      ['failed: no', 'Licences'],
    ]);
  });
});
