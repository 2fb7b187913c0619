import { randomBytes } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { DemoWorldFacts, DemoWorldOptions } from '../shared/demo-protocol.ts';
import type { Sample } from './content/sample.ts';
import { DEMO_CHECK, DEMO_PROMPT, DEMO_TITLE } from './demo-job.ts';
import type { GitRequestRecord } from './git-http.ts';
import type { Account, RepositorySeed } from './github/answers.ts';
import type { PullRecord } from './github/store.ts';
import { type ApiRequestRecord, startGitHubServer } from './github-server.ts';
import type { FaultRule } from './model/faults.ts';
import { type ModelRequestRecord, startModelServer } from './model-server.ts';
import { scriptedPlanner } from './planner.ts';
import { createSampleRepository, SAMPLES } from './samples.ts';

export interface WorldOptions extends DemoWorldOptions {
  /** For tests: other repositories than the demo's own. */
  samples?: readonly Sample[];
  /** For tests: what goes wrong on the way to the model. */
  faults?: readonly FaultRule[];
}

export interface DemoWorld extends DemoWorldFacts {
  journal: {
    model: readonly ModelRequestRecord[];
    github: readonly ApiRequestRecord[];
    git: readonly GitRequestRecord[];
  };
  /** The pull requests of the world's GitHub as they are now. */
  pulls: readonly PullRecord[];
  close(): Promise<void>;
}

const Saved = z.object({
  version: z.literal(1),
  anthropicKey: z.string(),
  githubToken: z.string(),
  githubPort: z.number().int(),
  modelPort: z.number().int(),
});

const LOGIN = 'demo-engineer';

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Makes the sample repositories that are not there yet; each appears whole or not at all. */
async function createMissing(folder: string, samples: readonly Sample[]): Promise<void> {
  const fresh = path.join(folder, 'new');
  await rm(fresh, { recursive: true, force: true });
  const create = async (sample: Sample): Promise<void> => {
    const target = path.join(folder, 'repositories', sample.owner, `${sample.name}.git`);
    if (await exists(target)) return;
    const bare = path.join(fresh, `${sample.name}.git`);
    await createSampleRepository(sample, bare);
    await mkdir(path.dirname(target), { recursive: true });
    await rename(bare, target);
  };
  await Promise.all(samples.map(create));
  await rm(fresh, { recursive: true, force: true });
}

async function openSaved(file: string): Promise<z.infer<typeof Saved>> {
  if (await exists(file)) return Saved.parse(JSON.parse(await readFile(file, 'utf8')));
  return {
    version: 1,
    // In the form of the real ones, so that whatever hides real keys hides these too.
    anthropicKey: `sk-ant-demo-${randomBytes(24).toString('hex')}`,
    githubToken: `ghp_${randomBytes(18).toString('hex')}`,
    githubPort: 0,
    modelPort: 0,
  };
}

/**
 * Starts the demo's world: a scripted model, a GitHub, and the sample repositories, all on loopback. Throws when the
 * folder can't be written or git is missing.
 */
export async function startDemoWorld(options: WorldOptions): Promise<DemoWorld> {
  const { folder, delayMs = 0, samples = SAMPLES } = options;
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'world.json');
  const saved = await openSaved(file);
  await createMissing(folder, samples);
  const account: Account = { login: LOGIN, id: 4711, name: 'Demo Engineer', token: saved.githubToken };
  const repositories = samples.map(
    ({ owner, name, description, topics, defaultBranch, permission }): RepositorySeed => ({
      owner,
      name,
      description,
      topics,
      defaultBranch,
      pushers: permission === 'push' ? [LOGIN] : [],
    }),
  );
  const github = await startGitHubServer({
    folder,
    port: options.githubPort ?? saved.githubPort,
    accounts: [account],
    repositories,
  });
  const model = await startModelServer({
    planner: scriptedPlanner,
    port: options.modelPort ?? saved.modelPort,
    apiKey: saved.anthropicKey,
    pace: { firstByteMs: delayMs * 12, chunkMs: delayMs },
    faults: options.faults ?? [],
  });
  const next = { ...saved, githubPort: github.port, modelPort: model.port };
  await writeFile(`${file}.new`, JSON.stringify(next), { mode: 0o600 });
  await rename(`${file}.new`, file);
  const lineOf = ({ owner, name }: { owner: string; name: string }) => `${github.webUrl}/${owner}/${name}`;
  return {
    anthropicUrl: model.url,
    anthropicKey: saved.anthropicKey,
    githubUrl: github.apiUrl,
    githubToken: saved.githubToken,
    githubPort: github.port,
    modelPort: model.port,
    title: DEMO_TITLE,
    prompt: DEMO_PROMPT,
    check: DEMO_CHECK,
    repos: samples.map(lineOf),
    expectations: Object.fromEntries(samples.map((sample) => [lineOf(sample), sample.expected])),
    journal: { model: model.journal, github: github.journal, git: github.gitJournal },
    pulls: github.pulls,
    close: async () => {
      await Promise.all([model.close(), github.close()]);
    },
  };
}
