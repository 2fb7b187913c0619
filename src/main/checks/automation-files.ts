import type { FileChange } from '../../shared/changeset.ts';
import { changedLines } from './added-lines.ts';
import { AT_INSTALL, AT_PACKING } from './lifecycle-scripts.ts';

/**
 * Files by which a change runs something of its own on other machines as soon as it is pushed, opened or installed, or says
 * who must look at it. Not a Makefile or a test: they run where somebody runs them.
 */
const RUNS_BY_ITSELF: readonly RegExp[] = [
  // CI: pushed is run, with the repository's secrets
  /^\.(?:github|gitea|forgejo)\/(?:workflows|actions)\//,
  /(?:^|\/)\.gitlab-ci[^/]*\.ya?ml$|^\.gitlab\/(?:ci\/|.*\.ya?ml$)/,
  /^\.(?:circleci|buildkite|semaphore|tekton|teamcity|woodpecker|azure-pipelines|azuredevops)\//,
  /(?:^|\/)(?:\.?azure-pipelines?|cloudbuild|buildspec)[^/]*\.(?:ya?ml|json)$/,
  /(?:^|\/)jenkinsfile[^/]*$/,
  /^(?:\.travis|\.?appveyor|bitbucket-pipelines|wercker|codemagic|\.woodpecker)\.ya?ml$/,
  /^\.(?:drone|cirrus)\.(?:ya?ml|jsonnet|star)$/,
  // who reviews, and what is merged without anybody
  /^(?:\.github\/|\.gitlab\/|docs\/)?codeowners$/,
  /^\.github\/dependabot\.ya?ml$|^(?:\.github\/|\.gitlab\/)?(?:renovate\.json5?|\.renovaterc(?:\.json5?)?)$|^\.mergify\.ya?ml$/,
  // a colleague's machine, at the next commit or when the folder is opened
  /^\.(?:husky|githooks|git-hooks|lefthook)\/|^\.?lefthook(?:-local)?\.(?:ya?ml|toml|json)$|^\.pre-commit-config\.ya?ml$/,
  /^\.devcontainer(?:\/|\.json$)|^\.vscode\/tasks\.json$|(?:^|\/)\.envrc$/,
];

/** Scripts that npm and its kin run at an installation. */
const BY_THEMSELVES = new RegExp(`^\\s*"(?:${[...AT_INSTALL, ...AT_PACKING].join('|')})"\\s*:\\s*"`);

/** The files of a change that run by themselves, or may. Pure. */
export function automationFiles(files: readonly Pick<FileChange, 'path' | 'oldPath'>[], patch: string): string[] {
  const installs = new Set(
    changedLines(patch)
      .filter(({ path, text, added }) => added && /(?:^|\/)package\.json$/.test(path) && BY_THEMSELVES.test(text))
      .map(({ path }) => path),
  );
  const names = files.flatMap(({ path, oldPath }) => (oldPath === null ? [path] : [path, oldPath]));
  return [...new Set(names)].filter(
    (name) => installs.has(name) || RUNS_BY_ITSELF.some((pattern) => pattern.test(name.toLowerCase())),
  );
}
