import { type AppError, failed, ok, type Result } from './errors.ts';
import type { JobSettings } from './job.ts';
import { holdsSecretShape } from './secret-shapes.ts';

/** What a person writes into a job. */
export interface JobTexts {
  title: string;
  prompt: string;
  settings: Pick<JobSettings, 'branch' | 'pullRequest' | 'check'>;
}

/**
 * Which of a job's own texts hold what has the shape of a key or token. They are stored, sent to the model, and stand in public
 * pull requests, each as it was written. Pure.
 */
export function secretsInJob({ title, prompt, settings: { branch, pullRequest, check } }: JobTexts): string[] {
  const texts: [place: string, text: string][] = [
    ['the title', title],
    ['the instruction', prompt],
    ['the branch', branch],
    ['the title of the pull requests', pullRequest.title],
    ['the text of the pull requests', pullRequest.body],
    ['the check command', check.mode === 'command' ? check.command : ''],
  ];
  return texts.filter(([, text]) => holdsSecretShape(text)).map(([place]) => place);
}

/** Refuses texts of a person that hold a key, before anything is stored or sent. Pure. */
export const refuseSecrets = (places: readonly string[]): Result<null> =>
  places.length === 0 ? ok(null) : failed(looksLikeKey(places));

const looksLikeKey = (places: readonly string[]): AppError => ({
  code: 'not_allowed',
  message: `What looks like a key or token stands in ${places.join(' and in ')}: nothing was stored or sent.`,
  why: 'It would go to the model, and into every pull request.',
  next: 'Take it out, or write only its beginning.',
});
