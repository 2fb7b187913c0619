import { expect, it } from 'vitest';
import { joinMessages, messagesOf } from './joined-messages.ts';

it('sends what is said in one moment as one list, in its order, also across promises', async () => {
  const sent: unknown[][] = [];
  const post = joinMessages((messages) => sent.push(messages));
  post('started');
  await Promise.resolve();
  post('finished');
  await Promise.resolve().then(() => post('permit'));
  expect(sent).toEqual([]);
  await new Promise(setImmediate);
  expect(sent).toEqual([['started', 'finished', 'permit']]);
  post('later');
  await new Promise(setImmediate);
  expect(sent[1]).toEqual(['later']);
});

it.each([
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [[], []],
  ['alone', ['alone']],
])('%j holds the messages %j', (received, messages) => {
  expect(messagesOf(received)).toEqual(messages);
});
