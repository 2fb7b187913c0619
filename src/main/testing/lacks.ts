import { type Message, messageText } from '../../shared/messages/message-text.ts';

/** Whether something that tests need is missing, for `skipIf`; says why they are skipped. */
export function lacks(isMissing: boolean, why: string | Message | null): boolean {
  if (isMissing) console.info(`skipped: ${why === null || typeof why === 'string' ? why : messageText(why)}`);
  return isMissing;
}

export const NO_PROC = 'processes are found in /proc, which this system does not have';
export const NO_POSIX = 'this system has no POSIX files and shells';
