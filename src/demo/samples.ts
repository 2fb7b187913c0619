import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { csvpeek } from './content/csvpeek.ts';
import { handbook } from './content/handbook.ts';
import { pixelBadges } from './content/pixel-badges.ts';
import { retryAfter } from './content/retry-after.ts';
import type { Sample } from './content/sample.ts';
import { slugWords } from './content/slug-words.ts';
import { tinyQueue } from './content/tiny-queue.ts';
import { urlShelf } from './content/url-shelf.ts';
import { workshop } from './content/workshop.ts';
import { git } from './git.ts';

/** The repositories of the demo, in the order of its list. */
export const SAMPLES: readonly Sample[] = [
  slugWords,
  tinyQueue,
  handbook,
  retryAfter,
  csvpeek,
  workshop,
  pixelBadges,
  urlShelf,
];

const AUTHOR = { name: 'Mira Lindqvist', email: 'mira@paperkite.invalid' };
const FIRST_COMMIT = Date.UTC(2023, 2, 14, 9, 30) / 1000;
const DAY = 86_400;

/** Writes the files of a sample's last state into a folder, without git. */
export async function writeSampleFiles(sample: Sample, folder: string): Promise<void> {
  for (const { files } of sample.commits) await writeFiles(folder, files);
}

async function writeFiles(folder: string, files: Sample['commits'][number]['files']): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    const isScript = name.startsWith('script/') || name.endsWith('.sh');
    await writeFile(target, typeof content === 'string' ? content : Buffer.from(content.base64, 'base64'), {
      mode: isScript ? 0o755 : 0o644,
    });
  }
}

/**
 * Makes a sample as a bare git repository. The same content, dates and author always give the same commits.
 * `scratch` is an empty folder for the working copy; the caller removes it.
 */
export async function createSampleRepository(sample: Sample, bare: string, scratch: string): Promise<void> {
  const run = (args: string[], date = FIRST_COMMIT) =>
    git(scratch, args, {
      GIT_AUTHOR_NAME: AUTHOR.name,
      GIT_AUTHOR_EMAIL: AUTHOR.email,
      GIT_AUTHOR_DATE: `${date} +0000`,
      GIT_COMMITTER_NAME: AUTHOR.name,
      GIT_COMMITTER_EMAIL: AUTHOR.email,
      GIT_COMMITTER_DATE: `${date} +0000`,
    });
  await mkdir(scratch, { recursive: true });
  await run(['init', '--quiet', '--template=', `--initial-branch=${sample.defaultBranch}`]);
  for (const [index, commit] of sample.commits.entries()) {
    await writeFiles(scratch, commit.files);
    await run(['add', '--all']);
    await run(['commit', '--quiet', '-m', commit.message], FIRST_COMMIT + index * 9 * DAY);
  }
  await mkdir(path.dirname(bare), { recursive: true });
  await run(['clone', '--quiet', '--bare', '--no-local', '--template=', '.', bare]);
}
