import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const Comment = z.object({ id: z.number().int(), author: z.string(), body: z.string(), createdAt: z.string() });

/** What is kept of a pull request; everything that git knows is asked from git. Times are ISO 8601. */
export const PullRecord = z.object({
  repository: z.string(),
  number: z.number().int().positive(),
  title: z.string(),
  body: z.string().nullable(),
  head: z.string(),
  base: z.string(),
  /** The last known commits; while it is open, the branches say more. */
  headCommit: z.string(),
  baseCommit: z.string(),
  author: z.string(),
  draft: z.boolean(),
  state: z.enum(['open', 'closed']),
  mergeCommit: z.string().nullable(),
  labels: z.array(z.string()),
  reviewers: z.array(z.string()),
  comments: z.array(Comment),
  maintainerCanModify: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
  closedAt: z.string().nullable(),
});
export type PullRecord = z.infer<typeof PullRecord>;
const State = z.object({ version: z.literal(1), pulls: z.array(PullRecord) });

export interface GitHubStore {
  pulls: PullRecord[];
  /** Resolves when the present state is on disk. */
  save(): Promise<void>;
}

/** The pull requests of a demo folder, read back after a restart. Each save replaces the file as a whole. */
export async function openGitHubStore(file: string): Promise<GitHubStore> {
  await mkdir(path.dirname(file), { recursive: true });
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const { pulls } = text === null ? { pulls: [] } : State.parse(JSON.parse(text));
  let saving: Promise<void> = Promise.resolve();
  const write = async () => {
    const handle = await open(`${file}.new`, 'w', 0o600);
    await handle.writeFile(JSON.stringify({ version: 1, pulls }));
    await handle.sync();
    await handle.close();
    await rename(`${file}.new`, file);
  };
  return {
    pulls,
    save() {
      saving = saving.then(write, write);
      return saving;
    },
  };
}
