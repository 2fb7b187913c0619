import type { AppError } from '../../src/shared/errors.ts';

/** Failures as people meet them: short ones, and one whose reason is many lines long. */
export const NO_ACCESS: AppError = {
  code: 'git_auth',
  message: 'The token may not read this repository.',
  why: 'The host answered 403 to the clone.',
  next: 'Give the token access to it in the settings of your organisation, then retry.',
  status: 403,
};
export const OVERLOADED: AppError = {
  code: 'model_overloaded',
  message: 'Claude is overloaded.',
  why: 'The API answered 529 four times in a row.',
  next: 'Retry later; what is done so far is kept.',
  status: 529,
  requestId: 'req_011CVtqkYw3nX8dG5Zr2a7Lm',
};
export const CHECK_LOG: AppError = {
  code: 'check_failed',
  message: 'The check could not be prepared: installing the dependencies failed.',
  why: [
    'npm error code ERESOLVE',
    'npm error ERESOLVE could not resolve',
    'npm error',
    'npm error While resolving: @paperkite/customer-facing-subscription-renewal-service@14.2.0',
    'npm error Found: react@19.3.1',
    'npm error node_modules/react',
    'npm error   react@"^19.3.1" from the root project',
    'npm error',
    'npm error Could not resolve dependency:',
    'npm error peer react@"^17.0.0 || ^18.0.0" from @paperkite/legacy-form-controls@6.4.11',
    'npm error node_modules/@paperkite/legacy-form-controls',
    'npm error   @paperkite/legacy-form-controls@"^6.4.0" from the root project',
    'npm error',
    'npm error Conflicting peer dependency: react@18.3.1',
    'npm error Fix the upstream dependency conflict, or retry this command with --force or --legacy-peer-deps to accept an incorrect (and potentially broken) dependency resolution.',
  ].join('\n'),
  next: 'Correct the dependencies on the default branch, or give another check command for this job, then retry.',
  status: 1,
};
export const PROTECTED: AppError = {
  code: 'github_forbidden',
  message: 'The host refused the branch.',
  why: 'A ruleset of the organisation forbids branches whose names begin with "cody-batch/".',
  next: 'Choose another branch in the options of the job, or ask for an exception.',
  status: 422,
};

export const LONG_REASON =
  'This repository already builds with GitHub Actions: .github/workflows/build.yml runs npm ci, npm run lint and npm test on Node 20, 22 and 24 for every push and pull request, and .travis.yml was removed two years ago. The only mention of Travis left is in CHANGELOG.md, which is history and stays as it is.';
