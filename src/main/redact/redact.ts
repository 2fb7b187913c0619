import { breaksIn, type HiddenSpan, hiddenSpans } from './hidden-spans.ts';

/** Stands where a secret stood. */
export const REDACTED = '[redacted]';

/** Shorter values would match inside ordinary words and tear texts apart. */
const SHORTEST_SECRET = 6;

/**
 * Keys and tokens that say by their first letters what they are. What is as long and as random but does not (hashes, ids,
 * images in base64) stays: code is full of it.
 */
const TOKENS: readonly RegExp[] = [
  // Claude, OpenAI, OpenRouter, Hugging Face, Groq
  /sk-(?:ant-[\w-]{8,}|(?:proj|svcacct|admin|or-v1)-[\w-]{20,}|(?=[A-Za-z]*\d)[A-Za-z0-9]{32,})/,
  /hf_[A-Za-z0-9]{30,}/,
  /gsk_[A-Za-z0-9]{40,}/,
  // GitHub, GitLab, Atlassian, Linear
  /gh[pousr]_[A-Za-z0-9_.-]{16,}/,
  /github_pat_\w{16,}/,
  /gl(?:agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rt|soat)-[\w-]{16,}/,
  /AT(?:ATT|CTT)3[\w=-]{20,}/,
  /lin_(?:api|oauth)_[A-Za-z0-9]{32,}/,
  // AWS, Google, DigitalOcean, Databricks, Vault
  /(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /AIza[\w-]{35}/,
  /ya29\.[\w-]{20,}/,
  /GOCSPX-[\w-]{20,}/,
  /do[opr]_v1_[a-f0-9]{40,}/,
  /dapi[a-f0-9]{32}(?:-\d+)?\b/,
  /hv[bsr]\.[\w-]{24,}/,
  // npm, PyPI, RubyGems, Docker
  /npm_[A-Za-z0-9]{30,}/,
  /pypi-[\w-]{40,}/,
  /rubygems_[a-f0-9]{40,}/,
  /dckr_[op]at_[\w-]{16,}/,
  // Stripe, Shopify
  /[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/,
  /whsec_[A-Za-z0-9+/]{24,}/,
  /shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}/,
  // Slack, SendGrid, Twilio
  /xox[abeoprs]-[\w-]{10,}/,
  /xapp-\d-[\w-]{10,}/,
  /SG\.[\w-]{16,}\.[\w-]{16,}/,
  /SK[0-9a-f]{32}\b/,
  // JSON web tokens
  /eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/,
];

/** Secrets that are told by what stands before them, which is kept: the first group. */
const NAMED: readonly RegExp[] = [
  // A digit is asked for, so that prose such as "Basic internationalization" stays.
  /\b((?:bearer|basic)\s+)(?=[\w.~+/-]*\d)[\w.~+/-]{16,}=*/gi,
  /\b(x-api-key["']?\s*[:=]\s*["']?)[\w-]{16,}/gi,
  /(secret_?access_?key["']?\s*[:=]\s*["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/gi,
  /((?:Account|SharedAccess)Key=)[A-Za-z0-9+/]{40,}=*/g,
  /(hooks\.slack\.com\/(?:services|triggers|workflows)\/)[\w/-]{20,}/g,
  /(discord(?:app)?\.com\/api\/webhooks\/\d+\/)[\w-]{30,}/g,
  // A bot of Telegram; the number before it is public.
  /(?<=\d{8}:)AA[\w-]{33}(?![\w-])/g,
  // Lines of .npmrc and .yarnrc.yml, not fields of a class; what is looked up in the environment stays.
  /((?:^|:)_(?:auth|authToken|password) ?= ?["']?)(?=[^\s"']*\d)[\w+/.=~-]{12,}(?=["']?\s*$)/gm,
  /(\bnpmAuth(?:Ident|Token)["']?: *["']?)(?=[^\s"']*\d)[\w+/.=~:-]{12,}/g,
  // User information of a URL; placeholders such as ${TOKEN} or <token> stay.
  /(:\/\/)[^\s/@:"'`<>${}]*:[^\s/@"'`<>${}]+(?=@)/g,
  /([?&](?:access_token|api_?key|auth_token|client_secret|password|private_token|sig|token)=)[^\s&"'`<>${}#]{8,}/gi,
];

/** As one expression, tokens take a quarter of the time. */
const SHAPES: readonly RegExp[] = [
  new RegExp(`\\b(?:${TOKENS.map(({ source }) => source).join('|')})`, 'g'),
  ...NAMED,
  privateKeyPattern(),
];

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
  shapes: readonly RegExp[] = SHAPES,
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

/**
 * A PEM block, or PGP's: also with "\n" for its line breaks, with line numbers or the signs of a diff in front of its
 * lines, or cut off before its end.
 */
function privateKeyPattern(): RegExp {
  const gap = '(?:\\n(?: *\\d{1,7}\\t|[ +-])|\\s|\\\\[nr])';
  const headers = `(?:${gap}*(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID):[^\\n\\\\]*)*`;
  const lines = `(?:${gap}+[A-Za-z0-9+/=]{16,})+(?:${gap}+[A-Za-z0-9+/=]{1,15})?(?:${gap}+=[A-Za-z0-9+/]{4})?`;
  const label = '[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----';
  return new RegExp(`-----BEGIN ${label}${headers}${lines}(?:${gap}*-----END ${label})?`, 'g');
}

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
