import { cutText } from '../../shared/cut.ts';
import type { CheckProblem } from '../../shared/messages/check-problems.ts';
import { allows, hostsWith } from './detected.ts';
import type { FailedCheck } from './failed-check.ts';

/** Lines by which package managers say that they could not download. */
const DOWNLOADS: readonly RegExp[] = [
  // npm, pnpm, Yarn 1, Yarn 4, corepack, bun
  /^npm (?:ERR!|error) (?:code (?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|E403|E407|E50\d)|network )/m,
  /^\s*\[?ERR_PNPM_(?:META_FETCH_FAIL|FETCH_(?!40[14])\d+|NO_OFFLINE_\w+)\b|^\s*\[?(?:WARN|ERROR)?\]?\s*(?:GET|HEAD) https:\/\/\S+ error \(/m,
  /^Error: ERR_PNPM_\w*NETWORK_ERROR|^\s*╰─▶ Failed to fetch metadata from https:/m,
  /^error (?:An unexpected error occurred: "(?!https?:[^"]*: Not found")|Error: (?:getaddrinfo|connect|tunneling socket))/m,
  /^➤ YN0001: │ (?:RequestError|HTTPError|Error): |^➤ YN0081: /m,
  /^(?:Internal )?Error: (?:Error when performing the request to|Server answered with HTTP \d+ when performing the request to) https:\/\//m,
  /^error: (?:ConnectionRefused|DNSResolveFailed|FailedToOpenSocket|\w+) downloading (?:package manifest|tarball)/m,
  // Cargo, rustup, Go
  /^error: (?:failed to get `\S+` as a dependency of|failed to download |failed to load source for dependency|no matching package named `\S+` found|could not download file from )/m,
  /^\s+Unable to update registry `/m,
  /^(?:go: |\S+\.go:\d+:\d+: )?.*(?:\bGet "https?:\/\/[^"]+": (?:dial tcp|proxyconnect tcp|Forbidden|Bad Gateway))/m,
  // Maven, Gradle
  /^\[ERROR\] .*(?:Could not transfer artifact|could not be resolved|Could not resolve dependencies|Non-resolvable (?:parent POM|import POM))/m,
  /^(?:\s*> )?Could not (?:resolve (?:all|[\w.-]+:[\w.-]+:)|GET '|HEAD ')/m,
  /^Exception in thread "main" java\.(?:net\.UnknownHostException: |io\.IOException: Downloading from )/m,
  // pip, uv, Composer, Bundler
  /^WARNING: Retrying \(Retry\(total=|^\s*(?:×|╰─▶|├─▶|Caused by:|error:) ?(?:Failed|error sending request|Request failed)[^\n]* (?:fetch|url|retries)/im,
  /^\s*(?:The following exception probably indicates you are offline|curl error \d+ while downloading https:)/m,
  /^Could not (?:reach host|fetch specs from) |^Could not find .* in (?:locally installed gems|any of the sources)|^\s*Could not find gem '/m,
  // NuGet, Hex, pub, Swift, sbt, Coursier, Deno, Julia, and git itself
  /(?:^|: )error NU1301: |^\s*Unable to load the service index for source /m,
  /^(?:\*\* \(Mix\) )?(?:Failed to fetch record for|Could not install Hex|httpc request failed|Hex update failed)|^\*\* \(Mix\) .*(?:hex\.pm|request failed)/im,
  /^Got (?:socket|TLS|HTTP) error |^Failed to (?:update packages|fetch)\.? .*pub\.dev/im,
  /^error: (?:failed to clone repository|Failed to clone repository) /im,
  /^(?:\[error\] )?.*(?:Error downloading|download error: Caught java\.net\.UnknownHostException)/m,
  /^error: (?:Import|Failed (?:loading|caching|resolving)|JSR package manifest) .*(?:https?:\/\/|error sending request)/im,
  /^(?:ERROR: )?(?:RequestError|.*could not resolve host)/im,
  /^fatal: unable to access 'https?:\/\/|^ssh: Could not resolve hostname |^curl: \((?:5|6|7|28|35|56)\) /im,
];

/** Lines by which package managers say that a host answered, and does not have or hand out what was asked for. */
const REFUSED: readonly RegExp[] = [
  /^npm (?:ERR!|error) (?:code )?(?:E401|E404|ETARGET|ENEEDAUTH|EINTEGRITY|ENOVERSIONS)\b/m,
  /^npm (?:ERR!|error) 40[134] /m,
  /^\s*\[?ERR_PNPM_(?:FETCH_40[14]|NO_MATCHING_VERSION|NO_VERSIONS|TARBALL_INTEGRITY)\b/m,
  /^error (?:An unexpected error occurred: "https?:[^"]*: Not found"|Couldn't find (?:package|any versions for) )/m,
  /^➤ YN00(?:27|35|41|82): /m,
  /^error: .*(?:GET https:\/\/\S+ - 40[134]|failed to resolve)$/m,
  /^ERROR: (?:HTTP error 40[134]|403 Client Error|401 Client Error|404 Client Error)/m,
  /^(?:Bundler::\S+: )?Authentication is required for |^Bad username or password for /m,
  /^error: failed to (?:authenticate|select a version for the requirement)/m,
  /^\s*fatal: could not read Username for |^.*terminal prompts disabled$|^.*(?:\.zip|\.mod|\.info|@v\/list): (?:404 Not Found|410 Gone)/m,
  /^\[ERROR\] .*(?:Could not find artifact|status(?: code)?: 40[13])|^\s*> Could not find [\w.-]+:[\w.-]+:/m,
  /(?:^|: )error NU110[123]: /m,
  /^\*\* \(Mix\) (?:Unknown package|No package with name)|could not find package \S+ at https:\/\//im,
  /^\s*(?:- Root composer\.json requires \S+, it could not be found|Could not authenticate against )/m,
  /^(?:fatal: )?(?:Authentication failed for|remote: Repository not found|ERROR: Repository not found)|^(?:git@\S+: )?Permission denied \(publickey/m,
];

/** Why something could not be had from elsewhere, or null. Pure. */
export function missingDownload({ output, allowedHosts }: FailedCheck): CheckProblem | null {
  return unreachable(output, allowedHosts) ?? refused(output, allowedHosts);
}

function unreachable(output: string, allowedHosts: readonly string[]): CheckProblem | null {
  const at = firstOf(DOWNLOADS, output);
  if (at === null) return null;
  const host = hostIn(output.slice(at, at + 1000));
  if (host === null) return { code: 'download_failed', parameters: { allowed: [...allowedHosts] } };
  const allow = hostsWith(host).filter((each) => !allows(allowedHosts, each));
  return allow.length === 0
    ? { code: 'download_unanswered', parameters: { host } }
    : { code: 'download_not_allowed', parameters: { host, allow } };
}

function refused(output: string, allowedHosts: readonly string[]): CheckProblem | null {
  const at = firstOf(REFUSED, output);
  if (at === null) return null;
  const said = output.slice(at, output.indexOf('\n', at) < 0 ? undefined : output.indexOf('\n', at)).trim();
  const host = hostIn(output.slice(at, at + 1000));
  const allow = host === null || allows(allowedHosts, host) ? [] : [host];
  return { code: 'download_refused', parameters: { host, line: cutText(said, 160), allow } };
}

function firstOf(patterns: readonly RegExp[], output: string): number | null {
  return patterns.map((pattern) => pattern.exec(output)?.index).find((index) => index !== undefined) ?? null;
}

const HOST =
  /(?:https?:\/\/|getaddrinfo \w+ |lookup |UnknownHostException: |[Rr]esolve host(?:name)?:? |[Rr]each host )'?(?:[^\s/@'"]*@)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)/i;
const hostIn = (text: string): string | null => HOST.exec(text)?.[1]?.toLowerCase() ?? null;
