import { z } from 'zod';
import { capital } from '../capital.ts';
import { FileStatus } from '../changeset.ts';
import { messageSchema, says, textIn } from './message.ts';

/** What a change does to files of one kind. */
export const ChangeAction = z.object({
  status: FileStatus,
  what: z.enum(['workflow', 'badge', 'readme', 'changelog', 'licence', 'lock', 'test', 'docs', 'source', 'file']),
  /** Of a file that is called by its own name; elsewhere empty. */
  name: z.string(),
});
export type ChangeAction = z.infer<typeof ChangeAction>;

/** What a change does: the first actions, and how many there are besides. */
export const ChangeActions = z.object({ actions: z.array(ChangeAction), more: z.number() });
export type ChangeActions = z.infer<typeof ChangeActions>;

const OBJECTS: Partial<Record<ChangeAction['what'], string>> = {
  badge: 'the badge',
  readme: 'the readme',
  changelog: 'the changelog',
  licence: 'the licence',
  lock: 'the lock file',
  test: 'tests',
  docs: 'docs',
  source: 'source files',
};

/** What is changed, without the verb. */
function object({ what, status, name }: ChangeAction): string {
  if (what === 'workflow') return status === 'modified' || status === 'mode' ? 'the workflow' : 'a workflow';
  return OBJECTS[what] ?? name;
}

const DO: Record<FileStatus, string> = {
  deleted: 'remove',
  added: 'add',
  renamed: 'rename',
  modified: 'change',
  mode: 'change the mode of',
};
const DOES: Record<FileStatus, string> = {
  deleted: 'removes',
  added: 'adds',
  renamed: 'renames',
  modified: 'changes',
  mode: 'changes the mode of',
};
/** Of something that the others do: "leaves out the readme", "keeps .travis.yml". */
const DOES_NOT: Record<FileStatus, string> = {
  deleted: 'keeps',
  added: 'does not add',
  renamed: 'does not rename',
  modified: 'leaves out',
  mode: 'leaves the mode of',
};

const andMore = (count: number): string => `and ${count} more`;
const listOf = ({ actions, more }: ChangeActions, verbs: Record<FileStatus, string>): string =>
  [...actions.map((action) => `${verbs[action.status]} ${object(action)}`), ...(more > 0 ? [andMore(more)] : [])].join(
    ', ',
  );

/** Such as "remove .travis.yml, add a workflow, change the badge". Pure. */
export const actionsText = (actions: ChangeActions): string => listOf(actions, DO) || 'change different files';

/** How a change differs from others, as it is said within a sentence. */
export const DIFFERENCES = {
  also_does: says({ action: ChangeAction }, ({ action }) => `also ${DOES[action.status]} ${object(action)}`),
  does_not: says(
    { action: ChangeAction },
    ({ action }) => `${DOES_NOT[action.status]} ${object(action)}${action.status === 'mode' ? ' as it is' : ''}`,
  ),
  /** A line that the others don't have. */
  own_line: says(
    { file: z.string(), line: z.string(), removed: z.boolean() },
    ({ file, line, removed }) => `${file}: ${removed ? 'removes ' : ''}${line}`,
  ),
  more_differences: says({ count: z.number() }, ({ count }) => andMore(count)),
  /** It has nothing in common with the others. */
  unlike_others: says(
    ChangeActions.shape,
    (actions) => `unlike the others, it ${listOf(actions, DOES) || 'changes no text'}`,
  ),
};
export const Difference = messageSchema(DIFFERENCES);
export type Difference = z.infer<typeof Difference>;

export const differenceText = (difference: Difference): string => textIn(DIFFERENCES, difference);

/** Where no sentence leads to it. The name of a file in front stays what it is. Pure. */
export const differenceAlone = (difference: Difference): string => {
  const words = differenceText(difference);
  return difference.code === 'own_line' || difference.code === 'more_differences' ? words : capital(words);
};
