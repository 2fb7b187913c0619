import { describe, expect, it } from 'vitest';
import { RunId } from '../../../shared/ids.ts';
import type { ListLine } from '../../state/selectors.ts';
import { movedIndex, nextStop } from './use-row-keys.ts';

describe('movedIndex', () => {
  it.each([
    ['into an empty list', -1, 1, 0, -1],
    ['down from nowhere', -1, 1, 5, 0],
    ['up from nowhere', -1, -1, 5, 4],
    ['down', 1, 1, 5, 2],
    ['not past the end', 4, 1, 5, 4],
    ['not before the start', 0, -1, 5, 0],
  ])('%s', (_name, from, by, length, expected) => {
    expect(movedIndex(from, by, length)).toBe(expected);
  });
});

describe('nextStop', () => {
  const head = (folded: boolean): ListLine => ({ kind: 'head', key: 'g', title: '', count: 1, folded, hint: '' });
  const run: ListLine = { kind: 'run', key: RunId.parse('run_aaaaaaaa') };
  const lines = [head(false), run, run, head(true), head(false), run];
  it.each([
    ['from nowhere, the first run', lines, -1, 1, 1],
    ['from nowhere up, the last line', lines, -1, -1, 5],
    ['a folded group', lines, 2, 1, 3],
    ['past the head of an unfolded one', lines, 3, 1, 5],
    ['up past it', lines, 5, -1, 3],
    ['not past the end', lines, 5, 1, 5],
    ['not above the first run', lines, 1, -1, 1],
    ['from a head that was just unfolded', lines, 0, 1, 1],
    ['nothing but folded groups', [head(true), head(true)], -1, 1, 0],
    ['nothing', [], -1, 1, -1],
  ] as const)('%s', (_name, all, from, by, expected) => {
    expect(nextStop(all, from, by)).toBe(expected);
  });
});
