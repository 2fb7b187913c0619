import { expect, test } from 'vitest';
import { costOfAnswer, MODELS, modelCard } from './models.ts';
import { NO_USAGE } from './usage.ts';

const MILLION = 1_000_000;
const ofInput = (id: string) => costOfAnswer(id, { ...NO_USAGE, fresh: 50_000 }) * 20;
const ofOutput = (id: string) => costOfAnswer(id, { ...NO_USAGE, output: MILLION });

test.each([
  ['claude-opus-5-5', 4, 20],
  ['claude-opus-5-5-20261007', 4, 20],
  ['claude-haiku-5-5-20261007', 0.1, 0.5],
  ['claude-sonnet-5-5@20261007', 2, 10],
  // Not in the table: the dearest of its line.
  ['claude-opus-4-9', 5, 25],
  ['claude-fable-5', 10, 50],
  ['gateway/claude-haiku-6', 0.1, 0.5],
  ['anthropic.claude-sonnet-7-20280101-v1:0', 2, 10],
  // Not even its line is: the dearest of all.
  ['claude-mythos-6', 10, 50],
  ['our-own-name', 10, 50],
  ['magnum-opusculum', 10, 50],
])('a million tokens of %s cost $%d in and $%d out', (id, input, output) => {
  expect(ofInput(id)).toBeCloseTo(input, 10);
  expect(ofOutput(id)).toBeCloseTo(output, 10);
});

test('a long prompt has its own price, also for a model that is only known by its line', () => {
  const long = { ...NO_USAGE, fresh: 100_001, output: 1000 };
  for (const id of ['claude-haiku-5-5', 'claude-haiku-5-5-20261007', 'claude-haiku-6'])
    expect(costOfAnswer(id, long)).toBeCloseTo((100_001 * 0.5 + 1000 * 2.5) / MILLION, 10);
});

test('no model of the table costs more than one that is not in it', () => {
  const usage = { fresh: 1000, cacheWrite5m: 1000, cacheWrite1h: 1000, cacheRead: 1000, output: 1000, thinking: 0 };
  const unknown = costOfAnswer('our-own-name', usage);
  for (const { id } of MODELS) expect(costOfAnswer(id, usage)).toBeLessThanOrEqual(unknown);
});

test('a date finds the card, and nothing else does', () => {
  expect(modelCard('claude-haiku-5-5-20261007')?.label).toBe('Claude Haiku 5.5');
  for (const id of ['claude-haiku-5-5-2026', 'claude-haiku-5', 'claude-haiku-5-5-fast'])
    expect(modelCard(id)).toBeUndefined();
});
