import { expect, test } from 'vitest';
import { freeBranch } from './free-branch.ts';

const heads = (...names: string[]) =>
  new Map(names.map((name) => [name, name === 'cody-batch/ours' ? 'ours' : 'theirs']));
const free = (wanted: string, ...names: string[]) =>
  freeBranch(wanted, '0123abcd', heads(...names), (commit) => commit === 'ours');

test.each([
  ['nothing is there', 'cody-batch/change', ['main'], 'cody-batch/change'],
  ['the name is taken', 'cody-batch/change', ['cody-batch/change'], 'cody-batch/change-0123abcd'],
  ['the name is ours', 'cody-batch/ours', ['cody-batch/ours'], 'cody-batch/ours'],
  ['it differs in the case of a letter', 'cody-batch/change', ['Cody-Batch/Change'], 'cody-batch/change-0123abcd'],
  ['its folder is a branch', 'cody-batch/change', ['cody-batch'], 'cody-batch-change'],
  ['its folder is one in other letters', 'cody-batch/change', ['Cody-Batch'], 'cody-batch-change'],
  ['a folder further up is one', 'a/b/c', ['a'], 'a-b/c'],
  ['it is a folder of another branch', 'cody-batch/change', ['cody-batch/change/extra'], 'cody-batch/change-0123abcd'],
  ['both', 'cody-batch/change', ['cody-batch', 'cody-batch-change'], 'cody-batch-change-0123abcd'],
  ['its second name, too', 'x', ['x', 'x-0123abcd'], 'x-0123abcd-2'],
  ['a name that only begins alike', 'cody', ['cody-batch', 'codyx/y'], 'cody'],
] as const)('%s', (_name, wanted, names, expected) => {
  expect(free(wanted, ...names)).toBe(expected);
});

test('says so when there is none', () => {
  const all = Array.from({ length: 60 }, (_, nth) => `x-0123abcd-${nth}`);
  expect(free('x', 'x', 'x-0123abcd', ...all)).toBeNull();
});
