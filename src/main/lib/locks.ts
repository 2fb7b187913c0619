/** Runs work on the same key one after the other; different keys do not wait for each other. */
export type WithLock = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Locks within this process. Only one process of the app uses a data folder at a time. */
export function createLocks(): WithLock {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = tails.get(key) ?? Promise.resolve();
    const result = before.then(work);
    const tail = result.catch(() => undefined);
    tails.set(key, tail);
    void tail.then(() => {
      if (tails.get(key) === tail) tails.delete(key);
    });
    return result;
  };
}
