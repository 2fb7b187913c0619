import { expect, it } from 'vitest';
import { JobId } from '../../shared/ids.ts';
import { nextTitle, withSharedTitle } from './job-actions.ts';

it.each([
  ['Upgrade zod', [], 'Upgrade zod (2)'],
  ['Upgrade zod', ['Upgrade zod', 'Upgrade zod (2)'], 'Upgrade zod (3)'],
  ['Upgrade zod (2)', ['Upgrade zod (2)', 'Upgrade zod (3)'], 'Upgrade zod (4)'],
])('a copy of %s beside %j is called %s', (title, titles, next) => {
  expect(nextTitle(title, titles)).toBe(next);
});

it('jobs of one title are told apart, others need it not', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((letter) => JobId.parse(`job_${letter.repeat(8)}`));
  const jobs = [
    { id: a!, title: 'One' },
    { id: b!, title: 'Two' },
    { id: c!, title: 'One' },
  ];
  expect(withSharedTitle(jobs)).toEqual(new Set([a, c]));
});
