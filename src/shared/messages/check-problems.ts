import { z } from 'zod';
import { type MessageOf, messageSchema, says } from './message.ts';

const NAME = { name: z.string() };
/** Hosts that the job would have to allow for it; none where it allows them already. */
const ALLOW = { allow: z.array(z.string()) };

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** What a person can do about it, in the words of the form. */
const toAllow = (hosts: readonly string[]): string =>
  `Add ${listed(hosts)} to “Hosts that commands may reach” in the options of a job.`;

const install = (hosts: readonly string[]): string =>
  hosts.length === 0
    ? 'The repository does not name it where the check looks for what to install.'
    : `${toAllow(hosts)} The check then installs what the repository names.`;

const LANGUAGES = {
  node: (name: string) => `Node lacks the package ${name}, which the tests need.`,
  ruby: (name: string) => `Ruby lacks ${name}, which the tests need.`,
  perl: (name: string) => `Perl lacks the module ${name}.`,
  lua: (name: string) => `Lua lacks the module ${name}.`,
  r: (name: string) => `R lacks the package ${name}.`,
  julia: (name: string) => `Julia lacks the package ${name}.`,
} as const;
const Language = z.enum(Object.keys(LANGUAGES) as [keyof typeof LANGUAGES, ...(keyof typeof LANGUAGES)[]]);
export type Language = z.infer<typeof Language>;

/** A folder of programs whose dependencies are not there, in the repository or below it. */
const Uninstalled = z.object({ below: z.string().nullable(), folder: z.string(), registry: z.string() });

function uninstalledText({ below, folder, registry }: z.infer<typeof Uninstalled>): string {
  const where = below === null ? '' : `${below}: `;
  return `${where}Dependencies are not installed (there is no ${folder} folder), and commands of this job may not reach ${registry}. ${toAllow([registry])}`;
}

