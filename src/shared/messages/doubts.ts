import { z } from 'zod';
import { LeftOutOfOneKind, leftOutText } from '../left-out.ts';
import { messageSchema, says } from './message.ts';
import { moreSuspicious, SuspiciousPlace, suspiciousText } from './suspicious.ts';

/** What of a check a changed file decides on. */
const ALTERED = {
  scripts: 'its scripts for tests or installations, or the settings of its tests',
  test_script: 'its test script',
  program: 'the program itself',
  started_program: 'a program that it starts',
  installed_program: 'a program that its installation runs',
  settings: 'its settings',
  targets: 'its targets',
  recipes: 'its recipes',
  tasks: 'its tasks',
  tasks_and_modules: 'its tasks and modules',
  test_settings: 'settings of its tests',
  test_list: 'which tests there are',
  test_start: 'what its tests begin with',
  test_frame: 'what its tests begin and end with',
  module_places: 'where its tests find their modules',
  shadowed_module: 'it hides a module that the tests are run with',
} as const;
const Altered = z.enum(Object.keys(ALTERED) as [keyof typeof ALTERED, ...(keyof typeof ALTERED)[]]);
export type Altered = z.infer<typeof Altered>;

/** Who hands the output of a program on through a pipe. */
const PipedScript = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('script'), name: z.string(), file: z.string() }),
  z.object({ kind: z.literal('target'), name: z.string(), file: z.string() }),
  z.object({ kind: z.literal('file'), file: z.string() }),
]);
export type PipedScript = z.infer<typeof PipedScript>;

function scriptText(script: PipedScript): string {
  if (script.kind === 'file') return script.file;
  return `The ${script.kind} ${script.name} of ${script.file}`;
}

const Place = z.object({ path: z.string(), line: z.number() });
const andMore = (more: number): string => (more > 0 ? ` and ${more} more` : '');

/** The end of each sentence about one place in a change that may hold a key. */
const LOOKS_LIKE_A_KEY = 'it looks like a key or token';
const PATH = { path: z.string() };

/** What to look at twice in a change, and what is no part of it. */
export const DOUBTS = {
  left_out: says(LeftOutOfOneKind.shape, leftOutText),
  key_in_line: says(
    { path: z.string(), line: z.number() },
    ({ path, line }) => `${path}, line ${line}: ${LOOKS_LIKE_A_KEY}`,
  ),
  key_in_name: says(PATH, ({ path }) => `the name ${path}: ${LOOKS_LIKE_A_KEY}`),
  key_in_file: says(PATH, ({ path }) => `${path}: ${LOOKS_LIKE_A_KEY}`),
  more_keys: says({ count: z.number() }, ({ count }) => `${count} more places that look like keys or tokens`),
  not_searched: says(PATH, ({ path }) => `${path}: too large to be searched for keys`),
  searched_in_part: says(
    {},
    () => 'The change is very large: only its first 2 MB were searched for hidden text and keys.',
  ),
  ended_without_report: says({}, () => 'The session ended without a report, so its work may be unfinished.'),
  check_altered: says(
    { path: z.string(), what: Altered },
    ({ path, what }) =>
      `The change alters what the check runs (${path}: ${ALTERED[what]}). See whether it still proves anything.`,
  ),
  check_altered_in_more: says({ count: z.number() }, ({ count }) => {
    const more = count === 1 ? '1 more file that says' : `${count} more files that say`;
    return `The change alters ${more} what the check does.`;
  }),
  foreign_package: says(
    { path: z.string(), name: z.string(), source: z.string() },
    ({ path, name, source }) => `${path} takes ${name} from elsewhere than the registry: ${source}`,
  ),
  foreign_source: says(
    { path: z.string(), source: z.string() },
    ({ path, source }) => `${path} takes packages from ${source}, which the repository has not done before.`,
  ),
  more_foreign_sources: says({ count: z.number() }, ({ count }) => `It takes packages from ${count} more such places.`),
  tests_deleted: says(
    { paths: z.array(z.string()), more: z.number() },
    ({ paths, more }) => `The change deletes tests: ${paths.join('; ')}${andMore(more)}. The check ran without them.`,
  ),
  tests_switched_off: says({ places: z.array(Place), more: z.number() }, ({ places, more }) => {
    const named = places.map(({ path, line }) => `${path}, line ${line}`).join('; ');
    return `The change switches tests off: ${named}${andMore(more)}. The check ran without them.`;
  }),
  exit_code_lost: says(
    { script: PipedScript },
    ({ script }) =>
      `${scriptText(script)} hands the output of a program on through a pipe, so its exit code is not that of the tests: a failure may look like a pass.`,
  ),
  changed_beside: says(
    { paths: z.array(z.string()), more: z.number() },
    ({ paths, more }) =>
      `The session changed files that no change holds and that can steer programs: ${paths.join(', ')}${andMore(more)}. The app's checks ran without them; what the session says of its own runs may rest on them.`,
  ),
  suspicious_text: says(SuspiciousPlace.shape, suspiciousText),
  more_suspicious_text: says({ count: z.number() }, ({ count }) => moreSuspicious(count)),
};

/** An earlier version stored sentences: those about keys decide what may go out, so they are known by their end. */
function fromOldDoubt(doubt: unknown): unknown {
  const end = `: ${LOOKS_LIKE_A_KEY}`;
  if (typeof doubt !== 'string' || !doubt.endsWith(end)) return doubt;
  return { code: 'key_in_file', parameters: { path: doubt.slice(0, -end.length) } };
}

export const Doubt = z.preprocess(fromOldDoubt, messageSchema(DOUBTS));
export type Doubt = z.infer<typeof Doubt>;
