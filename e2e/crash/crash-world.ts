import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Sample } from '../../src/demo/content/sample.ts';
import { SAMPLES } from '../../src/demo/samples.ts';
import { type DemoWorld, startDemoWorld } from '../../src/demo/world.ts';

type Files = Sample['commits'][number]['files'];
const everyCommit = (sample: Sample, change: (files: Files) => Files): Sample => ({
  ...sample,
  commits: sample.commits.map((commit) => ({ ...commit, files: change(commit.files) })),
});

/** The sample under another name, in its files as well: what it says to the model is its own. */
function twinOf(sample: Sample): Sample {
  const renamed = (text: string) => text.replaceAll(sample.name, `${sample.name}-twin`);
  const twin = everyCommit(sample, (files) =>
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [
        renamed(name),
        typeof content === 'string' ? renamed(content) : content,
      ]),
    ),
  );
  return { ...twin, name: renamed(sample.name) };
}

/** A name at the root that no other has, so that the journal's conversations belong to one repository each. */
const marked = (sample: Sample): Sample =>
  everyCommit(sample, (files) => ({ ...files, [`about-${sample.name}.txt`]: `This is ${sample.name}.\n` }));

const TWINS = SAMPLES.filter(({ expected }) => expected.pullRequest)
  .slice(0, 4)
  .map(twinOf);
/** The demo's eight and four more. */
const TWELVE: readonly Sample[] = [...SAMPLES, ...TWINS].map(marked);

/** A change that no doubt keeps from being published by itself. The demo's own adds a workflow, and waits for a person. */
const PROMPT = 'Mention "Looked after by the platform team." in the readme.';

/** A world that outlives the app: its servers run in this process, its journals are read here. */
export async function startCrashWorld(
  folder: string,
  paceMs: number,
  repositories = TWELVE.length,
): Promise<DemoWorld> {
  const world = await startDemoWorld({ folder, samples: TWELVE.slice(0, repositories), delayMs: paceMs });
  // What each branch ever held: without it a branch that was pushed twice would not be seen.
  for (const bare of bareRepositories(folder)) {
    execFileSync('git', ['config', 'core.logAllRefUpdates', 'always'], { cwd: bare });
  }
  return { ...world, prompt: PROMPT };
}

const bareRepositories = (folder: string): string[] => {
  const root = path.join(folder, 'repositories');
  return readdirSync(root).flatMap((owner) =>
    readdirSync(path.join(root, owner)).map((name) => path.join(root, owner, name)),
  );
};

/** By repository: what each branch but the default one held, oldest first. */
export function pushesOf(folder: string): Record<string, Record<string, string[]>> {
  return Object.fromEntries(
    bareRepositories(folder).map((bare) => {
      const read = (...args: string[]) => execFileSync('git', args, { cwd: bare, encoding: 'utf8' }).trim();
      const names = read('for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n');
      const own = names.filter((name) => name !== read('symbolic-ref', '--short', 'HEAD'));
      const held = own.map((name) => [name, read('reflog', 'show', '--format=%H', name, '--').split('\n').reverse()]);
      return [`${path.basename(path.dirname(bare))}/${path.basename(bare, '.git')}`, Object.fromEntries(held)];
    }),
  );
}
