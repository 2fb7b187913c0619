import type { AppError } from './errors.ts';
import { unhidden } from './hidden-text.ts';

/** Words of a failure come from repositories, the model and hosts: nothing in them hides or turns around. */
export const readableError = (error: AppError): AppError => ({
  ...error,
  message: unhidden(error.message),
  ...(error.why === undefined ? {} : { why: unhidden(error.why) }),
  ...(error.next === undefined ? {} : { next: unhidden(error.next) }),
});
