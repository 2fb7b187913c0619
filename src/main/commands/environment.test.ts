import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lacks, NO_POSIX } from '../testing/lacks.ts';
import { commandEnvironment, commandPath, MARKER } from './environment.ts';
import { toolchainFolders } from './toolchains.ts';

const policy: Parameters<typeof commandEnvironment>[0] = {
  clonePath: '/run/tree',
  tempPath: '/run/temp',
  cachePath: '/run/cache',
  mode: 'unsandboxed',
  readPaths: [],
  allowedHosts: [],
};

test('holds nothing of the app but PATH, language and time zone', () => {
  const environment = commandEnvironment(policy, 'mark', {
    PATH: '/usr/bin',
    LANG: 'de_DE.UTF-8',
    TZ: 'Europe/Berlin',
    HOME: '/home/ann',
    ANTHROPIC_API_KEY: 'planted-secret',
    GITHUB_TOKEN: 'planted-secret',
    GH_TOKEN: 'planted-secret',
    NPM_TOKEN: 'planted-secret',
    AWS_SECRET_ACCESS_KEY: 'planted-secret',
    SSH_AUTH_SOCK: '/planted-secret/agent',
    DBUS_SESSION_BUS_ADDRESS: 'planted-secret',
    HTTPS_PROXY: 'http://ann:planted-secret@proxy',
    GIT_CONFIG_VALUE_0: 'planted-secret',
    NODE_OPTIONS: '--require planted-secret',
    LD_PRELOAD: 'planted-secret',
    BASH_ENV: 'planted-secret',
    ELECTRON_RUN_AS_NODE: 'planted-secret',
    JAVA_HOME: '/opt/java',
  });
  expect(JSON.stringify(environment)).not.toContain('planted-secret');
  expect(JSON.stringify(environment)).not.toContain('/home/ann');
  expect(environment).toMatchObject({
    PATH: expect.stringMatching(/^\/usr\/bin/),
    LANG: 'de_DE.UTF-8',
    TZ: 'Europe/Berlin',
    HOME: '/run/temp/home',
    TMPDIR: '/run/temp/tmp',
    JAVA_HOME: '/opt/java',
    npm_config_cache: '/run/cache/npm',
    [MARKER]: 'mark',
  });
});

test('says what a terminal and CI say, and leaves colours and width to the scripts', () => {
  const environment = commandEnvironment(policy, 'mark', {
    NO_COLOR: '1',
    FORCE_COLOR: '1',
    COLUMNS: '40',
    TERM: 'dumb',
  });
  expect(environment).toMatchObject({ TERM: 'xterm-256color', CI: 'true' });
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'CLICOLOR', 'COLUMNS', 'LINES'])
    expect(environment[name], name).toBeUndefined();
});

test.skipIf(process.platform !== 'linux')('names no path of the disk in the sandbox', () => {
  const spaced = { ...policy, mode: 'sandboxed' as const, tempPath: "/o'brien (work)/temp", cachePath: '/a b/cache' };
  const environment = commandEnvironment(spaced, 'mark', { PATH: '/usr/bin' });
  expect(JSON.stringify(environment)).not.toMatch(/brien|a b/);
  expect(environment).toMatchObject({ HOME: '/home/sandbox', TMPDIR: '/tmp', XDG_CACHE_HOME: '/cache' });
});

test.each([
  ['NODE_EXTRA_CA_CERTS', '/etc/ssl/certs/ca-certificates.crt', true],
  ['SSL_CERT_DIR', '/etc/ssl/certs:/usr/share/ca-certificates', true],
  ['REQUESTS_CA_BUNDLE', '/usr/local/share/ca.pem', true],
  ['npm_config_cafile', '/etc/pki/tls/certs/ca-bundle.crt', true],
  ['NODE_EXTRA_CA_CERTS', '/home/ann/company.pem', false],
  ['NODE_EXTRA_CA_CERTS', '/etc/ssl/../../home/ann/company.pem', false],
  ['SSL_CERT_FILE', '/etc/ssl/private/server.key', false],
  ['SSL_CERT_DIR', '/etc/ssl/certs:/home/ann', false],
  ['SSL_CERT_FILE', 'company.pem', false],
  ['SSL_CERT_FILE', '', false],
])('%s=%s reaches a command: %s', (name, value, reaches) => {
  expect(commandEnvironment(policy, 'mark', { [name]: value })[name]).toBe(reaches ? value : undefined);
});

