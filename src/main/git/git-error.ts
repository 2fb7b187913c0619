import { headOf } from '../../shared/cut.ts';
import type { AppError } from '../../shared/errors.ts';
import { unhidden } from '../../shared/hidden-text.ts';
import type { GitContext, Rule } from './error-rule.ts';
import type { GitFailure } from './git.ts';
import { hostLines, PUSH_RULES } from './push-error.ts';
import { READ_RULES, ROUTE_RULES } from './read-error.ts';

const FREE_SPACE = 'Free some space, or remove finished jobs with their clones, then retry.';

const place = (context: GitContext) => context.host ?? context.what;

/** First match wins: causes that other texts also mention come first. */
const RULES: readonly Rule[] = [
  {
    // Git does not say why a write failed half-way: nearly always the disk is full then.
    pattern:
      /No space left on device|Disk quota exceeded|not enough space|out of diskspace|ENOSPC|EDQUOT|unable to write (file '.*'$|new.index file)|couldn't write '.*'$/im,
    code: 'store_full',
    message: (context) => `The disk is full: could not ${context.doing} ${context.what}.`,
    next: () => FREE_SPACE,
  },
  {
    pattern: /detected dubious ownership/i,
    code: 'git_failed',
    message: (context) => `${context.what} belongs to another user of this computer.`,
    next: () => 'Make yourself the owner of the folder, or use a copy of your own.',
  },
  {
    pattern: /\(stale info\)|\(fetch first\)|\(non-fast-forward\)|cannot lock ref/i,
    code: 'git_rejected',
    message: (context) => `The branch in ${context.what} changed since it was last read.`,
    why: () => 'Somebody else pushed to it; nothing was overwritten.',
    next: () => 'Look at the branch, then choose another branch name or retry.',
    mends: ['repository', 'branches', 'retry'],
  },
  {
    pattern: /\[remote rejected\]|pre-receive hook declined|protected branch|GH\d{3}:/i,
    code: 'git_rejected',
    message: (context) => `${place(context)} refused the push to ${context.what}.`,
    next: () => "Check the repository's branch rules, or choose another branch name.",
    mends: ['repository', 'branches', 'patch'],
  },
  {
    pattern: /requested URL returned error: 403|Permission to .* denied|Write access to repository not granted/i,
    code: 'git_auth',
    message: (context) => `${place(context)} does not allow this account to ${context.doing} ${context.what}.`,
    why: () => 'The token is valid but has no right to this repository, or its organisation asks for SSO.',
    next: () => 'Give the token access to the repository (and authorise it for SSO), then retry.',
  },
  {
    pattern:
      /Authentication failed|could not read (Username|Password)|terminal prompts disabled|error: 401|Invalid username or/i,
    code: 'git_auth',
    message: (context) =>
      context.signedIn
        ? `${place(context)} did not accept the token for ${context.what}.`
        : `${place(context)} asks for a sign-in for ${context.what}.`,
    why: (context) =>
      context.signedIn
        ? 'The token is wrong, expired, or has no access to this repository.'
        : 'The repository is private or does not exist, and there is no token for this host.',
    next: (context) =>
      context.signedIn ? 'Check the token in Settings.' : 'Check the name, or add a token in Settings.',
  },
  {
    pattern: /requested URL returned error: 30\d|unable to update url base from redirection/i,
    code: 'repo_not_found',
    message: (context) => `${context.what} has moved to another address.`,
    why: () => 'Redirects are not followed, so that a token never reaches a place you did not name.',
    next: () => 'Open the address in a browser and use the one it leads to.',
  },
  {
    pattern: /requested URL returned error: 429|rate limit/i,
    code: 'git_unreachable',
    message: (context) => `${place(context)} asks to slow down.`,
    next: () => 'It is tried again by itself; fewer runs at a time help.',
  },
  {
    pattern:
      /Repository not found|repository '.*' not found|error: (404|410)|does not appear to be a git repository|does not exist|not a git repository/i,
    code: 'repo_not_found',
    message: (context) => `There is no repository at ${context.what}.`,
    why: (context) =>
      context.host === null
        ? 'The folder is missing or is not the top of a git repository.'
        : 'It was deleted or renamed, or the account cannot see it.',
    next: () => 'Check the name and who may see it.',
  },
  {
    pattern: /transport '.*' not allowed|protocol '.*' is not supported/i,
    code: 'git_rejected',
    message: (context) => `${context.what} uses a protocol that is not allowed.`,
    next: () => 'Use an https address.',
  },
  {
    pattern:
      /Could not resolve (host|proxy)|Failed to connect|Couldn't connect|Connection (refused|timed out|reset)|timed out|Operation too slow|unexpected disconnect|early EOF|RPC failed|hung up|unable to access|transfer closed|Empty reply|error: 5\d\d|gnutls|SSL_|bad line length|expected flush|invalid server response/i,
    code: 'git_unreachable',
    message: (context) => `Could not reach ${place(context)}.`,
    next: () => 'Check the network, proxy and host name; it is tried again.',
  },
];

