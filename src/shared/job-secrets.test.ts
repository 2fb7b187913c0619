import { expect, test } from 'vitest';
import { DEFAULT_JOB_SETTINGS } from './job.ts';
import { secretsInJob } from './job-secrets.ts';

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
