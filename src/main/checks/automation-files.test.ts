import { expect, test } from 'vitest';
import { automationFiles } from './automation-files.ts';

const found = (path: string, patch = '') => automationFiles([{ path, oldPath: null }], patch).length === 1;

test.each([
  '.github/workflows/ci.yml',
  '.github/actions/setup/action.yml',
  '.GitHub/Workflows/x.yaml',
  '.gitlab-ci.yml',
  'packages/a/.gitlab-ci.build.yml',
  '.circleci/config.yml',
  'Jenkinsfile',
  'ci/Jenkinsfile.release',
  'azure-pipelines.yml',
  'build/azure-pipelines-ci.yaml',
  '.buildkite/pipeline.yml',
  '.drone.yml',
  'bitbucket-pipelines.yml',
  '.travis.yml',
  'appveyor.yml',
  'cloudbuild.yaml',
  '.cirrus.star',
  '.tekton/push.yaml',
  'CODEOWNERS',
  '.github/CODEOWNERS',
  '.github/dependabot.yml',
  'renovate.json5',
  '.mergify.yml',
  '.husky/pre-commit',
  'lefthook.yml',
  '.pre-commit-config.yaml',
  '.devcontainer/devcontainer.json',
  '.vscode/tasks.json',
  '.envrc',
])('%s runs by itself, or says who looks at it', (path) => {
  expect(found(path)).toBe(true);
});

test.each([
  'src/index.ts',
  'Makefile',
  'package.json',
  'docs/workflows/ci.yml',
  '.github/ISSUE_TEMPLATE.md',
  'jenkins.md',
  'a/.travis.yml.md',
  '.vscode/settings.json',
  'test/codeowners.test.ts',
])('%s does not', (path) => {
  expect(found(path)).toBe(false);
});

test('a script that an installation runs is one, other scripts are not', () => {
  const patch = (line: string) =>
    `diff --git a/a/package.json b/a/package.json\n--- a/a/package.json\n+++ b/a/package.json\n@@ -1 +1 @@\n${line}`;
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare', 'prepublishOnly'])
    expect(found('a/package.json', patch(`+    "${name}": "node x.js",`))).toBe(true);
  for (const line of ['+    "test": "vitest",', '-    "postinstall": "node x.js",', '     "postinstall": "x",'])
    expect(found('a/package.json', patch(line))).toBe(false);
});

test('both names of a renamed file count', () => {
  expect(automationFiles([{ path: 'ci.yml', oldPath: '.github/workflows/ci.yml' }], '')).toEqual([
    '.github/workflows/ci.yml',
  ]);
});
