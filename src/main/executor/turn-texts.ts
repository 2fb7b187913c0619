import type { CheckResult } from '../../shared/check.ts';
import type { GuardProblem } from '../../shared/messages/guards.ts';
import { messageText } from '../../shared/messages/message-text.ts';
import type { UnfitRules } from '../lib/rule-files.ts';

/** Messages from the app to a session. The log is repository content: it is delimited as data. */
export const checkTurnText = (result: CheckResult): string =>
  [
    `The app ran the check \`${result.command}\` on your change: ${
      result.timedOut ? 'it did not end in time' : `exit code ${result.exitCode}`
    }. Before your change it passed.`,
    'Find out why, repair it without weakening the check, and finish again.',
    `<log>\n${result.tail.replace(/<(?=\/?log\b)/gi, '‹')}\n</log>`,
  ].join('\n\n');

export const guardTurnText = (problems: readonly GuardProblem[]): string =>
  [
    'The change breaks rules of this job:',
    problems.map((problem) => `- ${messageText(problem)}`).join('\n'),
    'Undo what is not allowed and finish again. If the request cannot be met within the rules, say so in finish.',
  ].join('\n\n');

/** The name is repository content: it is quoted as data. */
export const unfitRulesTurnText = ({ path, why }: UnfitRules): string =>
  `Your change cannot be read: ${JSON.stringify(path)} ${why}. Remove that file, or make it a small file of rules again, and finish again.`;

export const judgeTurnText = (reasons: readonly string[]): string =>
  [
    'A reviewer compared the change with the request and objects:',
    reasons.map((reason) => `- ${reason}`).join('\n'),
    'Correct what is right about this, leave what is wrong about it, and finish again.',
  ].join('\n\n');

export const personTurnText = (comments: readonly string[]): string => comments.join('\n\n');
