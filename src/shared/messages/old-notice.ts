import { isRecord } from '../is-record.ts';

/** The body of an event as it is written now, from one of the time when a notice was a text. */
export function fromOldNotice(body: unknown): unknown {
  if (!isRecord(body) || body.kind !== 'notice' || 'message' in body) return body;
  const { text, ...rest } = body;
  return { ...rest, message: text };
}
