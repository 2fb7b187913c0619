import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { commandEnvironment, commandPath, MARKER } from './environment.ts';
import { toolchainFolders } from './toolchains.ts';

const policy = { tempPath: '/run/temp', cachePath: '/run/cache' };

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
    TERM: 'dumb',
    CI: '1',
    NO_COLOR: '1',
    JAVA_HOME: '/opt/java',
    npm_config_cache: '/run/cache/npm',
    [MARKER]: 'mark',
  });
});

test.skipIf(process.platform === 'win32')('PATH loses relative entries and what npm puts in front of it', () => {
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
});

test.skipIf(process.platform === 'win32')(
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
