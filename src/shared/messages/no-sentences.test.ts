import { expect, it } from 'vitest';
import { z } from 'zod';
import { FlowEvent, SessionEvent } from '../events.ts';

/** Texts in events that are data: ids, names, and words of people, models, hosts and commands. */
const DATA = new Set([
  ...['cloned.baseBranch', 'cloned.baseCommit', 'comment_added.text'],
  ...['judged.model', 'judged.reasons', 'publication_requested.branch'],
  ...['publication_started.branch', 'publication_started.commit', 'publication_started.tree'],
  ...['reviewed.note', 'reviewed.tree', 'step_completed.binding'],
  ...['step_completed.cacheMiss', 'step_completed.messageId', 'step_completed.model'],
  ...['step_completed.requestId', 'step_completed.stopReason', 'tool_finished.content'],
  ...['tool_finished.toolCallId', 'tool_started.name', 'tool_started.toolCallId'],
  ...['turn_started.text'],
]);
/**
 * Sentences of the app that are still stored as such, beside those within a changeset (notes, doubts), a check's result (problem)
 * and an error. A new one needs a code instead: see `says`.
 */
const SENTENCES = ['message_added.reason', 'request_adjusted.text', 'tool_started.title'];

function isText(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodString) return true;
  if (schema instanceof z.ZodArray) return isText(schema.element);
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return isText(schema.unwrap());
  return false;
}

it('no event has a field for a sentence of the app but those of old', () => {
  const texts = [...SessionEvent.options, ...FlowEvent.options].flatMap(({ shape }) =>
    Object.entries(shape).flatMap(([name, field]) => (isText(field) ? [`${shape.kind.value}.${name}`] : [])),
  );
  expect(texts.filter((text) => !DATA.has(text) && !text.endsWith('.turnId')).sort()).toEqual(SENTENCES);
});
