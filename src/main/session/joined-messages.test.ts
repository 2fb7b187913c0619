import { expect, it } from 'vitest';
import { joinMessages, messagesOf } from './joined-messages.ts';

function line() {
  const sent: unknown[][] = [];
  let heard = Promise.withResolvers<void>();
  const joined = joinMessages((messages) => {
    sent.push(messages);
    heard.resolve();
    heard = Promise.withResolvers();
  });
  return { ...joined, sent, next: () => heard.promise };
}

it('sends what is said in one moment as one list, in its order, also across promises', async () => {
  const { post, sent } = line();
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

it('keeps what nobody waits for until something is posted, before which it stands', async () => {
  const { post, hold, sent } = line();
  hold('answered');
  hold('read');
  await Promise.resolve();
  post('permit');
  hold('afterwards');
  await new Promise(setImmediate);
  expect(sent).toEqual([['answered', 'read', 'permit', 'afterwards']]);
});

it('sends what is held on a flush, and by itself when nothing follows', async () => {
  const { hold, flush, sent, next } = line();
  flush();
  hold('flushed');
  flush();
  await new Promise(process.nextTick);
  expect(sent).toEqual([['flushed']]);
  const after = next();
  hold('alone');
  hold('and another');
  await after;
  expect(sent).toEqual([['flushed'], ['alone', 'and another']]);
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
