import type { JobSettings } from '../../../shared/job.ts';
import { NO_NEEDS, type Recipe, type RecipeNeeds } from '../../../shared/recipe.ts';

/** From where package managers download. */
const REGISTRIES = [
  ...['registry.npmjs.org', 'registry.yarnpkg.com'],
  ...['pypi.org', 'files.pythonhosted.org'],
  ...['index.crates.io', 'static.crates.io'],
  ...['proxy.golang.org', 'sum.golang.org'],
  ...['repo.maven.apache.org', 'plugins.gradle.org', 'services.gradle.org'],
  ...['rubygems.org', 'index.rubygems.org'],
  'repo.packagist.org',
];
const DEPENDENCIES: RecipeNeeds = { lockFiles: true, hosts: REGISTRIES };

/** What many organisations do sooner or later. Each says when it is done, and what must not change. */
export const RECIPES: readonly Recipe[] = [
  {
    name: 'Upgrade a dependency',
    prompt: `Upgrade {{package}} to version {{version}} wherever this repository depends on it.

Change the manifest and the lock file with the package manager that the repository uses. Follow the changes that the new version asks of its callers, and only those. Do not upgrade anything else. If the repository does not depend on {{package}}, or has this version already, change nothing.

It is done when the checks pass as they did before.`,
    needs: DEPENDENCIES,
  },
  {
    name: 'Fix a vulnerability',
    prompt: `Remove the vulnerability {{advisory}} from this repository.

The vulnerable versions of {{package}} are {{vulnerable versions}}. Take the smallest upgrade that leaves them, also where the package is only a dependency of a dependency; use an override only if no direct upgrade helps, and say so. Change no behaviour beyond that. If the repository is not affected, change nothing and say how you know.

It is done when no vulnerable version is left in the lock file and the checks pass.`,
    needs: DEPENDENCIES,
  },
  {
    name: 'Move to another API',
    prompt: `Replace every use of {{old API}} by {{new API}}.

Keep the behaviour of each call site, its error handling included. Tests and documents follow. Where a use has no counterpart, leave it as it is and name it in your notes. Leave history, such as a changelog, as it is. If the repository does not use {{old API}}, change nothing.

It is done when a search for {{old API}} finds only what your notes name, and the checks pass.`,
    needs: NO_NEEDS,
  },
  {
    name: 'Refactor a pattern',
    prompt: `Wherever this repository does {{pattern}}, let it do {{better pattern}} instead.

Behaviour must stay the same; add no dependency. Touch only the places where the pattern stands, and keep to the style of the file. If there is none, change nothing.

It is done when no such place is left and the checks pass.`,
    needs: NO_NEEDS,
  },
  {
    name: 'Change the CI',
    prompt: `Change the continuous integration of this repository: {{what should be true}}.

Keep the commands, versions and systems that are tested today unless this says otherwise. Pin actions as the other workflows of the repository do. Badges and documents that name the CI follow. If it is true already, change nothing.

It is done when the workflow files are valid and nothing that was tested is left out.`,
    needs: NO_NEEDS,
  },
  {
    name: 'Correct the documents',
    prompt: `Bring the documents of this repository up to date: {{what has changed}}.

Look at the readme, the docs folder and comments that users read. Change only what is wrong because of this; keep tone, structure and line width. Do not touch code. If nothing is wrong, change nothing.`,
    needs: NO_NEEDS,
  },
  {
    name: 'Add a licence header',
    prompt: `Give every source file of this repository that has none this header, as a comment of its language:

{{header}}

It comes after a hashbang or an encoding line, followed by an empty line. Leave out generated files, vendored code, fixtures and files of other authors with a header of their own. Change nothing else in any file.

It is done when every source file begins with the header and the checks pass.`,
    needs: NO_NEEDS,
  },
];

/** `{{package}}`, but not `${{ matrix.node }}`: that belongs to a workflow. */
const VARIABLE = /(?<!\$)\{\{([a-z][a-z0-9 _-]{0,40})\}\}/gi;

/** The variables of an instruction, each once, in the order in which they first stand. */
export const variablesOf = (prompt: string): string[] => [
  ...new Set([...prompt.matchAll(VARIABLE)].map(([, name]) => name ?? '')),
];

/** Those of the recipe's variables that still stand in the instruction: what is typed there otherwise is taken as it is. */
export const openVariables = (prompt: string, variables: readonly string[]): string[] =>
  variablesOf(prompt).filter((name) => variables.includes(name));

/** The instruction with its variables filled in. What has no value stays as it stands. */
export const fillIn = (
  prompt: string,
  variables: readonly string[],
  values: Readonly<Record<string, string>>,
): string =>
  prompt.replace(VARIABLE, (written, name: string) => {
    const value = variables.includes(name) && Object.hasOwn(values, name) ? values[name]?.trim() : '';
    return value || written;
  });

/** What a recipe changed in the settings of a draft: taken back when another one is taken. */
export type Granted = RecipeNeeds;

/**
 * The settings of a job that starts from a recipe: what the last recipe changed is taken back, what this one needs is added,
 * and what the person set stays. Pure.
 */
export function withNeeds(
  settings: JobSettings,
  last: Granted,
  needs: RecipeNeeds,
): { settings: JobSettings; granted: Granted } {
  const { guards, allowedHosts } = settings;
  const own = allowedHosts.filter((host) => !last.hosts.includes(host));
  const hosts = needs.hosts.filter((host) => !own.includes(host));
  const ownLockFiles = guards.allowLockFiles && !last.lockFiles;
  return {
    settings: {
      ...settings,
      guards: { ...guards, allowLockFiles: ownLockFiles || needs.lockFiles },
      allowedHosts: [...own, ...hosts],
    },
    granted: { lockFiles: needs.lockFiles && !ownLockFiles, hosts },
  };
}

/** What a job's settings allow beyond the person's defaults: kept with an instruction that is saved as a recipe. Pure. */
export const needsOf = (settings: JobSettings, defaults: JobSettings): RecipeNeeds => ({
  lockFiles: settings.guards.allowLockFiles && !defaults.guards.allowLockFiles,
  hosts: settings.allowedHosts.filter((host) => host.trim() !== '' && !defaults.allowedHosts.includes(host)),
});

/** What a recipe changed and still holds, in one sentence; null when it is nothing. Pure. */
export function grantedText(granted: Granted, settings: JobSettings): string | null {
  const lockFiles = granted.lockFiles && settings.guards.allowLockFiles;
  const hosts = granted.hosts.filter((host) => settings.allowedHosts.includes(host));
  const [first, second, ...more] = hosts;
  const named = [first, second].filter((host) => host !== undefined).join(', ');
  const reach =
    first === undefined
      ? []
      : [`commands may reach ${named}${more.length > 0 ? ` and ${more.length} more hosts` : ''}`];
  const what = [...(lockFiles ? ['the change may touch lock files'] : []), ...reach];
  return what.length === 0 ? null : `For this recipe ${what.join(', and ')}. Change it under Options.`;
}
