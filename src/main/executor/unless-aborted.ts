import { failure, type Result } from '../../shared/errors.ts';

/**
 * The result of something that knows no signal, or a failure as soon as this signal fires: nobody who cancels or quits
 * waits for a host that does not answer. What goes on unseen must have no effect.
 */
export function unlessAborted<T>(work: Promise<Result<T>>, signal: AbortSignal): Promise<Result<T>> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(failure('session_crashed', 'The run was stopped before it could begin.'));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
