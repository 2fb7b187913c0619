import type { Result } from '../../shared/errors.ts';
import type { NewJob } from '../../shared/ipc.ts';
import type { Keys } from './keys.ts';

/** What is asked before a job is made, in the window and without one: a job that cannot work costs nothing and clones nothing. */
export type BeforeJob = <T>(input: NewJob, create: () => Promise<Result<T>>) => Promise<Result<T>>;

/** Asks it of the API. */
export const beforeJob =
  (rooms: { ready: Promise<unknown>; keys: Pick<Keys, 'confirm'> }): BeforeJob =>
  async (_input, create) => {
    await rooms.ready;
    const key = await rooms.keys.confirm('claude');
    return key.ok ? create() : key;
  };
