import vm from 'node:vm';
import { expect, test } from 'vitest';
import { DEFAULT_JOB_SETTINGS } from './job.ts';
import { holdsKey, secretsInJob } from './job-secrets.ts';

const TOKEN = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
const job = { title: 'Update', prompt: 'Rotate the keys that begin with ghp_.', settings: DEFAULT_JOB_SETTINGS };
const settings = DEFAULT_JOB_SETTINGS;
const pullRequest = settings.pullRequest;

test.each([
  ['the title', { ...job, title: `Use ${TOKEN}` }],
  ['the instruction', { ...job, prompt: `Clone https://ann:hunter22@git.acme.test/x and go on.` }],
  ['the branch', { ...job, settings: { ...settings, branch: `fix/${TOKEN}` } }],
  [
    'the title of the pull requests',
    { ...job, settings: { ...settings, pullRequest: { ...pullRequest, title: TOKEN } } },
  ],
  [
    'the text of the pull requests',
    { ...job, settings: { ...settings, pullRequest: { ...pullRequest, body: TOKEN } } },
  ],
  [
    'the check command',
    { ...job, settings: { ...settings, check: { mode: 'command' as const, command: `T=${TOKEN} npm test` } } },
  ],
])('a key is found in %s', (place, texts) => {
  expect(secretsInJob(texts)).toEqual([place]);
});

test('words about keys are no keys', () => {
  expect(secretsInJob(job)).toEqual([]);
});

test.each([
  'postgres://user:pw@localhost',
  'DATABASE_URL=postgres://app:Tr0ub4dor@127.0.0.1:5432/app and redis://:hunter2@[::1]:6379',
  'http://ann:hunter2@service.localhost:8080/x, https://ann:hunter2@db.example.com/x and https://ann:hunter2@acme.example',
  'mysql://user:password@db.acme.test, amqp://guest:guest@queue/vhost, https://bot:your-token@git.acme.test/x',
  `Write sk-ant-${'x'.repeat(20)} and ghp_${'x'.repeat(36)} into the example.`,
  'AKIAIOSFODNN7EXAMPLE is what their documents say',
])('an example is no key: %s', (text) => expect(holdsKey(text)).toBe(false));

test.each([
  'https://ann:hunter2@git.acme.test/x',
  'https://ann:hunter2@localhost.acme.test/x',
  'https://ann:hunter2@example.com.acme.test/x',
  'https://ann:password1@git.acme.test/x',
  'https://ann:anna@git.acme.test/x',
  `postgres://user:pw@localhost and then ${TOKEN}`,
  `ghp_${'x'.repeat(36)} and then ${TOKEN}`,
  `postgres://app:${TOKEN}@localhost/db`,
])('a key is one beside an example, too: %s', (text) => expect(holdsKey(text)).toBe(true));

test('a text made to hold up the look for examples does not', () => {
  const filled = (part: string): string => part.repeat(1_000_000 / part.length);
  const texts = ['://a:b@a.', '://a:b@', 'a.'].map(filled).concat(`://a:b@${filled('a.')}`, `://${filled('a-')}:b@h`);
  const find = () => texts.map((text) => holdsKey(`https://ann:hunter2@git.acme.test ${text}`));
  expect(vm.runInNewContext('find()', { find }, { timeout: 100_000 })).toEqual(texts.map(() => true));
});
