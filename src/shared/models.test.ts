import { expect, test } from 'vitest';
import { costOfAnswer, fittingEffort, MODELS, modelCard, plainModelId } from './models.ts';
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
  // Older ones cost what they cost, not what their line costs today.
  ['claude-haiku-4-5-20251001', 1, 5],
  ['claude-sonnet-4-6', 3, 15],
  ['claude-opus-4-20250514', 15, 75],
  ['claude-3-5-sonnet-20241022', 3, 15],
  ['claude-3-opus-20240229', 15, 75],
  ['claude-3-haiku-20240307', 1, 5],
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

test.each([
  ['claude-haiku-5-5', 'claude-haiku-5-5'],
  ['claude-haiku-5-5-20261007', 'claude-haiku-5-5'],
  ['claude-sonnet-5-5@20261007', 'claude-sonnet-5-5'],
  ['claude-opus-5-5@default', 'claude-opus-5-5'],
  ['claude-opus-5-20260724', 'claude-opus-5'],
  ['anthropic.claude-opus-5-5-v1:0', 'claude-opus-5-5'],
  ['us.anthropic.claude-opus-5-5-20260922-v1:0', 'claude-opus-5-5'],
  ['global.anthropic.claude-sonnet-5-5', 'claude-sonnet-5-5'],
  ['bedrock/eu.anthropic.claude-haiku-5-5-v2', 'claude-haiku-5-5'],
  ['arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-5-5-v1:0', 'claude-opus-5-5'],
  ['vertex_ai/claude-opus-5-5@20260922', 'claude-opus-5-5'],
  ['anthropic/claude-opus-5.5', 'claude-opus-5-5'],
  ['openrouter/anthropic/claude-sonnet-5.5:beta', 'claude-sonnet-5-5'],
  ['anthropic/claude-haiku-4.5', 'claude-haiku-4-5'],
  ['claude-opus-5-5[1m]', 'claude-opus-5-5'],
  ['Claude-Opus-5-5', 'claude-opus-5-5'],
  [' claude-opus-5-5-latest', 'claude-opus-5-5'],
])('%s is %s', (id, card) => {
  expect([plainModelId(id), modelCard(id)?.id]).toEqual([card, card]);
});

test.each([
  ...['claude-haiku-5-5-2026', 'claude-haiku-5-6', 'claude-haiku-5-5-fast', 'my-claude', 'notclaude-opus-5-5'],
  ...['claude-opus-55', 'claude-opus-5-5-5', 'claude-3-5-sonnet-20241022', 'opus', ''],
])('%j has no card', (id) => expect(modelCard(id)).toBeUndefined());

test.each([
  ['xhigh', ['low', 'medium', 'high'], 'high'],
  ['max', ['low', 'medium', 'high', 'max'], 'max'],
  ['low', ['medium', 'high'], 'medium'],
  ['high', [], 'high'],
] as const)('of %s with %j known, %s is sent', (wanted, known, sent) => {
  expect(fittingEffort(wanted, known)).toBe(sent);
});
