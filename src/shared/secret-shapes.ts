import { GITLEAKS_OTHERS, GITLEAKS_TOKENS } from './gitleaks/tokens.ts';

/**
 * Keys and tokens that say by their first letters what they are. What is as long and as random but does not (hashes, ids,
 * images in base64) stays: code is full of it. The texts are hostile: no expression here may read far from each of many
 * places, nor read one stretch in two ways.
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
  /eyJ(?:(?!-eyJ)[\w-]){8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/,
  ...Object.values(GITLEAKS_TOKENS),
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
  /((?:^|:)_(?:auth|authToken|password) ?= ?["']?)(?=[\w+/.=~-]{0,500}\d)[\w+/.=~-]{12,}(?=["']?\s*$)/gm,
  /(\bnpmAuth(?:Ident|Token)["']?: *["']?)(?=[\w+/.=~:-]{0,500}\d)[\w+/.=~:-]{12,}/g,
  // User information of a URL; placeholders such as ${TOKEN} or <token> stay.
  /(:\/\/)[^\s/@:"'`<>${}]*:[^\s/@"'`<>${}]+(?=@)/g,
  /([?&](?:access_token|api_?key|auth_token|client_secret|password|private_token|sig|token)=)[^\s&"'`<>${}#]{8,}/gi,
];

/** What is a secret whatever its value; a first group is kept. As one expression, tokens take a quarter of the time. */
export const SECRET_SHAPES: readonly RegExp[] = [
  new RegExp(`\\b(?:${TOKENS.map(({ source }) => source).join('|')})`, 'g'),
  ...NAMED,
  ...GITLEAKS_OTHERS,
  privateKeyPattern(),
];

/**
 * A PEM block, or PGP's: also with "\n" for its line breaks, with line numbers or the signs of a diff in front of its
 * lines, or cut off before its end.
 */
function privateKeyPattern(): RegExp {
  const gap = '(?:\\n(?: *\\d{1,7}\\t|[+-])?|[^\\S\\n]|\\\\[nr])';
  const name = '(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID)';
  const headers = `(?:${gap}+${name}:[^\\n\\\\]{0,300}(?=[\\n\\\\]|$)){0,20}`;
  const lines = `(?:${gap}+[A-Za-z0-9+/=]{16,})+(?:${gap}+[A-Za-z0-9+/=]{1,15})?(?:${gap}+=[A-Za-z0-9+/]{4})?`;
  const label = '[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----';
  return new RegExp(`-----BEGIN ${label}${headers}${lines}(?:${gap}*-----END ${label})?`, 'g');
}

/** The text with everything that has the shape of a well-known key or token replaced. Pure. */
export const withoutSecretShapes = (text: string, mark = '…'): string =>
  SECRET_SHAPES.reduce(
    (clean, shape) => clean.replace(shape, (_match, kept: unknown) => (typeof kept === 'string' ? kept : '') + mark),
    text,
  );

/** Does it hold something with the shape of a key or token? Pure. */
export const holdsSecretShape = (text: string): boolean => SECRET_SHAPES.some((shape) => text.search(shape) >= 0);

const NAME =
  '(?:access_?|auth_?|private_?|refresh_?)?(?:token|key)|api_?key|pass(?:word|wd|phrase)?|pwd|secret|sig(?:nature)?';
/** What stands behind a name that says that it is secret; the first group is kept. Code is full of such: only for settings and lists. */
export const NAMED_VALUE = new RegExp(`((?<![a-z])(?:${NAME})["']?\\s*[:=]\\s*["']?)[^\\s"',;&#]+`, 'gi');

/** Does a setting's name say that its value is secret? Pure. */
export const holdsNamedSecret = (text: string): boolean => text.search(NAMED_VALUE) >= 0;
