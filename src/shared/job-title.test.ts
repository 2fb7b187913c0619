import { expect, test } from 'vitest';
import { titleFromPrompt } from './job-title.ts';

test.each([
  ['', ''],
  ['Drop Node 16.', 'Drop Node 16'],
  ['\n# Move to Vitest\n\nAnd more.', 'Move to Vitest'],
  [
    'Replace Travis CI with a GitHub Actions workflow that runs npm test on Node 20 and 22',
    'Replace Travis CI with a GitHub Actions workflow that runs npm test on…',
  ],
])('%j', (prompt, title) => expect(titleFromPrompt(prompt)).toBe(title));
