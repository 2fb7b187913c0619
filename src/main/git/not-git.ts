import type { AppError } from '../../shared/errors.ts';
import { type Git, type GitFailure, NO_REPOSITORY } from './git.ts';
import { fromGit } from './git-error.ts';
import { REMOTE, type Route } from './source.ts';

/** Each answer of a git server over http, whatever it lists, comes in packets. */
const PACKET = /^.*\bpacket: +git< /m;
const LED_TO = /Recv header: location: *(\S+)/i;

/**
 * Asks once more, aloud: is it a git server that answers, or a page of a network or a host that wants a sign-in first? To
 * git itself such a page is an old kind of server, and one without a line break is one that has no branches. Null: it is a
 * git server, or there is no telling.
 */
export async function notGit(
  git: Git,
  route: Route,
  silenceMs: number,
  signal?: AbortSignal,
): Promise<AppError | null> {
  const { host } = route.context('');
  if (host === null) return null;
  const { settings, secrets } = route;
  const asked = await git.run({
    args: ['ls-remote', REMOTE, 'HEAD'],
    // Git leaves sign-ins and cookies out of what it tells.
    env: { ...NO_REPOSITORY, GIT_TRACE_PACKET: '1', GIT_TRACE_CURL: '1', GIT_TRACE_CURL_NO_DATA: '1' },
    ...{ settings, secrets, silenceMs: silenceMs * 2 },
    ...(signal ? { signal } : {}),
  });
  const output = asked.ok ? asked.value.stderr : asked.error.stderr;
  if (asked.ok) return PACKET.test(output) ? null : strange(host, 'A page came instead, or nothing.');
  const target = LED_TO.exec(output)?.[1] ?? '';
  if (!isLedAway(asked.error) || !URL.canParse(target, `https://${host}`)) return null;
  const at = new URL(target, `https://${host}`);
  // A repository that has moved is a repository there, too.
  return at.pathname.endsWith('/info/refs') ? null : strange(host, `It leads to a page of ${at.host}.`);
}

export const isLedAway = (error: GitFailure): boolean => /returned error: 30\d|redirection/.test(error.stderr);

/** Why a source cannot be read. One that leads elsewhere is asked where to: the repository moved, or a page wants a sign-in. */
export async function whyUnread(
  git: Git,
  route: Route,
  error: GitFailure,
  { doing, silenceMs, signal }: { doing: string; silenceMs: number; signal?: AbortSignal },
): Promise<AppError> {
  const stranger = isLedAway(error) ? await notGit(git, route, silenceMs, signal) : null;
  return stranger ?? fromGit(error, route.context(doing));
}

const strange = (host: string, why: string): AppError => ({
  code: 'git_failed',
  message: `${host} did not answer as a git server does.`,
  why: `${why} A network may want a sign-in first, or the host itself.`,
  next: 'Open the address in a browser, sign in where it asks, then retry.',
  host,
});
