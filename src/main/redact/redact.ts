/** Stands where a secret stood. Tools refuse to write it back into a file. */
export const REDACTED = '[redacted]';

/** Shorter values would match inside ordinary words and tear texts apart. */
const SHORTEST_SECRET = 6;

/** Well-known shapes of keys and tokens; the first group, where there is one, is kept. */
const PATTERNS: readonly RegExp[] = [
  /\bsk-ant-[\w-]{8,}/g,
  /\bsk-proj-[\w-]{20,}/g,
  /\bgh[pousr]_[A-Za-z0-9_.-]{16,}/g,
  /\bgithub_pat_\w{16,}/g,
  /\bglpat-[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bAIza[\w-]{35}/g,
  /\bxox[abeoprs]-[\w-]{10,}/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g,
  // A digit is asked for, so that prose such as "Basic internationalization" stays.
  /\b((?:bearer|basic)\s+)(?=[\w.~+/-]*\d)[\w.~+/-]{16,}=*/gi,
  /\b(x-api-key["']?\s*[:=]\s*["']?)[\w-]{16,}/gi,
  // User information of a URL; placeholders such as ${TOKEN} or <token> stay.
  /(:\/\/)[^\s/@:"'`<>${}]*:[^\s/@"'`<>${}]+(?=@)/g,
  /([?&](?:access_token|api_?key|auth_token|client_secret|password|private_token|token)=)[^\s&"'`<>${}#]{8,}/gi,
  privateKeyPattern(),
];

/**
 * Makes a function that takes secrets out of a text: the given values, also URL-encoded, JSON-escaped or inside base64,
 * and everything that has the shape of a well-known key or token. Pure; about 30 ms for 1 MB.
 * @param secrets values that must never be shown or stored; ones shorter than 6 characters are ignored
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const form of forms) if (clean.includes(form)) clean = clean.replaceAll(form, REDACTED);
    for (const pattern of PATTERNS)
      clean = clean.replace(pattern, (_match, kept: unknown) => `${typeof kept === 'string' ? kept : ''}${REDACTED}`);
    return clean;
  };
}

/** A PEM block: also with "\\n" for its line breaks, with line numbers in front of its lines, or cut off before its end. */
function privateKeyPattern(): RegExp {
  const gap = '(?:\\n *\\d{1,7}\\t|\\s|\\\\[nr])';
  const headers = `(?:${gap}*(?:Proc-Type|DEK-Info):[\\w ,-]*)*`;
  const lines = `(?:${gap}+[A-Za-z0-9+/=]{16,})+(?:${gap}+[A-Za-z0-9+/=]{1,15})?`;
  const label = '[A-Z0-9 ]{0,40}PRIVATE KEY-----';
  return new RegExp(`-----BEGIN ${label}${headers}${lines}(?:${gap}*-----END ${label})?`, 'g');
}

function formsOf(secret: string): string[] {
  const value = secret.trim();
  if (value.length < SHORTEST_SECRET) return [];
  const escaped = JSON.stringify(value).slice(1, -1);
  return [value, encodeURIComponent(value), escaped, ...base64Forms(value)];
}

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
