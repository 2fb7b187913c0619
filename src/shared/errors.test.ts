import { expect, it } from 'vitest';
import { z } from 'zod';
import { thrownText } from './errors.ts';

const form = z.object({ name: z.string(), list: z.array(z.object({ at: z.number() })) });
const fault = (data: unknown) => form.safeParse(data).error;

it.each([
  ['an error', new Error('no disk'), 'no disk'],
  ['anything else', 'oops', 'oops'],
  [
    'a field',
    fault({ name: 1, list: [] }),
    'Data did not have the form it should have (name: Invalid input: expected string, received number).',
  ],
  [
    'the whole',
    fault(1),
    'Data did not have the form it should have (Invalid input: expected object, received number).',
  ],
  [
    'many',
    fault({ name: '', list: [{}, {}, {}, { at: '' }, {}] }),
    'Data did not have the form it should have (list.0.at: Invalid input: expected number, received undefined; list.1.at: Invalid input: expected number, received undefined; list.2.at: Invalid input: expected number, received undefined, and 2 more).',
  ],
])('%s that was thrown in words', (_name, thrown, words) => expect(thrownText(thrown)).toBe(words));
