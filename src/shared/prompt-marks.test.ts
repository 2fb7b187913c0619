import { expect, it } from 'vitest';
import { checkAmong, markedCheck, markedTurn, writerOf } from './prompt-marks.ts';

it.each([
  ['check', 'check'],
  ['guard', 'guard'],
  ['judge', 'judge'],
  ['person', null],
  ['instruction', null],
])('who wrote a message is in its mark: %s', (source, writer) => {
  expect(writerOf(markedTurn(source, 'The change breaks rules.'))).toBe(writer);
});

it('what a person wrote stays as it is', () => expect(markedTurn('person', 'Also the docs.')).toBe('Also the docs.'));

it('the check stands between its marks', () => {
  expect(checkAmong(`Root: a.js\nIt is proved with: ${markedCheck('npm test')}\nA guide.`)).toBe('npm test');
  expect(checkAmong('The app will check your change with: npm test')).toBeNull();
});
