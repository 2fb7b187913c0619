import type { z } from 'zod';
import { FinishReport } from '../../../../shared/finish.ts';
import { rulesMayDiffer, unfitToSearch } from './seen-files.ts';
import type { Tool } from './tool.ts';
import { done, refused } from './tool-result.ts';

/** Lists that a model leaves out are empty; a risk that it leaves out is asked for, never taken for low. */
const Input = FinishReport.extend({
  changes: FinishReport.shape.changes.default([]),
  reviewerNotes: FinishReport.shape.reviewerNotes.default([]),
  followUps: FinishReport.shape.followUps.default([]),
});

const texts = (description: string) => ({ type: 'array', items: { type: 'string' }, description });

/** Ends the turn with a report: the session's claim, never the verdict. */
export const finish: Tool<z.infer<typeof Input>> = {
  name: 'finish',
  description:
    'End the work with a report, which a reviewer reads among hundreds. Call it alone, when everything is done and checked; beside a call that failed it is refused.',
  input: Input,
  jsonSchema: {
    type: 'object',
    properties: {
      outcome: {
        enum: ['changed', 'no_change_needed', 'cannot_do'],
        description: 'no_change_needed: it is so already; cannot_do: leave nothing changed',
      },
      summary: { type: 'string', description: 'one or two plain sentences: what changed and why, or why not' },
      changes: {
        type: 'array',
        items: {
          type: 'object',
          properties: { path: { type: 'string' }, what: { type: 'string' } },
          required: ['path', 'what'],
        },
      },
      risk: {
        enum: ['low', 'medium', 'high'],
        description: 'high when behaviour, data or a public interface changes; low for text and tooling',
      },
      reviewerNotes: texts(
        'where you were unsure, chose between two ways or could not verify, with path and line; else empty',
      ),
      followUps: texts('what you saw and left alone'),
    },
    required: ['outcome', 'summary', 'risk'],
  },
  effect: 'finishes',
  title: () => ({ code: 'finishing', parameters: {} }),
  async run(_report, { clonePath, signal }) {
    rulesMayDiffer();
    const unfit = await unfitToSearch(clonePath, signal);
    return unfit === null ? done('ok') : refused(`Not finished: what was changed could not be read. ${unfit}.`);
  },
};
