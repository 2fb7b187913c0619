import { join } from 'node:path';
import type { Result } from '../../shared/errors.ts';
import { cloneEnvironment } from './clone.ts';
import { cloneFailure } from './clone-failure.ts';
import type { Clone } from './contract.ts';
import type { Git, GitAnswer, GitFailure } from './git.ts';
import type { GitSetting } from './git-settings.ts';

export type Step = (
  args: string[],
  input?: string,
  settings?: readonly GitSetting[],
  index?: string,
) => Promise<Result<GitAnswer>>;

/** git on the tree with the app's directory and an index of its own, which knows the files as they were last read. */
export function reviewSteps(git: Git, clone: Clone, doing: string) {
  const review = join(clone.gitDir, 'index.review');
  const run = (args: string[], input?: string, settings: readonly GitSetting[] = [], index = review) => {
    const env = { ...cloneEnvironment(clone), GIT_INDEX_FILE: index };
    return git.run({ args, env, settings, ...(input === undefined ? {} : { input }) });
  };
  const fail = (failed: GitFailure) => cloneFailure(failed, clone, doing);
  const step: Step = async (args, input, settings, index) => {
    const answer = await run(args, input, settings, index);
    return answer.ok ? answer : fail(answer.error);
  };
  return { index: review, step, run, fail };
}

export type ReviewSteps = ReturnType<typeof reviewSteps>;
