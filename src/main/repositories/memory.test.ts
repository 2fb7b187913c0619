import { describe, expect, it } from 'vitest';
import { failure, ok } from '../../shared/errors.ts';
import { manualClock } from '../lib/clock-manual.ts';
import { createMemory } from './memory.ts';

const HOUR = 3_600_000;

/** A memory of numbers, which counts how often somebody had to look. */
function memory(given: { most?: number; mayBeKept?: (value: number) => boolean } = {}) {
  const clock = manualClock();
  const account = { token: 'first' as string | null };
  const kept = createMemory<number>({ clock, token: () => account.token, ...given });
  let looks = 0;
  const ask = async (key = 'one', value = 1) => {
    await kept.ask(key, async () => {
      looks += 1;
      return ok(value);
    });
    return looks;
  };
  return { clock, account, kept, ask };
}

describe('what is remembered', () => {
  it('is good for an hour', async () => {
    const { clock, ask } = memory();
    expect(await ask()).toBe(1);
    await clock.advance(HOUR - 1);
    expect(await ask()).toBe(1);
    await clock.advance(1);
    expect(await ask()).toBe(2);
  });

  it('is good for nobody when the clock was set back behind it', async () => {
    const { clock, ask } = memory();
    await ask();
    clock.jump(-HOUR);
    expect(await ask()).toBe(2);
  });

  it('is another thing for another token', async () => {
    const { account, ask } = memory();
    await ask();
    account.token = 'second';
    expect(await ask()).toBe(2);
    account.token = null;
    expect(await ask()).toBe(3);
  });

  it('is one look for all who ask at once', async () => {
    const { ask } = memory();
    await Promise.all([ask(), ask(), ask()]);
    expect(await ask()).toBe(1);
  });

  it('is no failure', async () => {
    const { kept, ask } = memory();
    expect((await kept.ask('one', async () => failure('github_not_found', 'Gone.'))).ok).toBe(false);
    expect(await ask()).toBe(1);
  });

  it('is nothing that may not be kept', async () => {
    const { ask } = memory({ mayBeKept: (value) => value > 5 });
    expect([await ask('one', 1), await ask('one', 1), await ask('two', 6), await ask('two', 6)]).toEqual([1, 2, 3, 3]);
  });

  it('is forgotten by key or by what it is', async () => {
    const { kept, ask } = memory();
    await ask('one', 1);
    await ask('two', 2);
    kept.forget((key, value) => key === 'one' || value === 3);
    expect(await ask('two')).toBe(2);
    expect(await ask('one', 3)).toBe(3);
    kept.forget((_key, value) => value === 3);
    expect(await ask('one')).toBe(4);
  });

  it('is not kept from a look that began before it was forgotten', async () => {
    const { kept, ask } = memory();
    const slow = Promise.withResolvers<ReturnType<typeof ok<number>>>();
    const asking = kept.ask('one', () => slow.promise);
    kept.forget(() => true);
    slow.resolve(ok(1));
    await asking;
    expect(await ask()).toBe(1);
  });

  it('has an end: the oldest goes', async () => {
    const { ask } = memory({ most: 2 });
    for (const key of ['one', 'two', 'three']) await ask(key);
    expect([await ask('three'), await ask('two'), await ask('one')]).toEqual([3, 3, 4]);
  });
});
