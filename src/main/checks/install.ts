/** A check in two parts: what installs dependencies, and what tests. */
export interface CheckParts {
  /** Null: nothing that is sure to do nothing else. */
  install: string | null;
  test: string;
}

/** Programs that put dependencies in their place and do nothing else, with arguments that start no other program. */
const INSTALLS =
  /^(?:npm (?:ci|i|install|clean-install)|(?:pnpm|bun) (?:i|install)|yarn(?: install|(?: --(?:frozen-lockfile|immutable|silent))*$)|corepack enable|python3? -m venv|(?:[\w.~/-]*\/)?(?:python3?|pip3?)(?: -m pip)? install|uv sync|poetry install|pipenv (?:install|sync)|composer install|bundle (?:install|config set)|cargo fetch|go mod download|dotnet restore|mix (?:local\.(?:hex|rebar)|deps\.get)|(?:dart|flutter) pub get|swift package resolve|deno (?:install|cache))(?= |$)/;
const PLAIN = /^[^;&|<>()`$\\\n#]*$/;
/** What binds weaker than `&&`: a failed installation might then not be the end of the whole. */
const WEAKER = /;|\|\||\n|[^&]&(?!&)/;

/**
 * Splits a command line into installations at its front and the rest, where running them one after the other is the same. Parts
 * that the detector joined, `(cd a && …) && (cd b && …)`, are split each. Pure.
 */
export function splitInstall(command: string): CheckParts {
  const whole: CheckParts = { install: null, test: command };
  const folders = foldersOf(command);
  if (folders !== null) {
    const parts = folders.map(({ folder, inside }) => ({ folder, ...splitInstall(inside) }));
    const installs = parts.filter(({ install }) => install !== null);
    if (installs.length === 0) return whole;
    return {
      install: installs.map(({ folder, install }) => `(cd ${folder} && ${install})`).join(' && '),
      test: parts.map(({ folder, test }) => `(cd ${folder} && ${test})`).join(' && '),
    };
  }
  if (WEAKER.test(command)) return whole;
  const steps = command.split(' && ');
  const first = steps.findIndex((step) => !INSTALLS.test(step.trim()) || !PLAIN.test(step));
  if (first <= 0) return whole;
  return { install: steps.slice(0, first).join(' && '), test: steps.slice(first).join(' && ') };
}

/** The parts of a command that the detector joined of several folders, or null. */
function foldersOf(command: string): { folder: string; inside: string }[] | null {
  const parts = command.split(/(?<=\)) && (?=\(cd [\w.-]+ && )/);
  const found = parts.map((part) => /^\(cd ([\w.-]+) && ([^()]*)\)$/.exec(part));
  if (found.some((part) => part === null)) return null;
  return found.map((part) => ({ folder: part?.[1] ?? '', inside: part?.[2] ?? '' }));
}

const PIP_INSTALL = /\bpip3? install\b/;

interface NamedFile {
  path: string;
}

/** Files that say what is installed, or how. */
const MANIFESTS =
  /(?:^|\/)(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|pnpm-workspace\.yaml|\.pnpmfile\.c?js|yarn\.lock|bun\.lockb?|bunfig\.toml|\.npmrc|\.yarnrc(?:\.yml)?|\.nvmrc|\.node-version|\.tool-versions|\.python-version|\.ruby-version|pyproject\.toml|setup\.(?:py|cfg)|tox\.ini|MANIFEST\.in|Pipfile(?:\.lock)?|poetry\.lock|uv\.lock|pdm\.lock|(?:[\w.-]*-)?(?:requirements|constraints)[\w.-]*\.(?:txt|in)|composer\.(?:json|lock)|Gemfile(?:\.lock)?|[\w.-]+\.gemspec|Cargo\.(?:toml|lock)|go\.(?:mod|sum|work)|[\w.-]+\.(?:cs|fs|vb)proj|[\w.-]+\.sln|packages\.lock\.json|nuget\.config|Directory\.\w+\.props|global\.json|mix\.(?:exs|lock)|pubspec\.(?:yaml|lock)|Package\.(?:swift|resolved)|deno\.jsonc?|deno\.lock|_?version(?:__)?\.\w+)$|(?:^|\/)(?:requirements|patches|\.yarn\/(?:patches|plugins|releases))\//i;
/** Sources that an installation compiles. */
const COMPILED = /\.(?:c|cc|cpp|cxx|h|hpp|pyx|pxd|pyi|rs|f|f90)$/;

/** The files of a tree that decide what an installation brings. Pure. */
export function installInputs<T extends NamedFile>(install: string, files: readonly T[]): T[] {
  const builds = PIP_INSTALL.test(install);
  return files.filter(({ path }) => MANIFESTS.test(path) || (builds && COMPILED.test(path)));
}

/** Folders of Python packages: an installation links to those that are there. Pure. */
export function packageFolders(install: string, files: readonly NamedFile[]): string[] {
  if (!PIP_INSTALL.test(install)) return [];
  return files.flatMap(({ path }) => /^((?:src\/)?[\w-]+)\/__init__\.py$/.exec(path)?.[1] ?? []);
}

/** More manifests than this are not read one by one. */
const MOST_READ = 20;

/** Manifests that may name scripts which an installation runs; null: too many to look into each. Pure. */
export function manifestsWithScripts(install: string, files: readonly NamedFile[]): string[] | null {
  const named = /\bcomposer\b/.test(install) ? /(?:^|\/)composer\.json$/ : /(?:^|\/)package\.json$/;
  const found = /\bcomposer\b|\bnpm\b|\bpnpm\b|\byarn\b|\bbun\b/.test(install)
    ? files.map(({ path }) => path).filter((path) => named.test(path))
    : [];
  return found.length > MOST_READ ? null : found;
}

/** Does an installation run programs of the repository, or read its sources? Then any file may decide what comes of it. Pure. */
export const runsScripts = (manifest: string): boolean =>
  /"(?:(?:pre|post)?install|(?:pre|post)?prepare|(?:pre|post)-(?:install|autoload)-\w+|classmap)"\s*:/.test(manifest);

/** Does the installation itself copy the repository somewhere, instead of linking to it? Pure. */
export function readsEverything(install: string): boolean {
  if (!PIP_INSTALL.test(install)) return false;
  const words = install.split(' ').map((word) => word.replace(/['"]/g, ''));
  return words.some(
    (word, index) => /^\.(?:\[.*\])?$/.test(word) && !/^(?:-e|--editable)$/.test(words[index - 1] ?? ''),
  );
}
