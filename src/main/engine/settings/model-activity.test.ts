import { expect, it } from 'vitest';
import { modelActivity } from './model-activity.ts';

it('tells of each change once, and of each request anew; what a command prints is not the model', () => {
  const told: string[] = [];
  const model = modelActivity(({ code }) => told.push(code));
  model.asked();
  for (const kind of ['reasoning', 'reasoning', 'text', 'tool_input', 'output'] as const) model.streams(kind);
  model.asked();
  model.streams('text');
  expect(told).toEqual(['waiting_for_model', 'thinking', 'writing', 'waiting_for_model', 'writing']);
});
