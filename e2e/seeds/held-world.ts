import { symlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Sample } from '../../src/demo/content/sample.ts';
import { startGitHubServer } from '../../src/demo/github-server.ts';
import type { Planner } from '../../src/demo/model/answer.ts';
import type { FaultRule } from '../../src/demo/model/faults.ts';
import { startModelServer } from '../../src/demo/model-server.ts';
import { scriptedPlanner } from '../../src/demo/planner.ts';
import { createSampleRepository, SAMPLES } from '../../src/demo/samples.ts';

/** Repositories whose sessions begin, work, and stay in the middle of an answer for as long as somebody looks. */
const HELD: readonly Sample[] = SAMPLES.filter(({ expected }) => expected.pullRequest)
  .slice(0, 4)
  .map(marked);
/** The one that is looked at while it is held. */
export const LIVE = HELD[1]?.name ?? '';
/** The step in which each of them is held: one looks around, others have written already. */
const HELD_AT = [3, 5, 4, 2];

const WORDS =
  'The workflow is in place and runs the same commands on the same versions as Travis did. What is left is whatever only Travis used: the configuration itself, the badge at the top of the readme, and one sentence in CONTRIBUTING.md that sends people to the Travis page of a build. I take those out one by one and read each file again afterwards, so that nothing stays behind that names a service which no longer runs. Then I run the check and look at what it prints before I say that this is done.';

/** With a file at the root that names it: conversations are told apart by what they begin with. */
function marked(sample: Sample): Sample {
  const [first, ...rest] = sample.commits;
  if (!first) return sample;
  const file = { [`${sample.name}.code-workspace`]: '{ "folders": [{ "path": "." }] }\n' };
  return { ...sample, commits: [{ ...first, files: { ...first.files, ...file } }, ...rest] };
}

export interface HeldWorld {
  anthropicUrl: string;
  githubUrl: string;
  /** Address of the Git host. */
  web: string;
  token: string;
  claudeKey: string;
  /** Names of the repositories whose sessions are held. */
  held: readonly string[];
  /** Sessions that are in the middle of an answer now. */
  holding(): number;
  close(): Promise<void>;
}

/** A model that falls silent in mid-sentence, and a GitHub that knows all of `names`. Both on loopback. */
export async function startHeldWorld(folder: string, names: readonly string[]): Promise<HeldWorld> {
  const root = path.join(folder, 'repositories', HELD[0]?.owner ?? '');
  await mkdir(root, { recursive: true });
  for (const sample of HELD) await createSampleRepository(sample, path.join(root, `${sample.name}.git`));
  const held = HELD.map(({ name }) => name);
  // What is only looked up needs no content of its own.
  for (const name of names)
    if (!held.includes(name)) symlinkSync(path.join(root, `${held[0]}.git`), path.join(root, `${name}.git`));

  const login = 'mira-lindqvist';
  const token = `ghp_${'0a1b2c3d4e5f6g7h8i'.repeat(2)}`;
  const claudeKey = `sk-ant-${'screens'.repeat(6)}`;
  const github = await startGitHubServer({
    folder,
    accounts: [{ login, id: 4711, name: 'Mira Lindqvist', token }],
    repositories: [...held, ...names.filter((name) => !held.includes(name))].map((name, index) => ({
      owner: HELD[0]?.owner ?? '',
      name,
      description: '',
      topics: [],
      defaultBranch: HELD.find((sample) => sample.name === name)?.defaultBranch ?? 'main',
      pushers: index % 23 === 22 ? [] : [login],
      archived: index % 61 === 60,
      private: index % 5 === 4 && index % 23 !== 22,
    })),
  });
  const model = await startModelServer({ planner: talkative, apiKey: claudeKey, faults: stalls() });
  return {
    anthropicUrl: model.url,
    githubUrl: github.apiUrl,
    web: github.webUrl,
    token,
    claudeKey,
    held,
    holding: () => model.journal.filter(({ fault, endedMs }) => fault === 'stall' && endedMs === null).length,
    close: async () => {
      await Promise.all([model.close(), github.close()]);
    },
  };
}

const stepOf = (messages: readonly { role: string }[]): number =>
  1 + messages.filter(({ role }) => role === 'assistant').length;

/** Says the demo's plan, and words of its own where it is held. */
const talkative: Planner = (prompt) => {
  const opening = JSON.stringify(prompt.messages[0]?.content ?? '');
  const index = HELD.findIndex(({ name }) => opening.includes(name));
  return stepOf(prompt.messages) === HELD_AT[index] && prompt.tools?.length
    ? [{ type: 'text', text: WORDS }]
    : scriptedPlanner(prompt);
};

/** Also after a restart the same conversation stops at the same place. */
const stalls = (): FaultRule[] =>
  HELD.map(({ name }, index) => ({
    conversation: name,
    step: HELD_AT[index] ?? 1,
    times: 100,
    fault: { kind: 'stall', pings: true },
  }));
