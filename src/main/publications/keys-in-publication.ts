import { type AppError, failed, ok, type Result } from '../../shared/errors.ts';
import { changedLines } from '../checks/added-lines.ts';
import { readings } from '../checks/secret-text.ts';
import type { Clone, GitApi } from '../git/contract.ts';

/** Detects the app's own keys in texts. */
export interface KeyWatch {
  /** Does a text contain one of them? */
  readonly holds: (text: string) => boolean;
  /** Removes them, and everything that looks like a key, from a text. */
  readonly redact: (text: string) => string;
}

/** Changes up to this size are searched completely; a larger one, which nobody could have reviewed, is not published. */
const SEARCHED_BYTES = 200_000_000;

/**
 * Refuses what would publish one of the app's own keys, whoever asks for it: in the change, its file names, or what a pull
 * request says. Keys may have been added after the review, so this is checked each time.
 */
export async function refuseOwnKeys(
  git: Pick<GitApi, 'patch' | 'readBytes' | 'compare'>,
  clone: Clone,
  tree: string,
  words: Readonly<Record<string, string>>,
  { holds }: KeyWatch,
): Promise<Result<null>> {
  for (const [place, text] of Object.entries(words)) if (holds(text)) return failed(ownKey(place));
  const files = await git.compare(clone, clone.baseCommit, tree);
  if (!files.ok) return files;
  for (const { path } of files.value) if (holds(path)) return failed(ownKey('the name of a file'));
  const read = await git.patch(clone, tree, null, SEARCHED_BYTES, 0);
  if (!read.ok) return read;
  if (read.value.cut) return failed(TOO_LARGE);
  const added = changedLines(read.value.patch).filter((line) => line.added);
  // Searched as one text: a key may span several lines, as wrapped base64 does.
  if (holds(added.map(({ text }) => text).join('\n'))) return failed(ownKey('the change'));
  for (const { path } of files.value.filter(({ binary, status }) => binary && status !== 'deleted')) {
    const bytes = await git.readBytes(clone, tree, path, SEARCHED_BYTES);
    // What cannot be read was not searched, so it is not published.
    if (!bytes.ok) return bytes;
    if (bytes.value && readings(bytes.value).some(holds)) return failed(ownKey(path));
  }
  return ok(null);
}

const TOO_LARGE: AppError = {
  code: 'not_allowed',
  message: `The change is larger than ${SEARCHED_BYTES / 1e6} MB and cannot be searched for keys: nothing was published.`,
  next: 'Discard the files that should not be in it.',
  mends: ['changes'],
};

const ownKey = (place: string): AppError => ({
  code: 'not_allowed',
  message: `One of this app's own keys stands in ${place}: nothing was published.`,
  why: 'Whoever can read the repository could use the key.',
  next: 'Discard that file, or take the key out of the texts of the job. If it was shown elsewhere, replace it.',
  mends: ['changes', 'branches', 'keys'],
});
