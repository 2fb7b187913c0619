import { type AppError, failed, ok, type Result } from '../../shared/errors.ts';

/** Carries a failure out of a flow. Only `must` throws it, and only `answered` catches it. */
class FlowFailure extends Error {
  readonly error: AppError;
  constructor(error: AppError) {
    super(error.message);
    this.error = error;
  }
}

/** Returns the value, or ends the enclosing `answered` with the failure. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new FlowFailure(result.error);
  return result.value;
}

/** Runs a flow and returns a failure that `must` met inside as a value. Defects pass through. */
export async function answered<T>(flow: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await flow());
  } catch (thrown) {
    if (thrown instanceof FlowFailure) return failed(thrown.error);
    throw thrown;
  }
}
