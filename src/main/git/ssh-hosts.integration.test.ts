import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sshHosts } from './ssh-hosts.ts';
import { tempFolder, write } from './testing/world.ts';

test('names of the ssh configuration are explained by ssh, others are left out', async () => {
  const folder = tempFolder();
  const config =
    'Host gh github.com-*\n  HostName github.com\n  User git\nHost door\n  HostName ssh.github.com\n  Port 443\n';
  write(folder, { config });
  const names = ['gh', 'github.com-work', 'door', 'plain', 'git.corp.test', '-oProxyCommand=x', 'a b'];
  const found = await sshHosts(names, process.env, join(folder, 'config'));
  expect(found).toEqual({ gh: 'github.com', 'github.com-work': 'github.com', door: 'ssh.github.com' });
  expect(await sshHosts(['gh'], { PATH: folder }, join(folder, 'config'))).toEqual({});
});
