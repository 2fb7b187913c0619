import { expect, it } from 'vitest';
import { defectOf, shortened, stackOf, WindowDefect } from './defect.ts';

it.each([
  ['only words', 'only words'],
  [undefined, 'undefined'],
  [Symbol('a sign'), 'Symbol(a sign)'],
  [{ message: 'a failure' }, 'a failure'],
  [{ some: 'thing' }, '[object Object]'],
  [Object.create(null), '[object Object]'],
])('tells of %o', (thrown, words) => {
  expect(defectOf('Jobs', thrown, '\n    at Row')).toEqual({ text: `${words}\n    at Row`, place: 'Jobs', leftOut: 0 });
});

it('tells of what answers every question by throwing', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(defectOf('window', proxy).text).toBe('something that cannot be put into words');
});

it('tells of the way to an error and to what caused it', () => {
  const cause = new Error('the first');
  const error = new Error('the second', { cause });
  expect(stackOf(error)).toBe(`${error.stack}\ncaused by: ${cause.stack}`);
  error.cause = error;
  expect(stackOf(error).match(/the second/g)).toHaveLength(4);
});

it('cuts no words before they are redacted: what is too long keeps its way alone', () => {
  const long = new Error('ghp_'.repeat(1_250_000));
  const defect = defectOf('p'.repeat(5000), long);
  expect(WindowDefect.safeParse(defect).success).toBe(true);
  expect(defect.text).toMatch(/^\[… shortened from 5\d{6} characters …\]\n {4}at /);
  expect(defect.text).not.toContain('ghp_');
});

it('keeps the beginning and the way of what is long', () => {
  const text = `Error: ${'m'.repeat(20_000)}\n    at draw (app://bundle/a.js:1:2)\n    at start (app://bundle/a.js:1:1)`;
  expect(shortened(text, 10).split('\n')).toEqual([
    'Error: mmm',
    `[… shortened from ${text.length} characters …]`,
    '    at draw (app://bundle/a.js:1:2)',
    '    at start (app://bundle/a.js:1:1)',
  ]);
});