/** Why a check could not prove anything. Names, lines and hosts in it are what tools printed: hostile, and cut. */
export const CHECK_PROBLEMS = {
  check_cancelled: says({}, () => 'The check was cancelled.'),
  /** `error`: the message of the error that kept the command from running, and why. */
  command_not_run: says({ error: z.string() }, ({ error }) => error),
  dependencies_missing: says({ places: z.array(Uninstalled) }, ({ places }) => places.map(uninstalledText).join(' ')),
  installation_failed: says(
    { command: z.string(), exitCode: z.number().nullable() },
    ({ command, exitCode }) =>
      `What the tests need could not be installed: \`${command}\` ${exitCode === null ? 'did not end in time' : `ended with exit code ${exitCode}`}.`,
  ),
  program_missing: says(
    { name: z.string().nullable() },
    ({ name }) => `The check needs a program that is not installed: ${name ?? 'its name is in the log'}.`,
  ),
  test_program_missing: says(NAME, ({ name }) => `The tests start a program that is not installed: ${name}.`),
  system_library_missing: says(
    NAME,
    ({ name }) => `The check needs a library of the system that is not installed: ${name}.`,
  ),
  headers_missing: says(NAME, ({ name }) => `The check compiles with headers that are not installed: ${name}.`),
  compiler_missing: says(NAME, ({ name }) => `The check needs a compiler that is not installed: ${name}.`),
  toolchain_missing: says({}, () => 'The check needs a toolchain that is not installed.'),
  other_toolchain: says({}, () => 'The check needs another version of its toolchain than the one that is installed.'),
  other_python: says(NAME, ({ name }) => `The check needs another Python than the one that is installed: ${name}.`),
  no_python_venv: says(
    {},
    () => 'Python cannot make a virtual environment here: install its package venv (python3-venv).',
  ),
  python_runner_missing: says(
    { ...NAME, ...ALLOW },
    ({ name, allow }) => `Python lacks the test runner that the check needs: ${name}. ${install(allow)}`,
  ),
  python_module_missing: says(
    { ...NAME, ...ALLOW },
    ({ name, allow }) => `Python lacks the module ${name}, which the tests need. ${install(allow)}`,
  ),
  pytest_plugin_missing: says(
    { ...NAME, ...ALLOW },
    ({ name, allow }) => `pytest lacks a plugin: ${name}. ${install(allow)}`,
  ),
  pytest_fixture_missing: says(
    { ...NAME, ...ALLOW },
    ({ name, allow }) => `pytest lacks the plugin that brings the fixture ${name}. ${install(allow)}`,
  ),
  pytest_options_unknown: says(
    { options: z.string(), ...ALLOW },
    ({ options, allow }) =>
      `pytest does not know the options ${options}: it lacks the plugin that they belong to. ${install(allow)}`,
  ),
  package_missing: says({ language: Language, ...NAME }, ({ language, name }) => LANGUAGES[language](name)),
  not_installable: says(
    { line: z.string() },
    ({ line }) => `What the repository needs could not be installed: ${line}.`,
  ),
  composer_not_installed: says({}, () => 'What Composer installs is not there (vendor/autoload.php).'),
  mix_not_installed: says(
    {},
    () => 'What Mix installs is not there. Allow repo.hex.pm, or choose a check that installs it.',
  ),
  lock_file_unfit: says({}, () => 'Dependencies are not installed, and the lock file does not fit the manifest.'),
  /** `allowed`: the hosts that the job allows. */
  download_failed: says({ allowed: z.array(z.string()) }, ({ allowed }) =>
    allowed.length === 0
      ? 'The check needs to download something, and commands of this job may not reach any host.'
      : `The check could not download something. Commands of this job reach only: ${allowed.join(', ')}.`,
  ),
  download_unanswered: says(
    { host: z.string() },
    ({ host }) =>
      `The check could not download from ${host}, which this job allows: the host or the network did not answer.`,
  ),
  download_not_allowed: says(
    { host: z.string(), ...ALLOW },
    ({ host, allow }) =>
      `The check needs to download from ${host}, which commands of this job may not reach. ${toAllow(allow)}`,
  ),
  download_refused: says({ host: z.string().nullable(), line: z.string(), ...ALLOW }, ({ host, line, allow }) => {
    const from = host ?? 'where the repository gets it from';
    const reach = allow.length === 0 ? '' : ` ${toAllow(allow)}`;
    return `What the tests need could not be had from ${from} (${line}): it is private, or no longer there. Commands have no key for private registries.${reach}`;
  }),
  service_missing: says(
    { service: z.string(), port: z.string().nullable() },
    ({ service, port }) =>
      `The tests need ${service}${port === null ? '' : ` at port ${port}`}, which does not run in the sandbox of a check. Choose a check that does without.`,
  ),
  neighbour_missing: says(
    { host: z.string() },
    ({ host }) =>
      `The tests need a service named ${host}, which does not run in the sandbox of a check. Choose a check that does without.`,
  ),
  host_unanswered: says(
    { host: z.string() },
    ({ host }) => `The tests could not reach ${host}, which this job allows: the host or the network did not answer.`,
  ),
  host_not_allowed: says(
    { host: z.string() },
    ({ host }) => `The tests reach for ${host}, which commands of this job may not reach. ${toAllow([host])}`,
  ),
  history_missing: says(
    {},
    () =>
      'The check looks at tags, branches or the history of the repository, which this clone does not hold: it has the newest commit only.',
  ),
  browser_missing: says({}, () => 'The tests need a browser that is not installed where a check can use it.'),
  display_missing: says({}, () => 'The tests need a display, and a check has none.'),
  large_files_missing: says(
    {},
    () => 'The tests read files that the repository keeps in Git LFS, and a check has their pointers only.',
  ),
  no_tests: says({}, () => 'The check found no tests, so nothing is proved.'),
};
export const CheckProblem = messageSchema(CHECK_PROBLEMS);
export type CheckProblem = z.infer<typeof CheckProblem>;

/** One of these problems, known by its code. */
export type CheckProblemOf<C extends keyof typeof CHECK_PROBLEMS> = Extract<
  MessageOf<typeof CHECK_PROBLEMS>,
  { code: C }
>;

/** A problem that needs nothing but its code. */
export const problemOf = (
  code: Extract<CheckProblem, { parameters: Record<string, never> }>['code'],
): CheckProblem => ({ code, parameters: {} });
