import type { AppError } from '../../../shared/errors.ts';
import { lostRequest } from '../../executor/lost-request.ts';
import type { Records } from '../../store/contract.ts';
import { isInLog, type RequestsUnderWay } from '../../store/requests-under-way.ts';

const APP_ENDED: AppError = {
  code: 'session_crashed',
  message: 'The app ended while a request was under way',
  why: 'Its answer is lost, and what was sent is on the invoice: it counts with the most that its prompt can have cost.',
};

/** At start, before any request: requests that a kill has interrupted count as spent. */
export async function bookLostRequests(
  records: Pick<Records, 'events' | 'record' | 'run'>,
  underWay: Pick<RequestsUnderWay, 'left' | 'forget'>,
): Promise<void> {
  for (const note of await underWay.left()) {
    // Jobs that have ended or were removed are skipped.
    if (!records.run(note.runId)) continue;
    const events = await records.events(note.runId, 0);
    if (!events.ok) return;
    const body = isInLog(note, events.value) ? null : lostRequest(note, events.value, APP_ENDED);
    // What cannot be saved now is found again at the next start.
    if (body && !(await records.record(note.runId, body)).ok) return;
  }
  await underWay.forget();
}
