import { expect, it, onTestFinished } from 'vitest';
import { oldText } from '../../shared/messages/message.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { createKnownSecrets } from '../redact/known-secrets.ts';
import { exampleJob, STARTED, temporaryRecords } from '../store/testing.ts';
import { redactingRecords } from './redacting-records.ts';

it.each(['changed', 'reason', 'settled'])(
  'a key that is a word of the app (%s) keeps nothing from being recorded',
  async (key) => {
    const clock = manualClock();
    const { records: stored, remove } = await temporaryRecords(clock);
    onTestFinished(remove);
    const secrets = createKnownSecrets();
    secrets.remember(key);
    const records = redactingRecords(stored, secrets);
    const { job, runs } = exampleJob(clock, 1);
    const runId = runs[0]!.id;
    await records.addJob(job, runs);
    await records.record(runId, STARTED);
    await records.record(runId, {
      kind: 'settled',
      outcome: 'changed',
      reason: oldText(`It says ${key}.`),
      error: null,
    });
    expect(records.run(runId)).toMatchObject({
      status: 'settled',
      outcome: 'changed',
      action: oldText('It says [redacted].'),
    });
  },
);

it('what main tells in a thread holds no key, and what its words are made of does not', async () => {
  const clock = manualClock();
  const { records: stored, remove } = await temporaryRecords(clock);
  onTestFinished(remove);
  const secrets = createKnownSecrets();
  secrets.remember('planted-secret');
  const records = redactingRecords(stored, secrets);
  const { job, runs } = exampleJob(clock, 1);
  const runId = runs[0]!.id;
  await records.addJob(job, runs);
  const parameters = { paths: ['planted-secret.txt', 'b.txt'], more: 0 };
  await records.record(runId, {
    kind: 'notice',
    level: 'info',
    message: { code: 'clone_changed_outside', parameters },
  });
  expect(await records.events(runId, 0)).toMatchObject({
    value: [{ body: { message: { parameters: { paths: ['[redacted].txt', 'b.txt'] } } } }],
  });
});
