import path from 'node:path';
import type { SandboxPolicy } from '../../shared/session-protocol.ts';

/** Names a command's processes, so that none outlives it. */
export const MARKER = 'CODY_BATCH_COMMAND';

/**
 * The environment of a command, built from scratch: nothing of the app's own but PATH, language and time zone. Keys,
 * tokens, agent sockets, D-Bus and proxies with passwords never reach it.
 * @param source the app's environment
 */
export function commandEnvironment(
  policy: Pick<SandboxPolicy, 'tempPath' | 'cachePath'>,
  marker: string,
  source: NodeJS.ProcessEnv,
): Record<string, string> {
  const cache = (name: string): string => path.join(policy.cachePath, name);
  const environment: Record<string, string> = {
    PATH: commandPath(source.PATH).join(path.delimiter),
    HOME: homeOf(policy),
    TMPDIR: temporaryOf(policy),
    LANG: plain(source.LANG) ?? 'C.UTF-8',
    SHELL: '/bin/bash',
    USER: 'cody',
    LOGNAME: 'cody',
    // Tools then neither ask, nor draw progress bars, nor phone home.
    TERM: 'dumb',
    CI: '1',
    NO_COLOR: '1',
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
    XDG_CACHE_HOME: policy.cachePath,
    npm_config_cache: cache('npm'),
    npm_config_store_dir: cache('pnpm'),
    YARN_CACHE_FOLDER: cache('yarn'),
    BUN_INSTALL_CACHE_DIR: cache('bun'),
    PIP_CACHE_DIR: cache('pip'),
    GOCACHE: cache('go-build'),
    GOMODCACHE: cache('go-mod'),
    GOPATH: cache('go'),
    CARGO_HOME: cache('cargo'),
    GRADLE_USER_HOME: cache('gradle'),
    MAVEN_OPTS: `-Dmaven.repo.local=${cache('maven')}`,
    COMPOSER_HOME: cache('composer'),
    BUNDLE_USER_HOME: cache('bundle'),
    [MARKER]: marker,
  };
  for (const name of ['TZ', 'JAVA_HOME', 'GOROOT', 'RUSTUP_HOME', 'PYENV_ROOT', 'SystemRoot', 'ComSpec', 'PATHEXT']) {
    const value = plain(source[name]);
    if (value !== null) environment[name] = value;
  }
  const home = source.HOME;
  // Rust's commands in PATH are links that look for the toolchain in the real home.
  if (environment.RUSTUP_HOME === undefined && home !== undefined && environment.PATH?.includes('.cargo'))
    environment.RUSTUP_HOME = path.join(home, '.rustup');
  return environment;
}

/** The private home of a run's commands. */
export const homeOf = (policy: Pick<SandboxPolicy, 'tempPath'>): string => path.join(policy.tempPath, 'home');
/** What `/tmp` is for a run's commands. */
export const temporaryOf = (policy: Pick<SandboxPolicy, 'tempPath'>): string => path.join(policy.tempPath, 'tmp');

/** PATH without relative entries and without what npm adds for the app's own scripts. */
export function commandPath(value: string | undefined): string[] {
  const own = /[\\/]node_modules[\\/](?:\.bin|(?:.*[\\/])?node-gyp-bin|(?:@npmcli[\\/])?run-script[\\/].*)$/;
  const entries = (value ?? '').split(path.delimiter).filter((entry) => path.isAbsolute(entry) && !own.test(entry));
  const standard = process.platform === 'win32' ? [] : ['/usr/local/bin', '/usr/bin', '/bin'];
  return [...new Set([...entries, ...standard])];
}

const plain = (value: string | undefined): string | null =>
  value !== undefined && /^[\w@.:/\\ ()+,;-]{1,2000}$/.test(value) ? value : null;
