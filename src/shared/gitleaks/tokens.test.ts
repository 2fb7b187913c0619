import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endsInTime, filled } from '../../main/testing/ends-in-time.ts';
import { withoutSecretShapes } from '../secret-shapes.ts';
import { GITLEAKS_TOKENS } from './tokens.ts';

const rules = Object.entries(GITLEAKS_TOKENS);
/** Texts that a rule takes, made from it. */
const tokensOf = ({ source }: RegExp): fc.Arbitrary<string> =>
  fc.stringMatching(new RegExp(`^(?:${source.replace(/\\b$|\(\?<![^)]*\)/, '')})$`));

test.each(rules)('%s: no token of it is left', (_id, rule) => {
  fc.assert(
    fc.property(tokensOf(rule), (token) => {
      expect(withoutSecretShapes(`a ${token} b\nkey="${token}"\n`)).toBe('a … b\nkey="…"\n');
    }),
    { numRuns: 20 },
  );
});

test.each(rules)('%s: a text made to hold it up does not', (_id, rule) => {
  const [token = ''] = fc.sample(tokensOf(rule), 1);
  // All tokens are one expression, which costs what its alternatives cost together.
  const shape = new RegExp(`\\b(?:${rule.source})`, 'g');
  const begin = token.slice(0, 6);
  for (const piece of [`${token.slice(0, -1)} `, begin, `/${begin}`]) {
    const text = begin + filled(piece);
    expect(endsInTime(() => text.replace(shape, '…') !== '')).toBe(true);
  }
});

test.each([
  ['key=abc1Q~A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6', 'key=abc1…'],
  [`token = "A1b2C3d4E5f6G7.atlasv1.${'a1B2'.repeat(16)}"`, 'token = "A1b2C3d4E5f6G7.…"'],
])('of %s what begins with anything stays', (text, left) => expect(withoutSecretShapes(text)).toBe(left));

test.each([
  `4b1d${'0123456789abcdef'.repeat(4).slice(4)}`,
  `url(data:font/woff;base64,${'AKCpEZAKcmVmdEAAAB/ABSK+LTAI'.repeat(20)})`,
  'pat.length, sat.name, dp.pt.x, sl.next, t1.getTime().toString(), sm_pat_x, API-KEY, A3-B4',
  'import pul-lint from "pul-0123"; access-sandbox-mode; sha256~abc; v1.0-beta; live_update_of_all_the_things',
])('leaves ordinary text alone: %s', (text) => expect(withoutSecretShapes(text)).toBe(text));
