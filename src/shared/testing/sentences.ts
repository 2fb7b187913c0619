import { z } from 'zod';
import { FileChange } from '../changeset.ts';
import { AppError } from '../errors.ts';
import { FlowEvent, RawBlock, SessionEvent, ToolDetails } from '../events.ts';
import { FinishReport } from '../finish.ts';
import { Push } from '../ipc.ts';
import { Job, JobSettings, PromptVersion } from '../job.ts';
import { LeftOut } from '../left-out.ts';
import { PublishPlan, PullRequest } from '../pull-request.ts';
import { RepoRef } from '../repo.ts';
import { Review, Run } from '../run.ts';

/**
 * They hold facts, and words of people, models, hosts and commands. An error has a code already: its words stay beside it
 * (docs/decisions/errors-keep-their-words.md).
 */
const FACTS = new Set<z.core.$ZodType>([
  ...[AppError, FileChange, FinishReport, JobSettings, LeftOut, PromptVersion, PullRequest, RawBlock, RepoRef],
  ...[Review, ToolDetails],
]);

/** Texts that are data: ids, names, and words of people, models, hosts and commands. */
const DATA = new Set([
  ...['baseBranch', 'baseCommit', 'base', 'branch', 'commit', 'headCommit', 'tree'],
  ...['command', 'tail', 'checkId', 'model', 'binding', 'cacheMiss', 'messageId', 'requestId', 'stopReason', 'ciFiles'],
  ...['comment_added.text', 'turn_started.text', 'reviewed.note', 'judged.reasons', 'row.judgeReasons'],
  ...['tool_finished.content', 'tool_started.name', 'request_adjusted.change.field', 'request_adjusted.change.type'],
  ...['job.title', 'plan.title'],
]);

const isId = (field: string): boolean => field === 'id' || field.endsWith('Id');
const isData = (path: string): boolean => {
  const field = path.slice(path.lastIndexOf('.') + 1);
  return isId(field) || DATA.has(field) || DATA.has(path);
};

/** What stands in a table of `shared/messages`: its parameters are data, whatever they are. */
const isMessage = (schema: z.core.$ZodType): boolean =>
  schema instanceof z.ZodDiscriminatedUnion && schema.def.discriminator === 'code';

/** The paths of all texts below a schema. */
function textsIn(schema: z.core.$ZodType, path: string): string[] {
  if (FACTS.has(schema) || isMessage(schema)) return [];
  if (schema instanceof z.ZodString) return [path];
  if (schema instanceof z.ZodArray) return textsIn(schema.element, path);
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return textsIn(schema.unwrap(), path);
  if (schema instanceof z.ZodPipe) return textsIn(schema.out, path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => textsIn(option, path));
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([name, field]) => textsIn(field, `${path}.${name}`));
  return [];
}

/** Fields of what is stored or pushed that hold sentences of the app. */
export function sentenceFields(): string[] {
  const texts = [
    ...[...SessionEvent.options, ...FlowEvent.options].flatMap((event) => textsIn(event, event.shape.kind.value)),
    ...[textsIn(Run, 'row'), textsIn(Job, 'job'), textsIn(PublishPlan, 'plan')].flat(),
    ...Push.options.flatMap((push) => (push.shape.type.value === 'held' ? textsIn(push, 'push') : [])),
  ];
  return [...new Set(texts)].filter((path) => !isData(path)).sort();
}
