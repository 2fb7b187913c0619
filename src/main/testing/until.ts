import { vi } from 'vitest';

/** Far beyond what a loaded machine needs, and below the limit of a test: only a hang ends here. */
const LONGEST_MS = 100_000;

/** Waits until something holds that a disk, a clock or a process brings about. A hang says what it waited for. */
export const until = (condition: () => boolean | Promise<boolean>): Promise<void> =>
  vi.waitFor(
    async () => {
      if (!(await condition())) throw new Error(`this did not come to hold: ${condition}`);
    },
    { timeout: LONGEST_MS, interval: 5 },
  );
