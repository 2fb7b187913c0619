import { describe, expect, it } from 'vitest';
import { RunEvent, type RunEventBody } from './events.ts';
import { oldText } from './messages/message.ts';
import {
  applyEventToPublication,
  isOut,
  isUnderWay,
  isUpToDate,
  NO_PUBLICATION,
  type Publication,
  takesUpdates,
} from './publication.ts';
import { applyEventToRun, hasNewChange, isPublishing, Run } from './run.ts';
import { failureOf, runText, waitsUntil } from './run-text.ts';
import { aPullRequest, aRun, aSummary } from './testing/builders.ts';

const error = { code: 'github_rate_limited', message: 'The host wants less.' } as const;
const pullRequest = aPullRequest({ headCommit: 'c1' });
const requested = { kind: 'publication_requested' } as const;
const waiting = { kind: 'publication_waiting', until: 9, error } as const;
const started = { kind: 'publication_started', branch: 'b', commit: 'c1', tree: 't1' } as const;
const failed = { kind: 'publication_failed', error } as const;
const saved = { kind: 'pull_request_saved', pullRequest } as const;
const queued = { kind: 'queued', reason: 'feedback', attempt: 2, promptVersion: 1 } as const;
const settled = { kind: 'settled', outcome: 'changed', reason: oldText('1 file changed'), error: null } as const;
const publicationAfter = (...bodies: RunEventBody[]): Publication =>
  bodies.reduce(applyEventToPublication, NO_PUBLICATION);

describe('a publication', () => {
  it.each<[string, RunEventBody[], Publication['step'], boolean]>([
    ['nobody has asked for', [], 'idle', false],
    ['was asked for', [requested], 'requested', true],
    ['waits for its host', [requested, started, waiting], 'waiting', true],
    ['is on its way', [requested, started], 'pushing', true],
    ['failed', [requested, started, failed], 'failed', false],
    ['arrived', [requested, started, saved], 'idle', false],
    [
      'failed with an update',
      [requested, started, saved, requested, { ...started, commit: 'c2' }, failed, saved],
      'failed',
      false,
    ],
    ['failed, and was found to have arrived', [requested, started, failed, saved], 'idle', false],
    ['was overtaken by another request for the session', [requested, waiting, queued], 'idle', false],
    ['failed before the session was asked for more', [requested, failed, queued], 'failed', false],
    ['failed with an earlier change', [requested, failed, queued, settled], 'idle', false],
  ])('that %s', (_name, bodies, step, underWay) => {
    const publication = publicationAfter(...bodies);
    expect([publication.step, isUnderWay(publication)]).toEqual([step, underWay]);
  });

  it('is out with the tree that was pushed, and takes updates until its pull request is over', () => {
    const out = publicationAfter(requested, started, saved);
    expect([isOut(out, 't1'), isOut(out, 't2'), isOut(publicationAfter(requested, started), 't1')]).toEqual([
      true,
      false,
      false,
    ]);
    const foreign = publicationAfter(requested, started, {
      ...saved,
      pullRequest: { ...pullRequest, headCommit: 'theirs' },
    });
    expect([isUpToDate(out, 't1'), isUpToDate(foreign, 't1')]).toEqual([true, false]);
    const states = ['draft', 'open', 'merged', 'closed'] as const;
    const open = states.map((state) => takesUpdates({ pullRequest: { ...pullRequest, state } }));
    expect(open).toEqual([true, true, false, false]);
  });

  it('shows the words of a host without what hides in them', () => {
    const hidden = { code: 'git_rejected', message: 'No\u202e.', why: 'a\u200bb', next: 'c\u2066' } as const;
    const { error: shown } = publicationAfter({ kind: 'publication_failed', error: hidden }) as Publication & {
      step: 'failed';
    };
    expect(JSON.stringify(shown)).not.toMatch(/[\u202e\u200b\u2066]/);
  });
});

const row = (...bodies: RunEventBody[]): Run =>
  bodies.reduce<Run>(
    (run, body, index) => applyEventToRun(run, { seq: index + 1, at: index, body }),
    aRun({ changeset: aSummary({ tree: 't1' }) }),
  );

