import { describe, expect, it } from 'vitest';
import { readArguments } from './main.ts';

describe('readArguments', () => {
  const read = (...args: string[]) => {
    const { groups, ...rest } = readArguments(args, '/home/a');
    return { groups: groups.map(({ name }) => name), ...rest };
  };

  it.each([
    {
      args: [],
      expected: {
        groups: ['start', 'session', 'parallel', 'queue', 'history', 'clone', 'checks'],
        json: null,
        runs: 5,
      },
    },
    {
      args: ['session', '--json', 'rows.json', '--runs', '3'],
      expected: { groups: ['session'], json: '/home/a/rows.json', runs: 3 },
    },
  ])('$args', ({ args, expected }) => {
    expect(read(...args)).toEqual(expected);
  });

  it.each([['sessions'], ['--runs', '0'], ['--run', '3']])('refuses %s', (...args) => {
    expect(() => read(...args)).toThrow();
  });
});
