import type { Rule } from './error-rule.ts';

const place = ({ host, what }: { host: string | null; what: string }) => host ?? what;
const status = (...codes: string[]): string => `(?:returned error:|HTTP(?:/\\S+)?|response) (?:${codes.join('|')})\\b`;
const PROXY_NEXT = "Look at git's http.proxy setting, or the variable https_proxy: user and password may belong in it.";

/** Said to who reads and to who pushes: a push asks for both before what only a push can hear. */
export const NOT_LET_IN: Rule = {
  pattern: /IP allow ?list|IP address .*(?:not|isn't) (?:permitted|allowed)|not in (?:the|an?) .*allow ?list/i,
  code: 'git_auth',
  message: (context) => `${place(context)} does not let this network in.`,
  next: () => 'Use a network (or VPN) that the organisation allows, then retry.',
};
export const ARCHIVED: Rule = {
  pattern:
    /(?:repository|project) (?:has been|was|is) (?:archived|read-only)|archived (?:so|and) (?:it )?is read-only|read-only (?:repository|project)/i,
  code: 'git_rejected',
  message: ({ what, doing }) =>
    doing === 'push to' ? `${what} is archived or read-only: it takes no push.` : `${what} is archived.`,
  next: ({ doing }) =>
    doing === 'push to'
      ? 'Save the patch, or have the repository opened again.'
      : 'Take it off the list, or unarchive it.',
};

/**
 * What stands in the way to a host, and what a host says of who asks: for reading and for pushing. Asked before all that
 * name less: "unable to access", "RPC failed" and "not found" stand in texts with nearly any cause.
 */
export const ROUTE_RULES: readonly Rule[] = [
  // On the way to the host.
  {
    pattern: new RegExp(`${status('407')}|HTTP code 407 from proxy|Proxy Authentication Required`, 'i'),
    code: 'git_failed',
    message: (context) => `The proxy on the way to ${place(context)} asks for a sign-in.`,
    next: () => PROXY_NEXT,
  },
  {
    pattern: /CONNECT tunnel failed, response 4\d\d|HTTP code 4\d\d from proxy/i,
    code: 'git_failed',
    message: (context) => `The proxy lets nobody through to ${place(context)}.`,
    next: () => PROXY_NEXT,
  },
  {
    pattern: new RegExp(`${status('511')}|info/refs not valid: is this a git repository`, 'i'),
    code: 'git_failed',
    message: (context) => `${place(context)} did not answer as a git server does.`,
    why: () => 'A page came instead: of a network that wants a sign-in, a proxy, or another site.',
    next: () => 'Open the address in a browser, sign in where it asks, then retry.',
  },
  {
    pattern: /wrong version number|unknown protocol|protocol version|handshake failure|SSL23_GET_SERVER_HELLO/i,
    code: 'git_failed',
    message: (context) => `${place(context)} and this computer find no common encryption.`,
    next: () => 'Check the port of the address and the proxy: one of them may not speak https.',
  },
  {
    pattern: /certificate has expired|certificate is not yet valid|CERT_TRUST_IS_NOT_TIME_VALID/i,
    code: 'git_failed',
    message: (context) => `The certificate of ${place(context)} has expired, or is not valid yet.`,
    next: () => 'Check the clock of this computer; otherwise whoever runs the host has to renew it.',
  },
  {
    pattern:
      /no alternative certificate subject name|certificate subject name .*does not match|SEC_E_WRONG_PRINCIPAL|CERT_E_CN_NO_MATCH/i,
    code: 'git_failed',
    message: (context) => `The certificate of ${place(context)} is for another host.`,
    next: () => 'Check the address: it may be an old name, or the proxy answers in its place.',
  },
  {
    pattern:
      /self[- ]signed certificate|SSL certificate problem|certificate verif|unable to get local issuer|SEC_E_UNTRUSTED_ROOT|CERT_TRUST_IS_UNTRUSTED_ROOT|error setting certificate/i,
    code: 'git_failed',
    message: (context) => `The certificate of ${place(context)} is not trusted.`,
    next: () => "Set git's http.sslCAInfo to your organisation's certificate file, then retry.",
  },
  {
    pattern: /bad\/illegal format or missing URL|URL rejected|Malformed input to a URL|Port number was not a decimal/i,
    code: 'git_rejected',
    message: (context) => `The address of ${context.what} is not one that can be reached.`,
    next: () => 'Write the https address as the browser shows it.',
  },
  // What a host says itself.
  NOT_LET_IN,
  {
    pattern: /\bSAML\b|single sign-?on|\bSSO\b/i,
    code: 'git_auth',
    message: (context) => `The organisation of ${context.what} asks for single sign-on.`,
    next: () => 'Authorise the token for the organisation on the page of your tokens, then retry.',
  },
  {
    pattern: /\bCAPTCHA\b/i,
    code: 'git_auth',
    message: (context) => `${place(context)} wants to see that you are a person.`,
    next: () => 'Sign in there in a browser once, then retry.',
  },
  ARCHIVED,
  {
    pattern: new RegExp(
      `${status('451')}|(?:repository|access to this repository)\\S* .*(?:is|has been|was) (?:disabled|suspended|locked|blocked)|DMCA|account (?:is|has been|was) (?:suspended|locked|flagged|disabled)`,
      'i',
    ),
    code: 'git_rejected',
    message: (context) => `${context.what} is blocked on its host.`,
    next: () => 'Its owner can ask the host why.',
  },
];

/**
 * Why a repository cannot be read, from the nearest cause to the farthest. What only time mends keeps a code that is tried
 * again; all others are said once.
 */
export const READ_RULES: readonly Rule[] = [
  ...ROUTE_RULES,
  {
    pattern: /^remote: (?!.*\b(?:Permission to|Write access)\b).*\S[\s\S]*returned error: 403/m,
    code: 'git_auth',
    message: (context) => `${place(context)} does not allow this account to ${context.doing} ${context.what}.`,
    next: () => 'Do what the host says, then retry.',
  },
  {
    pattern: new RegExp(status('413'), 'i'),
    code: 'git_rejected',
    message: (context) => `A server on the way to ${context.what} refuses requests of this size.`,
    why: () => 'It answered 413: the request is too large. Trying again changes nothing.',
    next: () => 'Ask who runs the server or proxy to raise its limit for requests.',
  },
  {
    // Not 401, 403, 404, 408, 410, 425 and 429, which have meanings of their own.
    pattern: new RegExp(
      status(
        '400',
        '402',
        '405',
        '406',
        '409',
        '411',
        '412',
        '414',
        '415',
        '41[6-8]',
        '42[1-4]',
        '426',
        '428',
        '431',
        '501',
        '505',
      ),
      'i',
    ),
    code: 'git_rejected',
    message: (context) => `${place(context)} does not take the request of git for ${context.what}.`,
    next: () => 'Open the address in a browser: it may be another site, or a proxy that does not know git.',
  },
  {
    pattern: new RegExp(status('408', '425'), 'i'),
    code: 'git_unreachable',
    message: (context) => `${place(context)} did not answer in time.`,
    next: () => 'It is tried again by itself.',
  },
  {
    pattern: /dumb http transport does not support|does not support (?:shallow|--depth|--deepen)/i,
    code: 'git_failed',
    message: (context) => `${place(context)} speaks an old form of git, without shallow clones.`,
    next: () => 'Clone it with git yourself and add the folder.',
  },
  // The repository itself, and a folder as the source.
  {
    pattern: /from promisor remote|lazy fetching disabled|promisor remote name/i,
    code: 'git_rejected',
    message: (context) => `${context.what} is a partial clone: it lacks some of the files.`,
    why: () => 'It was made with --filter, and the missing files can only be fetched by git itself.',
    next: () => 'Add the address that it was cloned from, or complete it with "git fetch --refetch --no-filter".',
  },
  {
    pattern: /unable to normalize alternate object path|check \S*info\/alternates|alternate object .*does not exist/i,
    code: 'git_rejected',
    message: (context) => `${context.what} borrows objects from a repository that is gone.`,
    why: () => 'Its .git/objects/info/alternates names a folder that is not there.',
    next: () => 'Bring that repository back, or add the address that this one was cloned from.',
  },
  {
    pattern: /source repository is shallow|attempt to (?:fetch|clone).*shallow/i,
    code: 'git_rejected',
    message: (context) => `${context.what} is a shallow clone from which nothing can be cloned.`,
    next: () => 'Complete it with "git fetch --unshallow".',
  },
  {
    pattern: /shallow file has changed|not our ref|was unreachable and could not be fetched/i,
    code: 'git_unreachable',
    message: (context) => `${context.what} changed while it was read.`,
    next: () => 'It is tried again by itself.',
  },
  {
    pattern:
      /possible repository corruption|loose object .*corrupt|object file .*is empty|bad object|missing blob|bad tree object|unable to read (?:tree|sha1 file)|inflate: data stream error|packfile .*(?:cannot be accessed|corrupt|truncated)|did not send all necessary objects/i,
    code: 'git_rejected',
    message: (context) => `${context.what} is damaged: objects of it are missing or cannot be read.`,
    next: (context) =>
      context.host === null
        ? 'Look at it with "git fsck".'
        : 'Tell who runs the host; a new push of the branch may help.',
  },
  {
    pattern: /^fatal: (?:could not|cannot|unable to|failed to) .*Permission denied/im,
    code: 'git_failed',
    message: (context) =>
      context.host === null
        ? `${context.what} may not be read by this account.`
        : 'A folder of the app may not be used.',
    next: () => 'Check the owner and the permissions of the folder.',
  },
  {
    pattern: /access denied or repository not exported/i,
    code: 'repo_not_found',
    message: (context) => `There is no repository at ${context.what}, or it may not be read.`,
    next: () => 'Check the name and who may see it.',
  },
  {
    // Whatever else a server refuses in the protocol, except for words that the rules below know.
    pattern: /remote error: (?!.*(?:rate limit|not found|does not exist|upload-pack:))\S/i,
    code: 'git_rejected',
    message: (context) => `${place(context)} refused to ${context.doing} ${context.what}.`,
    next: () => 'Look at the reason, then retry.',
  },
];
