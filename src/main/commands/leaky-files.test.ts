import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { leakyFiles } from './leaky-files.ts';

const LEAKY = {
  'pip.conf': '[global]\nindex-url = https://ann:s3cret@pypi.acme.test/simple\n',
  'xdg/pip/pip.conf': '[global]\nextra-index-url = https://__token__:abc@pypi.acme.test/simple\n',
  npmrc: '//npm.acme.test/:_authToken=abcdefgh\n',
  wgetrc: 'http_password = hunter2\n',
  curlrc: 'proxy = "http://ann:hunter2@proxy.acme.test:3128"\n',
  'profile.d/acme.sh': 'export ACME_TOKEN=abcdef\n',
  'environment.d/50-acme.conf': 'ARTIFACTORY_API_KEY="abcdef"\n',
  'apt/sources.list.d/acme.list': 'deb https://ann:hunter2@apt.acme.test stable main\n',
  'yum.repos.d/acme.repo': '[acme]\npassword=hunter2\n',
  fstab: '//nas/x /mnt cifs username=ann,password=hunter2 0 0\n',
  'acme/agent.yaml': 'key: ghp_0123456789abcdefghijklmnopqrstuvwxyz\n',
};
const HARMLESS = {
  'pip/pip.conf': '[global]\ncert = /etc/ssl/certs/ca-certificates.crt\n',
  'other/npmrc': 'cafile=/etc/ssl/certs/ca-certificates.crt\n',
  'profile.d/lang.sh': 'export LANG=C.UTF-8\n',
  'ssl/openssl.cnf': 'input_password = secret\nchallengePassword = A challenge password\n',
  'login.defs': 'PASS_MAX_DAYS 99999\n',
  'ssl/certs/x.pem': 'ghp_0123456789abcdefghijklmnopqrstuvwxyz',
};

test('settings that hold a credential are found; those that tools need and hold none are not', async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'cody-leaky-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [name, text] of Object.entries({ ...LEAKY, ...HARMLESS })) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  // What was not looked into is not shown.
  expect(await leakyFiles(root, 1)).toContain(path.join(root, 'xdg'));
  symlinkSync(path.join(root, 'npmrc'), path.join(root, 'linked'));
  const found = (await leakyFiles(root)).map((file) => path.relative(root, file).split(path.sep).join('/'));
  expect(found.sort()).toEqual(Object.keys(LEAKY).sort());
});
