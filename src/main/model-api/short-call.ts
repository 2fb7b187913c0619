import { failed, ok, type Result } from '../../shared/errors.ts';
import { apiClient } from './client.ts';
import { fromModel } from './from-model.ts';

/** The client for a short call, which is tried once; who asks decides about the next time. */
export const shortClient = (apiKey: string, anthropicUrl: string, patienceMs: number, mostBytes?: number) =>
  apiClient({ ...{ apiKey, anthropicUrl, maxRetries: 0, timeout: patienceMs }, ...(mostBytes ? { mostBytes } : {}) });

/** What `work` answers within this time, reading of the body included; what it throws as a failure in words. */
export async function answered<T>(
  work: (signal: AbortSignal) => Promise<T>,
  patienceMs: number,
  signal?: AbortSignal,
): Promise<Result<T>> {
  const late = AbortSignal.timeout(patienceMs);
  try {
    return ok(await work(signal ? AbortSignal.any([signal, late]) : late));
  } catch (error) {
    if (late.aborted && !signal?.aborted)
      return failed({ code: 'model_stalled', message: 'The Claude API did not answer in time' });
    return failed(fromModel(error, Date.now()));
  }
}
