/** One git setting: name and value. */
export type GitSetting = readonly [name: string, value: string];

/** Variables a child git may inherit: where programs and temporary files are, and how the network is reached. */
const INHERITED = new Set(
  [
    ['PATH', 'PATHEXT', 'SYSTEMROOT', 'WINDIR', 'COMSPEC', 'TEMP', 'TMP', 'TMPDIR'],
    ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
    ['GIT_SSL_CAINFO', 'GIT_SSL_CAPATH', 'GIT_PROXY_SSL_CAINFO', 'GIT_EXEC_PATH'],
  ].flat(),
);

/** What of the user's own git settings the app follows: how to get through the company's proxy, and whom to trust. */
export const USER_SETTINGS_PATTERN =
  '^http\\.(.*\\.)?(proxy|proxyauthmethod|sslcainfo|sslcapath|sslbackend|proxysslcainfo|schannelcheckrevoke|schannelusesslcainfo)$';

/**
 * Settings that outrank every configuration file, so that nothing in a repository can make git run a program, follow a
 * redirect, ask for a password, or reach a place that was not asked for.
 */
const HARDENED: readonly GitSetting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.untrackedCache', 'false'],
  ['core.splitIndex', 'false'],
  ['core.sparseCheckout', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['core.excludesFile', '/dev/null'],
  ['core.autocrlf', 'false'],
  ['core.safecrlf', 'false'],
  // What an event says is there has to be there after a power cut: by itself git leaves loose objects to the system.
  ['core.fsync', 'added,reference'],
  // One flush for many objects, where git says that this is safe. Older than 2.36, git knows neither setting.
  ...(process.platform === 'linux' ? [] : ([['core.fsyncMethod', 'batch']] as const)),
  ['core.protectHFS', 'true'],
  ['core.protectNTFS', 'true'],
  ['core.longpaths', 'true'],
  ['core.quotePath', 'false'],
  ['core.askPass', ''],
  ['credential.helper', ''],
  ['checkout.workers', '2'],
  ['commit.gpgSign', 'false'],
  ['push.gpgSign', 'false'],
  ['push.followTags', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['diff.ignoreSubmodules', 'all'],
  ['diff.renameLimit', '2000'],
  // Live clones borrow the mirrors' objects: nothing may ever be repacked away under them.
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.writeCommitGraph', 'false'],
  ['transfer.credentialsInUrl', 'die'],
  ['transfer.bundleURI', 'false'],
  ['http.followRedirects', 'false'],
  ['protocol.version', '2'],
  ['protocol.allow', 'never'],
  ['protocol.https.allow', 'always'],
];

/** Plain environment of a child git: no agent sockets, keys, editors, or settings of the user. `home` is an app folder. */
export function baseEnvironment(env: Record<string, string | undefined>, home: string): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && INHERITED.has(name.toUpperCase())) own[name] = value;
  }
  return {
    ...own,
    // libcurl reads ~/.netrc: with a home of our own, credentials come from the app or from nowhere.
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: home,
    // Errors are understood by their English text.
    LC_ALL: 'C',
    LANGUAGE: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
  };
}

/**
 * Settings as `GIT_CONFIG_COUNT` variables: they outrank every file, and never show in argv, a URL or `.git/config`.
 * Later ones win: the app's over the user's, and those of one command over both. Needs git 2.31.
 */
export function settingsEnvironment(user: readonly GitSetting[], command: readonly GitSetting[]) {
  const all = [...user, ...HARDENED, ...command];
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(all.length) };
  all.forEach(([name, value], index) => {
    env[`GIT_CONFIG_KEY_${index}`] = name;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return env;
}
