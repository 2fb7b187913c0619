import { type AppError, failed, ok, type Result } from '../../shared/errors.ts';
import { changedLines } from '../checks/added-lines.ts';
import { readings } from '../checks/secret-text.ts';
import type { Clone, GitApi } from '../git/contract.ts';

/** Knows the keys that the app has in its hands. */
export interface KeyWatch {
  /** Does a text hold one of them? */
  readonly holds: (text: string) => boolean;
  /** Takes them, and what looks like one, out of a text. */
  readonly redact: (text: string) => string;
}

/** Changes up to this size are searched whole; a larger one, which nobody could have looked at, is not published. */
const SEARCHED_BYTES = 200_000_000;

/**
 * Refuses what would publish one of the app's own keys, whoever asks for it: in the change, its file names, or what a pull
 * request says. The keys may have come after the review, so this is looked at each time.
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
  // All at once: a key may go over several lines, as wrapped base64 does.
  if (holds(added.map(({ text }) => text).join('\n'))) return failed(ownKey('the change'));
  for (const { path } of files.value.filter(({ binary, status }) => binary && status !== 'deleted')) {
    const bytes = await git.readBytes(clone, tree, path, SEARCHED_BYTES);
    // What cannot be read was not searched: it stays here.
    if (!bytes.ok) return bytes;
    if (bytes.value && readings(bytes.value).some(holds)) return failed(ownKey(path));
  }
  return ok(null);
}

const TOO_LARGE: AppError = {
  code: 'not_allowed',
  message: `The change is larger than ${SEARCHED_BYTES / 1e6} MB and cannot be searched for keys: nothing was published.`,
  next: 'Discard the files that should not be in it.',
};

const ownKey = (place: string): AppError => ({
  code: 'not_allowed',
  message: `One of this app's own keys stands in ${place}: nothing was published.`,
  why: 'Whoever can read the repository could use the key.',
  next: 'Discard that file, or take the key out of the texts of the job. If it was shown elsewhere, replace it.',
});
