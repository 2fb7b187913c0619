import { CERTIFICATE_VARIABLES } from '../../shared/certificates.ts';

/** What a session process, and through it a command, may know of this machine. Everything else stays outside. */
const ALLOWED = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'TMP', 'TEMP'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'],
  ...CERTIFICATE_VARIABLES.map((name) => name.toUpperCase()),
  // Where toolchains live: checks and commands of a repository need them.
  ...['JAVA_HOME', 'GOPATH', 'GOROOT', 'CARGO_HOME', 'RUSTUP_HOME', 'NVM_DIR', 'PYENV_ROOT', 'PNPM_HOME', 'VOLTA_HOME'],
  // Windows does not start programs without these.
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'],
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'PROGRAMDATA', 'HOMEDRIVE', 'HOMEPATH', 'NUMBER_OF_PROCESSORS'],
]);

/**
 * V8's flags for each of many session processes: about 10 MB smaller, and a tenth less processor time. A session waits for the
 * model, not for V8, so machine code is made only of what runs ten times as often as usual before V8 would make it.
 */
export const LEAN_V8 = [
  ...['--optimize-for-size', '--max-semi-space-size=1', '--no-sparkplug'],
  ...['--invocation-count-for-maglev=4000', '--invocation-count-for-maglev-osr=1000'],
  ...['--invocation-count-for-turbofan=30000', '--invocation-count-for-osr=5000'],
] as const;

const LOOPBACK = 'localhost,127.0.0.1,::1';

/**
 * The environment of a session process: an allow-list, so that no key, token or agent socket of the person reaches a
 * command. A proxy is used for the API as the environment says, but never for this machine itself.
 */
export function workerEnvironment(from: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(from)) {
    const upper = name.toUpperCase();
    if (value !== undefined && (ALLOWED.has(upper) || upper.startsWith('LC_'))) environment[name] = value;
  }
  if (Object.keys(environment).some((name) => /^https?_proxy$/i.test(name))) {
    const direct = environment.NO_PROXY ?? environment.no_proxy;
    environment.NO_PROXY = direct ? `${direct},${LOOPBACK}` : LOOPBACK;
    environment.no_proxy = environment.NO_PROXY;
    environment.NODE_USE_ENV_PROXY = '1';
  }
  return environment;
}
