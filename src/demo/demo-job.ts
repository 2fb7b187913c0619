/** What the demo's job is called, asks for, and is proved by. */
export const DEMO_TITLE = 'Replace Travis CI with GitHub Actions';

export const DEMO_PROMPT = `Replace Travis CI with a GitHub Actions workflow.

Write .github/workflows/ci.yml so that it runs the same commands on the same versions and systems as Travis did. Remove .travis.yml and whatever only Travis used, and let badges and documents name the new workflow. Leave history, such as a changelog, as it is. If the repository does not use Travis CI, change nothing.`;

export const DEMO_CHECK = 'sh script/test';
