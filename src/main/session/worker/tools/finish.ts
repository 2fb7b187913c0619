import type { z } from 'zod';
import { FinishReport } from '../../../../shared/finish.ts';
import type { Tool } from './tool.ts';
import { done } from './tool-result.ts';

/** Only outcome and summary are asked for; what a model leaves out is empty. */
const Input = FinishReport.extend({
  changes: FinishReport.shape.changes.default([]),
  risk: FinishReport.shape.risk.default('low'),
  reviewerNotes: FinishReport.shape.reviewerNotes.default([]),
  followUps: FinishReport.shape.followUps.default([]),
});

const texts = { type: 'array', items: { type: 'string' } };

/** Ends the turn with a report: the session's claim, never the verdict. */
export const finish: Tool<z.infer<typeof Input>> = {
  name: 'finish',
  description: 'End the work with a report to the reviewer.',
  input: Input,
  jsonSchema: {
    type: 'object',
    properties: {
      outcome: { enum: ['changed', 'no_change_needed', 'cannot_do'] },
      summary: { type: 'string', description: 'what and why, or why not' },
      changes: {
        type: 'array',
        items: {
          type: 'object',
          properties: { path: { type: 'string' }, what: { type: 'string' } },
          required: ['path', 'what'],
        },
      },
      risk: { enum: ['low', 'medium', 'high'] },
      reviewerNotes: texts,
      followUps: texts,
    },
    required: ['outcome', 'summary'],
  },
  effect: 'finishes',
  title: () => 'Finishing with a report',
  run: async () => done('ok'),
};
