import { readdirSync, readFileSync } from 'node:fs';

/** Processes of this machine whose command line holds a text, also those inside of sandboxes. */
export const processesWith = (text: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').join(' ');
      return /^\d+$/.test(pid) && words.includes(text);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
