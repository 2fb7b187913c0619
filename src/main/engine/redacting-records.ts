import { RecordedByMain, type RunEventBody } from '../../shared/events.ts';
import type { KnownSecrets } from '../redact/known-secrets.ts';
import type { Records } from '../store/contract.ts';

/**
 * The last redaction before disk and windows: everything that main records of a run. Sessions redact on their own, and their
 * blocks must stay exactly as the API signed them.
 */
export const redactingRecords = (
  records: Records,
  { redact, holds }: Pick<KnownSecrets, 'redact' | 'holds'>,
): Records => ({
  ...records,
  record: (runId, ...bodies) => {
    // A person's text that looks like a key was refused earlier, unless the person confirmed that it is none.
    const isExact = (body: RunEventBody) => body.kind === 'comment_added' && !holds(body.text);
    return records.record(runId, ...bodies.map((body) => (isExact(body) ? body : redacted(redact)(body))));
  },
});

const KINDS = new Set<string>(RecordedByMain.options.map((option) => option.shape.kind.value));
const isOfSession = (body: RunEventBody): boolean => !KINDS.has(body.kind);

const redacted =
  (redact: (text: string) => string) =>
  (body: RunEventBody): RunEventBody => {
    if (isOfSession(body)) return body;
    const text = JSON.stringify(body);
    const safe = redact(text);
    if (safe === text) return body;
    const parsed = RecordedByMain.safeParse(JSON.parse(safe));
    return parsed.success ? parsed.data : redactedTexts(body, redact);
  };

/** A configured key may equal a word of the app: where the schema needs that word it stays; elsewhere it is removed. */
function redactedTexts(body: RunEventBody, redact: (text: string) => string): RunEventBody {
  const copy = structuredClone(body);
  const visit = (holder: Record<string, unknown>): void => {
    for (const [name, value] of Object.entries(holder)) {
      if (typeof value === 'object' && value !== null) visit(value as Record<string, unknown>);
      if (typeof value !== 'string') continue;
      const safe = redact(value);
      if (safe === value) continue;
      holder[name] = safe;
      if (!RecordedByMain.safeParse(copy).success) holder[name] = value;
    }
  };
  visit(copy as Record<string, unknown>);
  return copy;
}