describe('a row', () => {
  it.each<[string, RunEventBody[], string, number | null]>([
    ['that was not published', [settled], '1 file changed', null],
    ['on its way out', [settled, requested], 'opening the pull request', null],
    ['that waits', [settled, requested, waiting], 'opening the pull request again after: The host wants less.', 9],
    ['not published', [settled, requested, failed], 'The host wants less.', null],
    ['that is out', [settled, requested, started, saved], 'pull request #7 is open', null],
    ['whose session was asked for more', [settled, requested, started, saved, queued], 'waiting to go on', null],
  ])('%s says how its publication stands, else what its execution does', (_name, bodies, words, until) => {
    expect([runText(row(...bodies)), waitsUntil(row(...bodies))]).toEqual([words, until]);
  });

  it('at work says the same whatever becomes of its publication', () => {
    const attempt = { kind: 'attempt_started', attempt: 2, promptVersion: 1 } as const;
    const phase = { kind: 'phase_started', phase: 'session', action: oldText('starting the session') } as const;
    const atWork = [settled, requested, waiting, queued, attempt, phase];
    const { publication: _before, lastSeq: _, ...before } = row(...atWork);
    const run = row(...atWork, requested, started, failed);
    const { publication, lastSeq: _seq, ...now } = run;
    expect(now).toEqual(before);
    expect([runText(run), failureOf(run), isPublishing(run)]).toEqual(['starting the session', null, false]);
    expect(publication.step).toBe('failed');
  });
});

describe('of a time when a publication was a phase of its run', () => {
  it.each<readonly [object, object]>([
    [{ kind: 'phase_started', phase: 'publishing', action: 'opening the pull request' }, requested],
    [
      { kind: 'waiting', reason: 'opening the pull request again after: The host wants less.', until: 9 },
      { ...waiting, error: { ...error, code: 'unexpected' } },
    ],
    [{ kind: 'publish_started', branch: 'b', commit: 'c1', tree: 't1' }, started],
    [{ kind: 'publish_failed', error }, failed],
    ...[
      { kind: 'phase_started', phase: 'cloning', action: { code: 'cloning', parameters: {} } },
      { kind: 'waiting', reason: oldText('rate limit'), until: 9 },
      saved,
    ].map((body) => [body, body] as const),
  ])('an event means what it meant: %j', (body, expected) => {
    expect(RunEvent.parse({ seq: 1, at: 1, body }).body).toEqual(expected);
  });

  const { publication: _, ...bare } = row(settled);
  const old = (change: object) => Run.parse({ ...bare, pullRequest: null, publication: null, ...change });
  const pushed = { tree: 't1', commit: 'c1' };
  const words = 'opening the pull request again after: The host wants less.';
  it.each<[string, object, Publication, boolean]>([
    ['not published', {}, NO_PUBLICATION, true],
    ['out', { pullRequest, publication: pushed }, publicationAfter(started, saved), false],
    ['asked for', { phase: 'publishing', action: 'opening the pull request' }, publicationAfter(requested), true],
    [
      'waiting',
      { phase: 'publishing', action: words, waitingUntil: 9 },
      { ...publicationAfter(requested), step: 'waiting', until: 9, error: { ...error, code: 'unexpected' } },
      true,
    ],
    [
      'held',
      { phase: 'publishing', action: 'its pull request waits: the job is paused' },
      { ...NO_PUBLICATION, step: 'held' },
      true,
    ],
    ['refused', { action: error.message, lastError: error }, publicationAfter(requested, failed), true],
    [
      'pushed and refused',
      { action: error.message, lastError: error, publication: pushed },
      { ...publicationAfter(requested, failed), pushed: { ...pushed, branch: null } },
      true,
    ],
  ])('a row means what it meant: %s', (_name, change, publication, isNew) => {
    const run = old(change);
    expect([run.publication, hasNewChange(run)]).toEqual([publication, isNew]);
    expect([run.phase, run.waitingUntil, run.lastError]).toEqual([null, null, null]);
  });

  it('a failed session keeps its failure', () => {
    const run = old({ outcome: 'failed', lastError: error });
    expect([run.lastError, run.publication]).toEqual([error, NO_PUBLICATION]);
  });
});
