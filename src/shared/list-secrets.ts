import { cutText } from './cut.ts';
import { holdsNamedSecret, holdsSecretShape, NAMED_VALUE, withoutSecretShapes } from './secret-shapes.ts';

const LONGEST_SHOWN = 160;
const READ = 500;

/**
 * What may be shown of a refused line, on one line: neither what stands before an @ nor what follows an address (a query or
 * fragment may be a token), nothing behind the name of a secret, nothing shaped like a token. Pure.
 */
export function withoutLineSecrets(text: string): string {
  // The first half of a token has no shape that could be known.
  const begin = text.length > READ ? text.slice(0, READ).replace(/\S*$/, '…') : text;
  const visible = begin.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const safe = withoutSecretShapes(visible)
    .replace(/:[\\/]+.*(?:@|%40)/gi, '://…@')
    .replace(/(^|[\s"'`<([=])(?!git@)\S*(?:@|%40)/gi, '$1…@')
    .replace(/(:\/\/[^\s"'`<>?#]*[?#])[^\s"'`<>]+/g, '$1…')
    .replace(NAMED_VALUE, '$1…');
  return cutText(safe, LONGEST_SHOWN);
}

/** Would an address with this path carry a secret along? */
export const holdsPathSecret = (path: string): boolean => holdsNamedSecret(path) || holdsSecretShape(path);
