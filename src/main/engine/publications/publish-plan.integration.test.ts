import path from 'node:path';
import { expect, it } from 'vitest';
import { commitTo, git, got } from '../../git/testing/world.ts';
import { startWorld } from '../testing/world.ts';

const BRANCH = 'cody-batch/do-it';

it('the branch that a person has seen is the one that is pushed, also when its usual name is free again', async () => {
  const world = await startWorld({
    repos: { one: { 'readme.md': 'old\n' } },
    settings: { branch: BRANCH },
    script: () => ({ edit: { 'readme.md': 'new\n' } }),
  });
  const bare = path.join(world.folder, 'hub/repositories/acme/one.git');
  const engine = await world.start();
  const jobId = await world.create(engine);
  const runIds = (await engine.jobEnded(jobId)).map(({ id }) => id);
  commitTo(bare, { 'theirs.md': 'x\n' }, BRANCH);
  const [plan] = got(await engine.runs.publishPlan({ runIds }));
  expect(plan).toMatchObject({ action: 'open', branch: expect.stringMatching(`^${BRANCH}-[a-z0-9]{8}$`) });

  git(bare, 'branch', '-D', BRANCH);
  got(await engine.runs.openPullRequests({ runIds }));
  const [run] = await engine.jobEnded(jobId);
  expect(run?.publication.pullRequest?.branch).toBe(plan?.branch);
});
