import path from 'node:path';
import { CERTIFICATE_VARIABLES } from '../../shared/certificates.ts';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';
import { userName } from './accounts.ts';
import { placesFor } from './places.ts';

/** Names a command's processes, so that none outlives it. */
export const MARKER = 'CODY_BATCH_COMMAND';

/**
 * The environment of a command, built from scratch: nothing of the app's own but PATH, language, time zone, and where the
 * system keeps certificates. Keys,
 * tokens, agent sockets, D-Bus and proxies with passwords never reach it.
 * @param source the app's environment
 */
export function commandEnvironment(
  policy: SandboxPolicy,
  marker: string,
  source: NodeJS.ProcessEnv,
): Record<string, string> {
  const places = placesFor(policy);
  const cache = (name: string): string => path.join(places.cache, name);
  const user = policy.mode === 'sandboxed' ? userName(process.getuid?.()) : 'cody';
  const environment: Record<string, string> = {
    PATH: commandPath(source.PATH).join(path.delimiter),
    HOME: places.home,
    TMPDIR: places.temporary,
    LANG: plain(source.LANG) ?? 'C.UTF-8',
    SHELL: '/bin/bash',
    USER: user,
    LOGNAME: user,
    // What a terminal says and what services for CI say. Not what a script has to decide for itself: NO_COLOR, FORCE_COLOR
    // and COLUMNS break tests of colours and widths, and no output is a terminal.
    TERM: 'xterm-256color',
    CI: 'true',
    // Tools then neither ask nor phone home.
    DO_NOT_TRACK: '1',
    PAGER: 'cat',
    GIT_PAGER: 'cat',
    GIT_EDITOR: 'true',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    DEBIAN_FRONTEND: 'noninteractive',
    PYTHONDONTWRITEBYTECODE: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    // Downloads stay out of the clone and out of the real home, and in this run: what one repository's commands leave in
    // a cache must not be run by another's.
    XDG_CACHE_HOME: places.cache,
    npm_config_cache: cache('npm'),
    // For pnpm 11 and newer, which otherwise choose a place in the clone; older ones take the home. npm warns about settings
    // that it does not know.
    pnpm_config_store_dir: cache('pnpm'),
    YARN_CACHE_FOLDER: cache('yarn'),
    BUN_INSTALL_CACHE_DIR: cache('bun'),
    PIP_CACHE_DIR: cache('pip'),
    GOCACHE: cache('go-build'),
    GOMODCACHE: cache('go-mod'),
    GOPATH: cache('go'),
    CARGO_HOME: cache('cargo'),
    GRADLE_USER_HOME: cache('gradle'),
    ...javaOptions([`-Dmaven.repo.local=${cache('maven')}`, `-Duser.home=${places.home}`]),
    COMPOSER_HOME: cache('composer'),
    BUNDLE_USER_HOME: cache('bundle'),
    [MARKER]: marker,
  };
  // Where nothing can be reached, waiting for it again takes a minute and changes nothing.
  if (policy.mode === 'sandboxed' && policy.allowedHosts.length === 0)
    for (const name of NO_RETRIES) environment[name] = '0';
  for (const name of ['TZ', 'JAVA_HOME', 'GOROOT', 'RUSTUP_HOME', 'PYENV_ROOT', 'SystemRoot', 'ComSpec', 'PATHEXT']) {
    const value = plain(source[name]);
    if (value !== null) environment[name] = value;
  }
  for (const name of CERTIFICATE_VARIABLES) {
    const value = plain(source[name]);
    if (value?.split(path.delimiter).every(isSystemCertificate)) environment[name] = value;
  }
  const home = source.HOME;
  // Rust's commands in PATH are links that look for the toolchain in the real home.
  if (environment.RUSTUP_HOME === undefined && home !== undefined && environment.PATH?.includes('.cargo'))
    environment.RUSTUP_HOME = path.join(home, '.rustup');
  return environment;
}

/**
 * Java asks the system for the home, not the environment; Maven reads its settings there. Maven splits its options at spaces,
 * as in the name of the app's own data folder; Java itself knows quotes, and prints a line about it.
 */
const javaOptions = (options: readonly string[]): Record<string, string> =>
  options.some((option) => /\s/.test(option))
    ? { JAVA_TOOL_OPTIONS: options.map((option) => `"${option}"`).join(' ') }
    : { MAVEN_OPTS: options.join(' ') };

const NO_RETRIES = [
  'npm_config_fetch_retries',
  'pnpm_config_fetch_retries',
  'YARN_HTTP_RETRY',
  'PIP_RETRIES',
  'CARGO_NET_RETRY',
];

/** A file of the system, which a command may read; one in a home it may not, and the path alone would break its tools. */
function isSystemCertificate(file: string): boolean {
  const resolved = path.normalize(file);
  return (
    /^\/(?:(?:private\/)?etc\/(?:ssl|pki|ca-certificates)|usr|opt|nix\/store)\//.test(resolved) &&
    // Keys, not certificates.
    !/^\/(?:private\/)?etc\/(?:ssl|pki\/tls)\/private(?:\/|$)/.test(resolved)
  );
}

/** PATH without relative entries and without what npm adds for the app's own scripts. */
export function commandPath(value: string | undefined): string[] {
  const own = /[\\/]node_modules[\\/](?:\.bin|(?:.*[\\/])?node-gyp-bin|(?:@npmcli[\\/])?run-script[\\/].*)$/;
  const entries = (value ?? '').split(path.delimiter).filter((entry) => path.isAbsolute(entry) && !own.test(entry));
  const standard = process.platform === 'win32' ? [] : ['/usr/local/bin', '/usr/bin', '/bin'];
  return [...new Set([...entries, ...standard])];
}

const plain = (value: string | undefined): string | null =>
  value !== undefined && /^[\w@.:/\\ ()+,;-]{1,2000}$/.test(value) ? value : null;
