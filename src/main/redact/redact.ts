import { SECRET_SHAPES } from '../../shared/secret-shapes.ts';
import { breaksIn, type HiddenSpan, hiddenSpans } from './hidden-spans.ts';

/** Stands where a secret stood. */
export const REDACTED = '[redacted]';

/** Shorter values would match inside ordinary words and tear texts apart. */
const SHORTEST_SECRET = 6;

/**
 * Takes secrets out of a text. `spans` tells where they stand in it, for the one who has to put them back; a plain function
 * that hides things but cannot tell where has none.
 */
export interface Redactor {
  (text: string): string;
  spans?(text: string): HiddenSpan[];
}

/**
 * Makes a redactor: it takes out the given values, also URL-encoded, JSON-escaped or inside base64 (in one line or wrapped),
 * and everything that has the shape of a well-known key or token. A text keeps its line breaks, so that the numbers of its
 * lines hold. Pure; about 30 ms for 1 MB.
 * @param secrets values that must never be shown or stored; ones shorter than 6 characters are ignored
 * @param shapes of what is a secret whatever its value; none: the given values alone
 */
export function createRedactor(
  secrets: readonly string[],
  shapes: readonly RegExp[] = SECRET_SHAPES,
): Redactor & Required<Pick<Redactor, 'spans'>> {
  const values = secrets.map((secret) => secret.trim()).filter((value) => value.length >= SHORTEST_SECRET);
  const forms = longestFirst(values.flatMap(plainForms));
  const encoded = wrappedForms(longestFirst(values.flatMap(base64Forms)));
  const sweep = (text: string, mark: (hidden: string) => string): string => {
    let clean = text;
    const inPlace = (hidden: string): string => mark(hidden) + '\n'.repeat(breaksIn(hidden));
    for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, inPlace);
    const replace = (match: string, kept: unknown): string => {
      const before = typeof kept === 'string' ? kept : '';
      const hidden = match.slice(before.length);
      // What is hidden already needs no second mark, which would say less.
      return MARK.test(hidden) ? match : before + inPlace(hidden);
    };
    if (encoded?.signs.test(clean)) for (const shape of encoded.shapes) clean = clean.replace(shape, replace);
    for (const shape of shapes) clean = clean.replace(shape, replace);
    return clean;
  };
  return Object.assign((text: string) => sweep(text, () => REDACTED), {
    spans: (text: string) => hiddenSpans(text, sweep),
  });
}

/** A mark as it stands for one secret; those of one file are numbered (`[redacted:2]`). */
const MARK = /^\[redacted(?::\d+)?\]$/;

const longestFirst = (forms: readonly string[]): string[] => [...new Set(forms)].sort((a, b) => b.length - a.length);

const plainForms = (value: string): string[] => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];

/**
 * The characters that base64 of any text holding the value must contain: one form for each of the three places where the
 * value can start within a group of three bytes (`user:TOKEN` of a Basic header starts anywhere).
 */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  return [0, 1, 2].flatMap((shift) => {
    const skipped = shift === 0 ? 0 : shift + 1;
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]);
    const form = whole
      .toString('base64')
      .replace(/=+$/, '')
      .slice(skipped, Math.floor((whole.length * 8) / 6));
    return form.length < SHORTEST_SECRET ? [] : [form, form.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Programs wrap base64 at 60 characters or more, so one of the first two pieces of this length is whole in any text. */
const PIECE = 24;

/** Forms of base64 as they may be wrapped, and signs of which every text that holds one of them has at least one. */
function wrappedForms(forms: readonly string[]): { signs: RegExp; shapes: RegExp[] } | null {
  if (forms.length === 0) return null;
  const literal = (text: string) => text.replaceAll('+', '\\+');
  const pieces = forms.flatMap((form) => {
    const length = Math.min(PIECE, Math.ceil(form.length / 2));
    return [form.slice(0, length), form.slice(length, 2 * length)];
  });
  return {
    signs: new RegExp([...new Set(pieces)].map(literal).join('|')),
    shapes: forms.map((form) => new RegExp([...form].map(literal).join('(?:\\r?\\n[ \\t]*|\\\\n)?'), 'g')),
  };
}
