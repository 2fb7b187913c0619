import { type AppError, failed, ok, type Result } from '../../shared/errors.ts';

/** A failure on its way from the middle of a flow to the flow's door. Only `must` throws it, and only `answered` catches it. */
class FlowFailure extends Error {
  readonly error: AppError;
  constructor(error: AppError) {
    super(error.message);
    this.error = error;
  }
}

/** The value, or the end of the flow that is `answered` with the failure. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new FlowFailure(result.error);
  return result.value;
}

/** The door of a flow: what `must` met inside is a value again. Defects go through. */
export async function answered<T>(flow: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await flow());
  } catch (thrown) {
    if (thrown instanceof FlowFailure) return failed(thrown.error);
    throw thrown;
  }
}
