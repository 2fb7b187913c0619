import { z } from 'zod';
import { capital } from '../capital.ts';
import { FileStatus } from '../changeset.ts';
import { messageSchema, says, wordsIn } from './message.ts';

/** What a change does to files of one kind. */
export const Deed = z.object({
  status: FileStatus,
  what: z.enum(['workflow', 'badge', 'readme', 'changelog', 'licence', 'lock', 'test', 'docs', 'source', 'file']),
  /** Of a file that is called by its own name; elsewhere empty. */
  name: z.string(),
});
export type Deed = z.infer<typeof Deed>;

/** What a change does: the first deeds, and how many there are besides. */
export const Deeds = z.object({ deeds: z.array(Deed), more: z.number() });
export type Deeds = z.infer<typeof Deeds>;

const OBJECTS: Partial<Record<Deed['what'], string>> = {
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
function object({ what, status, name }: Deed): string {
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
const listOf = ({ deeds, more }: Deeds, verbs: Record<FileStatus, string>): string =>
  [...deeds.map((deed) => `${verbs[deed.status]} ${object(deed)}`), ...(more > 0 ? [andMore(more)] : [])].join(', ');

/** Such as "remove .travis.yml, add a workflow, change the badge". Pure. */
export const wordsOfDeeds = (deeds: Deeds): string => listOf(deeds, DO) || 'change different files';

/** How a change differs from others, as it is said within a sentence. */
export const DIFFERENCES = {
  also_does: says({ deed: Deed }, ({ deed }) => `also ${DOES[deed.status]} ${object(deed)}`),
  does_not: says(
    { deed: Deed },
    ({ deed }) => `${DOES_NOT[deed.status]} ${object(deed)}${deed.status === 'mode' ? ' as it is' : ''}`,
  ),
  /** A line that the others don't have. */
  own_line: says(
    { file: z.string(), line: z.string(), removed: z.boolean() },
    ({ file, line, removed }) => `${file}: ${removed ? 'removes ' : ''}${line}`,
  ),
  more_differences: says({ count: z.number() }, ({ count }) => andMore(count)),
  /** It has nothing in common with the others. */
  unlike_others: says(Deeds.shape, (deeds) => `unlike the others, it ${listOf(deeds, DOES) || 'changes no text'}`),
};
export const Difference = messageSchema(DIFFERENCES);
export type Difference = z.infer<typeof Difference>;

export const wordsOfDifference = (difference: Difference): string => wordsIn(DIFFERENCES, difference);

/** Where no sentence leads to it. The name of a file in front stays what it is. Pure. */
export const differenceAlone = (difference: Difference): string => {
  const words = wordsOfDifference(difference);
  return difference.code === 'own_line' || difference.code === 'more_differences' ? words : capital(words);
};
