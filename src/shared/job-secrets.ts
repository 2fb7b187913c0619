import { type AppError, failed, ok, type Result } from './errors.ts';
import type { JobSettings } from './job.ts';
import { holdsSecretShape, SECRET_SHAPES } from './secret-shapes.ts';

/** Whoever reads a password for this machine, or for a host of examples, can do nothing with it. */
const FOR_NOBODY =
  /:\/\/[^\s/@:"'`<>${}]*:[^\s/@"'`<>${}]+@(?=(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|0\.0\.0\.0|\[::1\]|(?:[\w-]{1,63}\.){0,4}(?:example(?:\.(?:com|org|net))?|localhost|invalid))(?![\w.-]))/gi;
/** A user with a password that says that it is none, or the user's name once more. */
const NO_PASSWORD =
  /:\/\/(?:[^\s/@:"'`<>${}]*:(?:pass(?:word|wd)?|pw|secret|token|change-?me|your[\w-]{0,40}|x{3,}|\*{3,}|\.{3})|([\w-]{1,63}):\1)(?=@)/gi;
/** What people write into an example of a token. */
const EXAMPLE = /example|placeholder|your|dummy|redacted|x{4}|\*{4}|(\w)\1{7}/i;

/** Does a text that a person wrote hold what looks like a key, and not like an example of one? Pure. */
export function holdsKey(text: string): boolean {
  if (!holdsSecretShape(text)) return false;
  // Parted from its user it is no password any more, but may be a token.
  const part = (found: string) => `${found.slice(0, 3)}${found.slice(3).replace(':', ' ')}`;
  const rest = text.replace(FOR_NOBODY, part).replace(NO_PASSWORD, part);
  return SECRET_SHAPES.some((shape) => [...rest.matchAll(shape)].some(([found]) => !EXAMPLE.test(found)));
}

/** What a person writes into a job. */
export interface JobTexts {
  title: string;
  prompt: string;
  settings: Pick<JobSettings, 'branch' | 'baseBranch' | 'pullRequest' | 'check'>;
}

/**
 * Which of a job's own texts hold what has the shape of a key or token. They are stored, sent to the model, and stand in public
 * pull requests, each as it was written. Pure.
 */
export function secretsInJob({
  title,
  prompt,
  settings: { branch, baseBranch, pullRequest, check },
}: JobTexts): string[] {
  const texts: [place: string, text: string][] = [
    ['the title', title],
    ['the instruction', prompt],
    ['the branch', branch],
    ['the base branch', baseBranch],
    ['the title of the pull requests', pullRequest.title],
    ['the text of the pull requests', pullRequest.body],
    ['the check command', check.mode === 'command' ? check.command : ''],
  ];
  return texts.filter(([, text]) => holdsKey(text)).map(([place]) => place);
}

/** What goes to the model and no further, a person may send although it looks like a key; what stands in pull requests not. Pure. */
export const mayHoldAny = (place: string): boolean => place === 'the instruction' || place === 'the check command';

/** Refuses texts of a person that hold a key, before anything is stored or sent. Pure. */
export const refuseSecrets = (places: readonly string[]): Result<null> =>
  places.length === 0 ? ok(null) : failed(looksLikeKey(places));

const looksLikeKey = (places: readonly string[]): AppError => ({
  code: 'key_in_text',
  message: `What looks like a key or token stands in ${places.join(' and in ')}: nothing was stored or sent.`,
  why: 'It would be stored, and go to the model or into every pull request.',
  next: 'Take it out, or write only its beginning.',
});
