import { expect, test } from 'vitest';
import { differencesIn } from './differences.ts';

const [A, B, NONE] = ['a', 'b', '0'].map((letter) => letter.repeat(40));

test('a renamed file is gone under its old name and there under the new one; numbers are none', () => {
  const raw = [`:100644 100755 ${A} ${B} R090`, 'old\n1\t2\tx', 'new', `:100644 100644 ${A} ${B} M`, 'c'].join('\0');
  expect(differencesIn(`${raw}\0${['1\t2\t', 'old', 'new', '3\t4\tc', ''].join('\0')}`)).toEqual([
    { path: 'old\n1\t2\tx', oldMode: '100644', oldId: A, newMode: '000000', newId: NONE },
    { path: 'new', oldMode: '000000', oldId: NONE, newMode: '100755', newId: B },
    { path: 'c', oldMode: '100644', oldId: A, newMode: '100644', newId: B },
  ]);
});
