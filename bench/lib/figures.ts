import type { AnsweredRequest } from './model.ts';
import { median, sum } from './rows.ts';

/** What one session of the scripted plan cost, from the server's own journal. */
export interface SessionFigures {
  /** Fork to the arrival of the first request. */
  firstRequestMs: number;
  /** Client time between the end of an answer and the next request; the median of the session. */
  stepMs: number;
  firstRequestTokens: number;
  /** Share of all prompt tokens that were read from cache, in percent. */
  cacheReadShare: number;
  /** Fresh tokens + 1.25 x written + 0.1 x read. */
  inputEquivalents: number;
  /** Megabytes of request bodies. */
  uploadMb: number;
}

const WRITE = 1.25;
const READ = 0.1;

/**
 * @param requests of one session, oldest first
 * @param forkedMs when its process was forked, on the same clock
 */
export function figuresOf(requests: readonly AnsweredRequest[], forkedMs: number): SessionFigures {
  const [first] = requests;
  if (!first) throw new Error('the session asked nothing');
  const gaps = requests.slice(1).map((request, index) => request.arrivedMs - (requests[index]?.endedMs ?? Number.NaN));
  const fresh = sum(requests.map(({ usage }) => usage.input_tokens));
  const written = sum(requests.map(({ usage }) => usage.cache_creation_input_tokens ?? 0));
  const read = sum(requests.map(({ usage }) => usage.cache_read_input_tokens ?? 0));
  return {
    firstRequestMs: first.arrivedMs - forkedMs,
    stepMs: median(gaps),
    firstRequestTokens: first.promptTokens,
    cacheReadShare: (100 * read) / (fresh + written + read),
    inputEquivalents: fresh + WRITE * written + READ * read,
    uploadMb: sum(requests.map(({ bytes }) => bytes)) / 1e6,
  };
}
