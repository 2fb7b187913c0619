import type { FileDiffLoadedFiles, FileDiffMetadata } from '@pierre/diffs';
import { unhidden } from '../../../../shared/hidden-text.ts';
import { perform } from '../../../state/actions.ts';
import type { ReadChange } from './use-diff-files.ts';
import { wholeTexts } from './whole-texts.ts';

/** All of a file, as far as git is concerned. */
const WHOLE = 1_000_000;

/** Reads the lines between the hunks of one file, for the viewer: it shows what is thrown here. */
export async function loadWhole(
  { runId, since }: Pick<ReadChange, 'runId' | 'since'>,
  contentKey: string,
  file: FileDiffMetadata,
): Promise<FileDiffLoadedFiles> {
  const from = since === null ? {} : { since };
  const answer = await perform('runs.patch', { runId, path: file.name, context: WHOLE, ...from });
  const texts = answer.ok && !answer.value.cut ? wholeTexts(unhidden(answer.value.patch)) : null;
  if (!texts) throw new Error('the rest of this file could not be read');
  const key = `${contentKey}:${file.name}`;
  return {
    oldFile: { name: file.prevName ?? file.name, contents: texts.before, cacheKey: `${key}:before` },
    newFile: { name: file.name, contents: texts.after, cacheKey: `${key}:after` },
  };
}
