import { expect, it } from 'vitest';
import { excerptParts, HIT_BEGIN, HIT_END, matchOf } from './match.ts';

it.each([
  ['', null],
  ['   ', null],
  ['"', null],
  ['*:^-', null],
  ['travis', '"travis"*'],
  ['Travis  badge', '"Travis"* AND "badge"*'],
  ['"exit code 1"', '"exit code 1"'],
  ['src/index.ts', '"src"* AND "index"* AND "ts"*'],
  // Operators of the index are words like any others.
  ['a OR b NEAR(c)', '"a"* AND "OR"* AND "b"* AND "NEAR"* AND "c"*'],
  ['text:secret', '"text"* AND "secret"*'],
  ['größe 東京', '"größe"* AND "東京"*'],
])('%s', (query, match) => expect(matchOf(query)).toBe(match));

it('takes an excerpt apart', () => {
  expect(excerptParts(`…the ${HIT_BEGIN}badge${HIT_END} of ${HIT_BEGIN}Travis${HIT_END}`)).toEqual([
    { text: '…the ', hit: false },
    { text: 'badge', hit: true },
    { text: ' of ', hit: false },
    { text: 'Travis', hit: true },
  ]);
  expect(excerptParts('nothing')).toEqual([{ text: 'nothing', hit: false }]);
});
