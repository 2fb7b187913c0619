/**
 * Environment for the git processes of the demo's servers and samples: nothing of the user's configuration, no prompts,
 * no hooks, fixed dates when given.
 */
export function gitEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const settings: [string, string][] = [
    ['safe.directory', '*'],
    ['core.hooksPath', '/dev/null'],
    ['core.autocrlf', 'false'],
    ['commit.gpgsign', 'false'],
    ['gc.auto', '0'],
    ['receive.autogc', 'false'],
    ['http.receivepack', 'true'],
    ['uploadpack.allowFilter', 'true'],
    ['uploadpack.allowReachableSHA1InWant', 'true'],
    ['receive.denyDeleteCurrent', 'true'],
  ];
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(settings.length),
  };
  for (const [index, [key, value]] of settings.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  // Git for Windows does not start without these.
  for (const name of ['SystemRoot', 'TEMP', 'TMP']) if (process.env[name]) environment[name] = process.env[name];
  return { ...environment, ...extra };
}
