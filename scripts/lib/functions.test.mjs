import { expect, it } from 'vitest';
import { functionsOf } from './functions.mjs';

const CODE = `// ünïcödé before everything
import type { A } from './a.ts';

export async function outer(a: A): Promise<void> {
  const inner = () => a;
  inner();
}

export const arrow = (b: number) => {
  return {
    method() {
      return b;
    },
  };
};
`;

it('finds every function with its place and its length, whatever was parsed before', () => {
  functionsOf('const before = () => 1;\n'.repeat(10));
  expect(functionsOf(CODE)).toEqual([
    { name: 'outer', line: 4, lines: 4 },
    { name: 'inner', line: 5, lines: 1 },
    { name: 'arrow', line: 9, lines: 7 },
    { name: 'method', line: 11, lines: 3 },
  ]);
});
