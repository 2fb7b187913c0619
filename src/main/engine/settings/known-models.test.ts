import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { failure, ok, type Result } from '../../../shared/errors.ts';
import { effortsOf, lifecycleText, type ModelFacts } from '../../../shared/model-facts.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { beforeJob } from '../jobs/before-job.ts';
import { createKnownModels } from './known-models.ts';

const FACTS: ModelFacts = {
  ...{ maxOutput: 100_000, efforts: ['low', 'high'], adaptive: true },
  ...{ lifecycle: 'active', retiresAt: null },
};
const URL = 'https://api.anthropic.com';
const DAY = 24 * 60 * 60_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cody-batch-models-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A start of the app at this moment, with these answers of the Models API. */
function start(now: number, ...answers: Result<ModelFacts | null>[]) {
  const asked: string[] = [];
  const problems: string[] = [];
  const models = createKnownModels(
    path.join(folder, 'models.json'),
    () => now,
    {
      modelFacts: async (_key, url, model) => {
        asked.push(`${url} ${model}`);
        return answers.shift() ?? failure('model_unreachable', 'no more');
      },
    },
    (text) => problems.push(text),
  );
  const facts = (model = 'claude-opus-5-5', url = URL) => models.facts('key', url, model);
  return { facts, models, asked, problems };
}

it('asks once a day for each model and host, also over restarts', async () => {
  const first = start(0, ok(FACTS), ok(null));
  expect(await Promise.all([first.facts(), first.facts()])).toEqual([ok(FACTS), ok(FACTS)]);
  expect(await first.facts('claude-opus-5-5', 'https://gateway')).toEqual(ok(null));
  expect(first.asked).toEqual([`${URL} claude-opus-5-5`, 'https://gateway claude-opus-5-5']);
  const next = start(DAY - 1);
  expect([await next.facts(), next.asked]).toEqual([ok(FACTS), []]);
  const later = start(DAY, ok({ ...FACTS, lifecycle: 'deprecated' }));
  expect(await later.facts()).toMatchObject({ value: { lifecycle: 'deprecated' } });
});

it('an outage answers with what was known before, and is no knowledge', async () => {
  await start(0, ok(FACTS)).facts();
  const later = start(2 * DAY, failure('model_unreachable', 'down'), ok(null));
  expect([await later.facts(), await later.facts()]).toEqual([ok(FACTS), ok(null)]);
  expect(await start(0, failure('model_overloaded', 'down')).facts('other')).toEqual(ok(null));
});

it('a file that cannot be read costs nothing but the asking', async () => {
  writeFileSync(path.join(folder, 'models.json'), '{"version":1,"models":{"x":7}}');
  const { facts, problems } = start(0, ok(FACTS));
  expect(await facts()).toEqual(ok(FACTS));
  expect(problems).toHaveLength(1);
});

/** Whether a job for this model may be made, or why not; and what is said beside it. */
async function making(answer: Result<ModelFacts | null>, anthropicUrl = URL) {
  const said: string[] = [];
  const made = await beforeJob({
    ready: Promise.resolve(),
    settings: () => ({ ...DEFAULT_SETTINGS, anthropicUrl }),
    keys: { confirm: async () => ok(null), value: () => 'key' },
    models: start(0, answer).models,
    notices: { add: ({ text }) => void said.push(text) },
  }).keyAndModel('claude-opus-4-6');
  return { made, said };
}

it.each([
  ['known', ok(FACTS)],
  ['not told', ok(null)],
  ['not to be had', failure('model_unreachable', 'down')],
] as const)('a job is made where its model is %s', async (_name, answer) => {
  expect(await making(answer)).toEqual({ made: ok(null), said: [] });
});

it('a retired or unknown model is told before anything is cloned or paid', async () => {
  const retired = await making(ok({ ...FACTS, lifecycle: 'retired' }));
  expect(retired.made).toMatchObject({
    ok: false,
    error: { message: expect.stringMatching(/^Claude Opus 4\.6 was retired/) },
  });
  const unknown = failure('model_not_found', 'no');
  expect((await making(unknown)).made).toMatchObject({ ok: false, error: { code: 'model_not_found' } });
  // A gateway may have more models than it lists.
  expect((await making(unknown, 'https://gateway')).made).toEqual(ok(null));
});

it('a deprecated model is told, and used', async () => {
  const deprecated = ok({ ...FACTS, lifecycle: 'deprecated' as const, retiresAt: '2027-02-05T00:00:00Z' });
  const said = ['Claude Opus 4.6 is deprecated and retires on 2027-02-05.'];
  expect(await making(deprecated)).toEqual({ made: ok(null), said });
  expect(lifecycleText('x', { ...FACTS, lifecycle: 'deprecated' })).toBe('x is deprecated and will be retired.');
});

it('the effort that counts is what the API says, else what the card says, else none', () => {
  expect(effortsOf('claude-opus-5-5', FACTS)).toEqual(['low', 'high']);
  expect(effortsOf('claude-opus-5-5', { ...FACTS, efforts: [] })).toEqual([]);
  expect(effortsOf('claude-opus-5-5', null)).toHaveLength(5);
  expect([effortsOf('claude-haiku-4-5', null), effortsOf('our-own-name', null)]).toEqual([[], []]);
});