test('waits for no network where there is none', () => {
  const retries = (change: object): string | undefined =>
    commandEnvironment({ ...policy, mode: 'sandboxed', ...change }, 'mark', {}).npm_config_fetch_retries;
  expect(retries({})).toBe('0');
  expect(retries({ allowedHosts: ['registry.npmjs.org'] })).toBeUndefined();
  expect(retries({ mode: 'unsandboxed' })).toBeUndefined();
});

test('gives Maven its folders, also where their names hold spaces', () => {
  expect(commandEnvironment(policy, 'mark', {})).toMatchObject({
    MAVEN_OPTS: '-Dmaven.repo.local=/run/cache/maven -Duser.home=/run/temp/home',
  });
  const spaced = commandEnvironment({ ...policy, tempPath: '/Cody Batch/temp' }, 'mark', {});
  expect(spaced.MAVEN_OPTS).toBeUndefined();
  expect(spaced.JAVA_TOOL_OPTIONS).toBe('"-Dmaven.repo.local=/run/cache/maven" "-Duser.home=/Cody Batch/temp/home"');
});

test.skipIf(lacks(process.platform === 'win32', NO_POSIX))(
  'PATH loses relative entries and what npm puts in front of it',
  () => {
    const value = [
      '/a/node_modules/.bin',
      '/node_modules/.bin',
      '.',
      '',
      'bin',
      '/opt/tool/bin',
      '/opt/tool/bin',
      '/x/node_modules/@npmcli/run-script/lib/node-gyp-bin',
    ].join(':');
    expect(commandPath(value)).toEqual(['/opt/tool/bin', '/usr/local/bin', '/usr/bin', '/bin']);
    expect(commandPath(undefined)).toEqual(['/usr/local/bin', '/usr/bin', '/bin']);
  },
);

test.skipIf(lacks(process.platform === 'win32', NO_POSIX))(
  'makes toolchains in a home readable, never the home or its credentials',
  async () => {
    const home = await realpath(await mkdtemp(path.join(os.tmpdir(), 'cody-home-')));
    try {
      for (const folder of [
        '.nvm/versions/node/v24/bin',
        '.nvm/versions/node/v24/lib',
        '.cargo/bin',
        '.rustup',
        '.local/bin',
        '.local/share/keyrings',
        'bin',
        '.ssh',
        '.pyenv/shims',
        '.pyenv/versions',
        '.docker/bin',
        '.docker/contexts',
        'tools',
      ])
        await mkdir(path.join(home, folder), { recursive: true });
      await symlink('tools', path.join(home, 'alias'));
      const entries = [
        '.nvm/versions/node/v24/bin',
        '.cargo/bin',
        '.local/bin',
        'bin',
        '.pyenv/shims',
        '.docker/bin',
        'alias',
        '.',
        'missing/bin',
      ];
      const value = [...entries.map((entry) => path.join(home, entry)), '/', '/usr/bin'].join(':');
      expect(
        toolchainFolders(value, [home])
          .map((folder) => path.relative(home, folder))
          .sort(),
      ).toEqual([
        '.cargo/bin',
        '.docker/bin',
        '.local/bin',
        '.nvm/versions/node/v24',
        '.pyenv/shims',
        '.pyenv/versions',
        '.rustup',
        'alias',
        'bin',
        'tools',
      ]);
    } finally {
      await rm(home, { recursive: true });
    }
  },
);
