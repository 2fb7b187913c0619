import { type AppError, failed } from '../../shared/errors.ts';

const isErrno = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'code' in error;

/** Understands what the file system threw, wherever the app keeps its files. A defect that is no file system error is thrown on. */
export function fromStore(error: unknown, file: string): AppError {
  if (!isErrno(error)) throw error;
  if (isMissing(error)) {
    return { code: 'store_failed', message: 'A file of the app is gone.', why: error.message, path: file };
  }
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') {
    return {
      code: 'store_full',
      message: 'The disk is full.',
      why: 'What happened last could not be saved, so work was stopped before it went on.',
      next: 'Free some space, then press Resume.',
      path: file,
    };
  }
  return {
    code: 'store_failed',
    message: 'A file of the app could not be written or read.',
    why: error.message,
    next: 'Check that the data folder exists and belongs to you, then try again.',
    path: file,
  };
}

export const failedFromStore = (error: unknown, file: string) => failed(fromStore(error, file));
export const isMissing = (error: unknown): boolean =>
  isErrno(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
