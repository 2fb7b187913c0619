import { FlowEvent, type RunEventBody, type SessionEvent } from '../../shared/events.ts';
import type { Records } from '../store/records-room.ts';

/**
 * The last net before the disk and the windows: whatever main records of a run, whoever says it, has its secrets taken
 * out. Sessions do that themselves; their blocks must moreover stay exactly as the API signed them.
 */
export const redactingRecords = (records: Records, redact: (text: string) => string): Records => ({
  ...records,
  record: (runId, ...bodies) => records.record(runId, ...bodies.map(redacted(redact))),
});

const FLOW_KINDS = new Set<string>(FlowEvent.options.map((option) => option.shape.kind.value));
const isSessionEvent = (body: RunEventBody): body is SessionEvent => !FLOW_KINDS.has(body.kind);

const redacted =
  (redact: (text: string) => string) =>
  (body: RunEventBody): RunEventBody => {
    if (isSessionEvent(body)) return body;
    const text = JSON.stringify(body);
    const safe = redact(text);
    return safe === text ? body : FlowEvent.parse(JSON.parse(safe));
  };
