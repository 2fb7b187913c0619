/** What a file is for, as far as its path tells. */
export type FileRole =
  | 'workflow'
  | 'ci'
  | 'readme'
  | 'changelog'
  | 'licence'
  | 'manifest'
  | 'lock'
  | 'test'
  | 'docs'
  | 'source'
  | 'other';

const CI =
  /^(\.travis\.ya?ml|appveyor\.ya?ml|\.appveyor\.ya?ml|azure-pipelines\.ya?ml|\.gitlab-ci\.ya?ml|jenkinsfile|\.drone\.ya?ml|bitbucket-pipelines\.ya?ml|circle\.ya?ml)$/i;
const MANIFEST =
  /^(package\.json|cargo\.toml|pyproject\.toml|setup\.(py|cfg)|requirements[\w-]*\.txt|go\.mod|pom\.xml|build\.gradle(\.kts)?|gemfile|composer\.json|[\w.-]+\.(csproj|gemspec))$/i;
const LOCK =
  /^((package-lock|npm-shrinkwrap|packages\.lock)\.json|(yarn|bun|deno|cargo|gemfile|composer|poetry|uv|pdm|pixi|pipfile|flake|mix|pubspec|podfile|rebar|shard|stack\.yaml)\.lock|bun\.lockb|(pnpm-lock|conda-lock)\.ya?ml|go\.(work\.)?sum|(buildscript-)?gradle\.lockfile|(package|cartfile)\.resolved|cabal\.project\.freeze|\.terraform\.lock\.hcl)$/i;
const TEST = /(^|\/)(tests?|specs?|__tests__|testing)\/|(^|\/)test\.\w+$|[._-](test|spec)\.\w+$|(^|\/)test_[^/]+\.py$/i;

/** Extensions that are one language to a reviewer. */
const LANGUAGES: Record<string, string> = {
  js: 'js',
  mjs: 'js',
  cjs: 'js',
  jsx: 'js',
  ts: 'js',
  tsx: 'js',
  mts: 'js',
  cts: 'js',
  py: 'py',
  pyi: 'py',
  rb: 'rb',
  go: 'go',
  rs: 'rs',
  java: 'java',
  kt: 'java',
  scala: 'java',
  c: 'c',
  h: 'c',
  cc: 'c',
  cpp: 'c',
  hpp: 'c',
  cs: 'cs',
  php: 'php',
  swift: 'swift',
  css: 'css',
  scss: 'css',
  less: 'css',
  vue: 'vue',
  svelte: 'svelte',
  sh: 'sh',
};

/**
 * The role of a path. `subject`: the file name where the role is about one file, the language where it is about many, ''
 * where the role says everything. Pure.
 */
export function fileRole(path: string): { role: FileRole; subject: string } {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const extension = name.includes('.', 1) ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
  const language = LANGUAGES[extension];
  if (/^\.github\/workflows\/[^/]+\.ya?ml$/i.test(path)) return { role: 'workflow', subject: '' };
  if (CI.test(name) || /^\.circleci\//.test(path)) return { role: 'ci', subject: name };
  if (/^readme(\.\w+)?$/i.test(name)) return { role: 'readme', subject: '' };
  if (/^(changelog|changes|history)(\.\w+)?$/i.test(name)) return { role: 'changelog', subject: '' };
  if (/^(licen[cs]e|copying)(\.\w+)?$/i.test(name)) return { role: 'licence', subject: '' };
  if (MANIFEST.test(name)) return { role: 'manifest', subject: name };
  if (LOCK.test(name)) return { role: 'lock', subject: '' };
  if (TEST.test(path)) return { role: 'test', subject: language ?? '' };
  if (/^(md|mdx|rst|adoc)$/.test(extension) || /(^|\/)docs?\//i.test(path)) return { role: 'docs', subject: '' };
  return language ? { role: 'source', subject: language } : { role: 'other', subject: name };
}
