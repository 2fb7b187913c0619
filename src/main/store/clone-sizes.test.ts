import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { JobId } from '../../shared/ids.ts';
import { tempFolder } from '../git/testing/world.ts';
import { openCloneSizes } from './clone-sizes.ts';
import { runIdOf } from './ids.ts';

test('sizes that an earlier version wrote are read, with what it had evicted', async () => {
  const file = path.join(tempFolder(), 'clone-sizes.json');
  const runId = runIdOf(JobId.parse('job_aaaaaaaaaaaa'), 1);
  const size = { bytes: 3, cacheBytes: 1, usedAt: 5 };
  writeFileSync(file, JSON.stringify({ version: 2, clones: { [runId]: { ...size, folded: true } } }));
  expect(await openCloneSizes(file, () => 0).read()).toMatchObject({
    ok: true,
    value: { clones: { [runId]: { ...size, evicted: true } } },
  });
});
