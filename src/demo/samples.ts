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

type Files = Sample['commits'][number]['files'];

const isScript = (name: string): boolean => name.startsWith('script/') || name.endsWith('.sh');
const bytesOf = (content: Files[string]): Buffer =>
  typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.base64, 'base64');

/** Writes the files of a sample's last state into a folder, without git. */
export async function writeSampleFiles(sample: Sample, folder: string): Promise<void> {
  for (const { files } of sample.commits) await writeFiles(folder, files);
}

async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, bytesOf(content), { mode: isScript(name) ? 0o755 : 0o644 });
  }
}

/**
 * Makes a sample as a bare git repository, in two processes however many commits it has. The same content, dates and author
 * always give the same commits.
 */
export async function createSampleRepository(sample: Sample, bare: string): Promise<void> {
  await mkdir(bare, { recursive: true });
  await git(bare, ['init', '--quiet', '--bare', '--template=', `--initial-branch=${sample.defaultBranch}`]);
  await git(bare, ['fast-import', '--quiet'], {}, 'utf8', importOf(sample));
}

/** The history of a sample in the words of `git fast-import`. */
function importOf({ defaultBranch, commits }: Sample): Buffer {
  const person = (at: number) => `${AUTHOR.name} <${AUTHOR.email}> ${at} +0000\n`;
  const data = (content: Buffer) => [Buffer.from(`data ${content.length}\n`), content, Buffer.from('\n')];
  const parts = commits.flatMap(({ message, files }, index) => {
    const at = FIRST_COMMIT + index * 9 * DAY;
    return [
      Buffer.from(`commit refs/heads/${defaultBranch}\nauthor ${person(at)}committer ${person(at)}`),
      ...data(Buffer.from(`${message}\n`)),
      ...Object.entries(files).flatMap(([name, content]) => [
        Buffer.from(`M ${isScript(name) ? '100755' : '100644'} inline ${name}\n`),
        ...data(bytesOf(content)),
      ]),
    ];
  });
  return Buffer.concat(parts);
}
