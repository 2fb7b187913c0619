import { describe, expect, it } from 'vitest';
import { workerEnvironment } from './worker-environment.ts';

describe('workerEnvironment', () => {
  it('lets through what programs need, and no key, token or socket', () => {
    const kept = {
      PATH: '/bin',
      HOME: '/home/a',
      LANG: 'C',
      LC_ALL: 'C',
      TMPDIR: '/tmp',
      SSL_CERT_FILE: '/c',
      npm_config_cafile: '/c',
      Path: 'C:\\',
    };
    const dropped = {
      ANTHROPIC_API_KEY: 'k',
      GITHUB_TOKEN: 't',
      GH_TOKEN: 't',
      AWS_SECRET_ACCESS_KEY: 's',
      SSH_AUTH_SOCK: '/s',
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      NODE_OPTIONS: '--require x',
      ELECTRON_RUN_AS_NODE: '1',
      GIT_CONFIG_COUNT: '1',
      EMPTY: undefined,
    };
    expect(workerEnvironment({ ...kept, ...dropped })).toEqual(kept);
  });

  it('uses a proxy, but not for this machine', () => {
    expect(workerEnvironment({ https_proxy: 'http://proxy:3128', NO_PROXY: '.corp' })).toEqual({
      https_proxy: 'http://proxy:3128',
      NO_PROXY: '.corp,localhost,127.0.0.1,::1',
      no_proxy: '.corp,localhost,127.0.0.1,::1',
      NODE_USE_ENV_PROXY: '1',
    });
  });
});
