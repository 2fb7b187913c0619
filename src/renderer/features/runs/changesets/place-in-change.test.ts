import { expect, it } from 'vitest';
import { placeInChange } from './place-in-change.ts';

const paths = ['b.ts', 'src/b.ts', 'src/server.js', '.github/workflows/ci.yml', 'LICENSE'];
const changes = [...paths.map((path) => ({ path, oldPath: null })), { path: 'new/place.sh', oldPath: 'old/place.sh' }];

it.each<[string, string, number | null]>([
  ['src/b.ts, line 12: it looks like a key or token', 'src/b.ts', 12],
  ['The judge: The port in src/server.js is another one than before.', 'src/server.js', null],
  ['The judge: see src/server.js:7, then b.ts.', 'src/server.js', 7],
  ['It touches .github/workflows/ci.yml, which the job forbids (.github/**).', '.github/workflows/ci.yml', null],
  ['old/place.sh is under a forbidden path', 'new/place.sh', null],
  ['The change alters what the check runs (b.ts: its targets).', 'b.ts', null],
])('%s', (text, path, line) => {
  expect(placeInChange(text, changes)).toEqual({ path, line });
});

it.each([
  'The session ended without a report.',
  'It adds other/b.ts.',
  'It adds b.tsx.',
  'It adds LICENSE-MIT.',
  'b.ts.map',
])('names no file of the change: %s', (text) => {
  expect(placeInChange(text, changes)).toBeNull();
});
