import type { Rule } from './error-rule.ts';
import { ARCHIVED, NOT_LET_IN } from './read-error.ts';

/**
 * Why a host takes no push, by its own words or by the status of its server. Asked before all other rules: "unable to access"
 * and "RPC failed" stand in nearly each of these texts, and none of these reasons goes away by trying again.
 */
export const PUSH_RULES: readonly Rule[] = [
  {
    // Also of a proxy on the way: nginx takes 1 MB unless it is told otherwise.
    pattern:
      /(?:returned error:|HTTP(?:\/\S+)?) 413\b|Request Entity Too Large|Payload Too Large|body exceeded size limit/i,
    code: 'git_rejected',
    message: ({ what, host }) => `The push to ${what} is larger than ${host ?? 'its server'} takes.`,
    why: () => 'Its server, or a proxy on the way, answered 413: the request is too large.',
    next: () => 'Save the patch, or ask who runs the server to raise its limit for requests.',
    mends: ['patch', 'repository'],
  },
  {
    pattern: /(?:returned error:|HTTP(?:\/\S+)?) 411\b|Length Required/i,
    code: 'git_rejected',
    message: ({ what }) => `A server on the way to ${what} takes no push in pieces.`,
    why: () => 'It answered 411: it wants to know the length of a request first.',
    next: () => "Set git's http.postBuffer to more than the change is large, or ask who runs the proxy.",
  },
  {
    pattern:
      /\bGH001\b|exceeds GitHub's file size limit|Large files detected|larger than (?:the )?(?:maximum|allowed)|file size limit/i,
    code: 'git_rejected',
    message: ({ what }) => `The change holds a file that is too large for ${what}.`,
    next: () => 'Discard that file, or keep it with Git LFS.',
    mends: ['changes', 'patch'],
  },
  {
    pattern: /\bGH008\b|unknown Git LFS objects?|LFS objects are missing/i,
    code: 'git_rejected',
    message: ({ what }) => `${what} does not have the Git LFS objects that the change names.`,
    next: () => 'Leave out files that Git LFS keeps, or upload their content with "git lfs push" first.',
    mends: ['changes', 'patch'],
  },
  {
    pattern: /PUSH PROTECTION|Push cannot contain secrets|secret(?:s)? (?:detected|found)/i,
    code: 'git_rejected',
    message: ({ what }) => `${what} takes no push that holds a secret.`,
    next: () => 'Take the secret out of the change. If it is none, allow it on the page that is named, then retry.',
    mends: ['changes', 'retry'],
  },
  {
    pattern: /\bGH007\b|would publish a private email/i,
    code: 'git_rejected',
    message: ({ host }) => `${host ?? 'The host'} keeps the address of this account private, and the commit names it.`,
    next: () =>
      'Retry: commits are made with the address that hides it. Otherwise look at the mail settings of the account.',
  },
  {
    pattern: /without [`']?workflows?[`']? (?:scope|permission)/i,
    code: 'git_rejected',
    message: ({ host, what }) => `${host ?? what} does not let this token change workflow files.`,
    next: () => 'Give the token the "workflow" scope (or "Workflows: write"), then retry.',
    mends: ['keys', 'patch', 'retry'],
  },
  {
    pattern: /\bGH006\b|protected branch/i,
    code: 'git_rejected',
    message: ({ what }) => `The branch is protected in ${what}.`,
    next: () => 'Choose another branch name for the job, or let this account push there.',
    mends: ['branches', 'patch', 'repository'],
  },
  {
    pattern: /\bGH013\b|rule violations? found/i,
    code: 'git_rejected',
    message: ({ what }) => `The rules of ${what} refuse this push.`,
    next: () => "Look at the reason; the repository's rules say what a branch or commit must be like.",
    mends: ['branches', 'patch', 'repository'],
  },
  ARCHIVED,
  NOT_LET_IN,
  {
    pattern: /hook declined|hook (?:failed|rejected)|GL-HOOK-ERR/i,
    code: 'git_rejected',
    message: ({ what }) => `A hook of ${what} refused the push.`,
    next: () => 'Look at the reason: the hook is a rule of those who run the repository.',
    mends: ['branches', 'patch', 'repository'],
  },
  {
    // What is left of 4xx: a sign-in, a wrong address and "slow down" have rules of their own.
    pattern: /(?:returned error:|HTTP(?:\/\S+)?) 4(?!01|03|04|07|08|10|29)\d\d\b/i,
    code: 'git_rejected',
    message: ({ host, what }) => `${host ?? what} did not take the push.`,
    next: () => 'Look at the reason, then retry, or save the patch.',
  },
];

/** `remote:` is how git marks the host's own lines; frames, empty lines and advertising say nothing. */
const SAYS_NOTHING =
  /^[\s=*\-–—#.]*$|^(?:error: )?failed to push some refs|^Resolving deltas|^Create a pull request for|^To create a merge request/i;
const MOST_LINES = 12;

/** What the host itself said about a push, line by line, as far as it said something. */
export function hostLines(said: string): string[] {
  const lines = said
    .split(/[\r\n]+/)
    .flatMap((line) => /^remote:(.*)$/.exec(line)?.[1] ?? [])
    .map((line) => line.trim())
    .filter((line) => !SAYS_NOTHING.test(line) && !/^\w[\w ]+: +\d+% /.test(line));
  // The reason in brackets of a refused branch is said by git, for the host.
  const refused = /\[remote rejected\] [^\n]*\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)\s*$/m.exec(said)?.[1];
  return [...new Set([...lines, ...(refused ? [refused] : [])])].slice(0, MOST_LINES);
}