/** The lines of stderr that say something, without progress and hints, at most 500 characters. */
const essence = (stderr: string): string => {
  const lines = stderr
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '' && !/^(hint:|remote: *$|\s*(remote: )?\w[\w ]+: +\d+% )/.test(line));
  return headOf(lines.slice(-6).join('\n'), 500).trim();
};

const isPush = ({ doing }: GitContext): boolean => doing === 'push to';

/** The causes that are asked for, in their order. Of a read a full disk comes first: other texts may be its consequence. */
function rulesFor(context: GitContext): readonly Rule[] {
  if (isPush(context)) return [...PUSH_RULES, ...ROUTE_RULES, ...RULES];
  const [fullDisk, ...others] = RULES;
  // What is done with a source, not with a clone of the app.
  const isSource = context.doing === 'read' || context.doing === 'clone';
  return fullDisk && isSource ? [fullDisk, ...READ_RULES, ...others] : RULES;
}

/** Understands what git said. The only reader of stderr in the app. */
export function fromGit(failure: GitFailure, context: GitContext): AppError {
  const where = { ...(context.host === null ? {} : { host: context.host }) };
  if (failure.kind === 'missing') {
    return {
      code: 'git_missing',
      message: 'git was not found on this computer.',
      next: 'Install git 2.31 or newer, then start Cody Batch again.',
    };
  }
  if (failure.kind === 'aborted') {
    return { code: 'git_failed', message: `Cancelled: ${context.doing} ${context.what}.`, ...where };
  }
  if (failure.kind === 'silent') {
    const message = `${place(context)} stopped answering.`;
    return { code: 'git_unreachable', message, next: 'Check the network; it is tried again.', ...where };
  }
  if (failure.kind === 'killed') {
    return {
      code: 'git_interrupted',
      message: `git was ended from outside before it could ${context.doing} ${context.what}.`,
      why: 'The system or somebody stopped it, perhaps because memory ran out.',
      next: 'It is tried again by itself; fewer runs at a time help.',
      ...where,
    };
  }
  // A remote may send terminal sequences, and turn its letters around.
  const text = unhidden(`${failure.stdout}\n${failure.stderr}`.replace(/\r/g, '\n').replace(/[^\P{Cc}\n]/gu, ''));
  const words = isPush(context) ? headOf(hostLines(text).join('\n'), 800) : '';
  const said = essence(text);
  const rule = rulesFor(context).find((candidate) => candidate.pattern.test(text));
  if (rule === undefined) {
    const message = `git could not ${context.doing} ${context.what}.`;
    return {
      code: 'git_failed',
      message,
      why: said,
      next: 'Look at the reason, then retry.',
      status: failure.exitCode,
      ...where,
    };
  }
  const next = rule.next?.(context);
  return {
    code: rule.code,
    message: rule.message(context),
    // Of a push, what the host says itself is nearer to the truth than what its like usually means.
    why: words || (rule.why?.(context) ?? said),
    ...(next === undefined ? {} : { next }),
    ...(rule.mends ? { mends: [...rule.mends] } : {}),
    ...where,
    status: failure.exitCode,
  };
}

/** Understands a failed file operation of this room; anything that is not one is a defect and thrown on. */
export function fromDisk(error: unknown, doing: string): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  if (code === null || !/^E[A-Z]+$/.test(code)) throw error;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return {
    code: full ? 'store_full' : 'store_failed',
    message: full ? `The disk is full: could not ${doing}.` : `Could not ${doing}.`,
    why: error instanceof Error ? error.message : code,
    next: full ? FREE_SPACE : 'Check the folder and its permissions.',
  };
}
