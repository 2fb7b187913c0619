import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AppError, ERROR_CODES, type ErrorCode } from '../../shared/errors.ts';
import { MENDS, Mend } from '../../shared/mends.ts';
import { MENDS_OF_CODES, mendsOf } from '../../shared/mends-of-codes.ts';
import { aChangedRun, aJob, JOB_ID } from '../../shared/testing/builders.ts';
import { RUN_STATES } from '../../shared/testing/run-states.ts';
import { type ErrorPlace, placeOf } from '../state/error-place.ts';
import { store } from '../state/store.ts';
import { describeError } from './describe-error.ts';
import { ERROR_ACTIONS, errorButtons } from './error-actions.ts';

const run = aChangedRun();
store.setState({ runs: { [run.id]: run } });
const place = { jobId: JOB_ID, runId: run.id, retry: () => undefined };

/** What a sentence may send a person to, and the buttons that are that. */
const NAMED: readonly (readonly [RegExp, readonly Mend[]])[] = [
  [/\bin Settings\b/, ['keys', 'services', 'sessions', 'disk', 'editor']],
  [/\banother model\b/, ['model']],
  [/\b(another|base) branch\b/, ['branches']],
  [/\bcheck command\b/, ['check']],
  [/\b(a sandbox|in the job’s options)\b/, ['commands']],
  [/\b(narrower|revise the) prompt\b/, ['prompt']],
  [/\bsave the patch\b/i, ['patch']],
  [/\bretry\b/i, ['retry']],
  [/^Discard\b/, ['changes']],
  [/\bStart a new job\b/, ['new_job']],
  [/\breport (it|this)\b/, ['problem', 'diagnostics']],
  [/Claude Console|Claude console/, ['console', 'keys']],
];
const lacking = (sentence: string, mends: readonly Mend[]): string[] =>
  NAMED.flatMap(([named, any]) => (named.test(sentence) && !any.some((mend) => mends.includes(mend)) ? any : []));

describe('what a failure tells a person to do', () => {
  it.each(ERROR_CODES)('%s has words, and a button for them or a reason why nobody can press one', (code) => {
    const error: AppError = { code, message: 'm' };
    const mended = MENDS_OF_CODES[code];
    if ('nobodyHere' in mended) {
      expect(mended.nobodyHere).not.toBe('');
      expect(mendsOf(error)).toEqual([]);
    } else expect(errorButtons(error, place).length).toBeGreaterThan(0);
    expect(describeError(error).next ?? (errorButtons(error, place).length > 0 || null)).not.toBeNull();
    expect(lacking(describeError(error).next ?? '', mendsOf(error))).toEqual([]);
  });

  it.each(MENDS)('%s can be carried out, where there is something to do it with', (mend) => {
    expect(ERROR_ACTIONS[mend].act(place, run)).toBeTypeOf('function');
  });

  it('every sentence in the code that sends a person somewhere has the button that leads there', () => {
    const root = path.join(import.meta.dirname, '../..');
    const files = globSync(['main/**/*.ts', 'shared/**/*.ts'], { cwd: root }).filter(isShipped);
    const found = files.flatMap((file) => errorsIn(readFileSync(path.join(root, file), 'utf8')));
    expect(found.length).toBeGreaterThan(80);
    const dead = found.map((error) => ({ ...error, lacking: lacking(error.next, mendsOf(error)) }));
    expect(dead.filter((error) => error.lacking.length > 0)).toEqual([]);
  });

  it('a job that is not written yet opens its own options, and without a job there are none', () => {
    const error: AppError = { code: 'model_not_found', message: 'm' };
    expect(errorButtons(error, { isNewJob: true }).map(({ mend }) => mend)).toEqual(['model']);
    expect(errorButtons(error, {})).toEqual([]);
    expect(aJob().id).toBe(JOB_ID);
  });

  it('what failed is tried again itself, and never the session of a run that it was about', () => {
    const error: AppError = { code: 'store_failed', message: 'm' };
    const failed = RUN_STATES.failed;
    store.setState({ runs: { [failed.id]: failed, [run.id]: run } });
    const again = () => undefined;
    const retryAt = (at: ErrorPlace) => errorButtons(error, at).find(({ mend }) => mend === 'retry')?.act;
    expect(retryAt({ runId: failed.id })).not.toBe(again);
    const { runs } = store.getState();
    for (const input of [{ runId: failed.id }, { runIds: [failed.id] }, { jobId: JOB_ID }, {}]) {
      expect(retryAt(placeOf(input, runs, again))).toBe(again);
      expect(retryAt(placeOf(input, runs, null))).toBeUndefined();
    }
    expect(placeOf({ jobId: JOB_ID, title: 'T' }, runs, null)).toEqual({ jobId: JOB_ID, retry: null });
    expect(placeOf({ runIds: [failed.id] }, runs, null)).toEqual({ jobId: JOB_ID, runId: failed.id, retry: null });
    expect(placeOf({ runIds: [failed.id, run.id] }, runs, null)).toEqual({ jobId: JOB_ID, retry: null });
  });
});

const isShipped = (file: string): boolean => !/\.test\.ts$|[\\/]testing[\\/]|command-line/.test(file);

/** The errors that a source file spells out: its code, what to do next, and what mends it where that is said, too. */
function errorsIn(source: string): { code: ErrorCode; next: string; mends?: Mend[] }[] {
  // What a notice says is no error's.
  const starts = [...source.matchAll(/(?:code: |failure\(\s*)'([a-z_]+)'|notices\.add\(/g)];
  return starts.flatMap((match, nth) => {
    const code = ERROR_CODES.find((one) => one === match[1]);
    const text = source.slice(match.index, starts[nth + 1]?.index);
    const next = /\bnext: (?:\([^)]*\) =>\s*)?(['"])((?:\\.|(?!\1).)+)\1/.exec(text)?.[2];
    if (!code || next === undefined) return [];
    const mends = /\bmends: \[('[^\]]*)\]/.exec(text)?.[1];
    return [
      { code, next, ...(mends === undefined ? {} : { mends: Mend.array().parse(mends.match(/[a-z_]+/g) ?? []) }) },
    ];
  });
}
