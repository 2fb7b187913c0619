const MINUTE_MS = 60_000;

/** One that may pass: how many were held back before it, and whether the next ones of this minute will be. */
export interface Passed {
  leftOut: number;
  isLast: boolean;
}

/** Lets so many pass in a minute, and counts the others; null: this one does not. */
export function perMinute(most: number, now: () => number): () => Passed | null {
  let since = Number.NEGATIVE_INFINITY;
  let passed = 0;
  let leftOut = 0;
  return () => {
    // A clock may be set back.
    if (Math.abs(now() - since) >= MINUTE_MS) {
      since = now();
      passed = 0;
    }
    if (passed >= most) {
      leftOut += 1;
      return null;
    }
    passed += 1;
    const before = leftOut;
    leftOut = 0;
    return { leftOut: before, isLast: passed === most };
  };
}
