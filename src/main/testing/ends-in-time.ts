import vm from 'node:vm';

/** Nothing but an expression that reads a text again and again takes so long for a megabyte. */
const HANG_MS = 100_000;

/** What a look at a hostile text finds; one that hangs is broken off, and throws. */
export const endsInTime = (look: () => boolean): boolean =>
  vm.runInNewContext('look()', { look }, { timeout: HANG_MS });

/** About a megabyte of the same again and again. */
export const filled = (part: string): string => part.repeat(1_000_000 / part.length);
