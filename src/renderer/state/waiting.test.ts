import { expect, it, onTestFinished, vi } from 'vitest';
import { isWaiting, whileWaiting } from './waiting.ts';

it('is seen after a moment, until the last of what was asked is answered; a dialog of the system is no wait', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const [slow, slower, dialog] = [0, 1, 2].map(() => Promise.withResolvers<void>()) as [
    PromiseWithResolvers<void>,
    PromiseWithResolvers<void>,
    PromiseWithResolvers<void>,
  ];
  const saved = whileWaiting('runs.savePatches', dialog.promise);
  const first = whileWaiting('runs.review', slow.promise);
  const second = whileWaiting('runs.discard', slower.promise);
  await whileWaiting('clipboard.write', Promise.resolve());
  const seen = [isWaiting()];
  await vi.advanceTimersByTimeAsync(200);
  seen.push(isWaiting());
  slow.resolve();
  await first;
  seen.push(isWaiting());
  slower.resolve();
  await second;
  seen.push(isWaiting());
  expect(seen).toEqual([false, true, true, false]);
  dialog.resolve();
  await saved;
});
