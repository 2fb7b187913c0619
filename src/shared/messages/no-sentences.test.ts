import { expect, it } from 'vitest';
import { sentenceFields } from '../testing/sentences.ts';

/** A new one needs a code: see `says`. */
it('no field of what is stored holds a sentence of the app', () => {
  expect(sentenceFields()).toEqual([]);
});
