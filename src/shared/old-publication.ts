import { isRecord } from './is-record.ts';

/** How the words of a publication that waited began, when it shared the words of its run. */
const AGAIN_AFTER = 'opening the pull request again after: ';
const HELD = 'its pull request waits: the job is paused';

/** The body of an event as it is written now, from one of the time when a publication was a phase of its run. */
export function fromOldPublicationEvent(body: unknown): unknown {
  if (!isRecord(body)) return body;
  switch (body.kind) {
    case 'phase_started':
      return body.phase === 'publishing' ? { kind: 'publication_requested' } : body;
    case 'waiting':
      return isPublicationWait(body.reason)
        ? { kind: 'publication_waiting', until: body.until ?? 0, error: errorFrom(body.reason) }
        : body;
    case 'publish_started':
      return { ...body, kind: 'publication_started' };
    case 'publish_failed':
      return { ...body, kind: 'publication_failed' };
    default:
      return body;
  }
}

/** A row as it is written now, from one of that time: its pull request stood beside its other fields. */
export function fromOldRow(row: unknown): unknown {
  if (!isRecord(row) || !('pullRequest' in row)) return row;
  const { pullRequest, publication, ...rest } = row;
  const branch = isRecord(pullRequest) ? pullRequest.branch : null;
  const facts = { pushed: isRecord(publication) ? { ...publication, branch } : null, pullRequest };
  if (row.phase === 'publishing' && row.status === 'settled') {
    return { ...rest, phase: null, waitingUntil: null, publication: { ...stepOf(row), ...facts } };
  }
  // A change has no failure of its own: what failed was to take it out.
  const isUnsent = row.status === 'settled' && row.outcome === 'changed' && row.lastError !== null;
  return isUnsent
    ? { ...rest, lastError: null, publication: { step: 'failed', error: row.lastError, ...facts } }
    : { ...rest, phase: row.phase === 'publishing' ? null : row.phase, publication: { step: 'idle', ...facts } };
}

function stepOf({ action, waitingUntil }: Record<string, unknown>) {
  if (action === HELD) return { step: 'held' };
  return isPublicationWait(action)
    ? { step: 'waiting', until: waitingUntil ?? 0, error: errorFrom(action) }
    : { step: 'requested' };
}

const isPublicationWait = (words: unknown): words is string =>
  typeof words === 'string' && words.startsWith(AGAIN_AFTER);

/** Only the words were kept: which failure it was is no longer known. */
const errorFrom = (words: string) => ({ code: 'unexpected', message: words.slice(AGAIN_AFTER.length) });
