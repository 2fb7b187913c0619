import fc, { type Arbitrary } from 'fast-check';

const RUNS = Number(process.env.CODY_BATCH_FUZZ_RUNS ?? 5000);
export const SEED = Number(process.env.CODY_BATCH_FUZZ_SEED ?? Date.now() % 0x7fffffff);

/** Of a test, ms: for a busy machine. */
export const FUZZ_TIMEOUT = 60_000 + RUNS * 10;

/**
 * Tries a property on many random cases, 5,000 by default. The seed is printed: CODY_BATCH_FUZZ_SEED plays it again,
 * CODY_BATCH_FUZZ_RUNS sets how many.
 */
export function fuzzed<T>(cases: Arbitrary<T>, property: (input: T) => void): void {
  console.info(`${RUNS} random cases, CODY_BATCH_FUZZ_SEED=${SEED}`);
  fc.assert(fc.property(cases, property), { numRuns: RUNS, seed: SEED });
}
