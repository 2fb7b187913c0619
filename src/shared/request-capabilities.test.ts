import { expect, it } from 'vitest';
import { capabilitiesOf } from './request-capabilities.ts';

const VENDOR = 'https://api.anthropic.com';
it.each([
  [VENDOR, 'claude-opus-5-5', { thinking: true, eagerToolInput: true, effortPerMessage: true, maxOutput: 128_000 }],
  [VENDOR, 'claude-opus-4-7', { thinking: true, eagerToolInput: true, effortPerMessage: false, maxOutput: 128_000 }],
  [VENDOR, 'claude-haiku-4-5', { thinking: false, effort: false, bindingControls: false }],
  ['https://gateway.example', 'claude-opus-5-5', { thinking: true, eagerToolInput: false, bindingControls: false }],
  ['https://gateway.example', 'eu.anthropic.claude-sonnet-4-6-v1:0', { thinking: true, cacheDiagnosis: false }],
  ['https://gateway.example', 'house-model', { thinking: false, effort: false, keepWarm: false, maxOutput: 64_000 }],
  ['https://api.anthropic.com.evil.example', 'claude-opus-5-5', { eagerToolInput: false }],
  ['https://api.anthropic.com:1@evil.example', 'claude-opus-5-5', { eagerToolInput: false }],
  ['http://api.anthropic.com', 'claude-opus-5-5', { eagerToolInput: false }],
])('%s takes of %s what the price table and the host tell', (url, model, expected) => {
  expect(capabilitiesOf(model, url, null)).toMatchObject(expected);
});

const FACTS = {
  maxOutput: null,
  efforts: null,
  adaptive: null,
  lifecycle: null,
  retiresAt: null,
};
it.each([
  [
    'claude-opus-5-5',
    { maxOutput: 32_000, efforts: [], adaptive: false },
    { thinking: false, effort: false, maxOutput: 32_000 },
  ],
  [
    'claude-haiku-4-5',
    { adaptive: true, efforts: ['low' as const] },
    { thinking: true, effort: true, maxOutput: 64_000 },
  ],
  [
    'house-model',
    { adaptive: true, efforts: ['high' as const], maxOutput: 8000 },
    { thinking: true, effort: true, maxOutput: 8000 },
  ],
  ['claude-opus-5-5', {}, { thinking: true, effort: true, maxOutput: 128_000 }],
])('what the host says of %s counts most: %j', (model, told, expected) => {
  expect(capabilitiesOf(model, 'https://gateway.example', { ...FACTS, ...told })).toMatchObject(expected);
});
