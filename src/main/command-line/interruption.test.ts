import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { interruption } from './interruption.ts';

it('one Ctrl+C counts once, however many programs hand it on; another one later ends the app at once', () => {
  const source = new EventEmitter();
  let now = 5_000;
  let again = 0;
  const signal = interruption(
    source,
    () => now,
    () => {
      again += 1;
    },
  );
  expect(signal.aborted).toBe(false);
  source.emit('SIGINT');
  now += 300;
  source.emit('SIGINT');
  source.emit('SIGTERM');
  expect([signal.aborted, again]).toEqual([true, 0]);
  now += 2_000;
  source.emit('SIGINT');
  expect(again).toBe(1);
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s ends the work', (name) => {
  const source = new EventEmitter();
  const signal = interruption(
    source,
    () => 0,
    () => undefined,
  );
  source.emit(name);
  expect(signal.aborted).toBe(true);
});
