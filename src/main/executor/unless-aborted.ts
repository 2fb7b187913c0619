import { failure, type Result } from '../../shared/errors.ts';

/**
 * The result of an operation without a signal, or a failure as soon as the signal fires, so that a cancel or quit does not
 * wait for a host. The abandoned operation must have no effect.
 */
export function unlessAborted<T>(work: Promise<Result<T>>, signal: AbortSignal): Promise<Result<T>> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(failure('session_crashed', 'The run was stopped before it could begin.'));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
