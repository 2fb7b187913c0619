import { describe, expect, it } from 'vitest';
import { withCacheMarks } from './cache-marks.ts';
import type { Message } from './model.ts';
import { call, text } from './testing/scripted.ts';

const user = (...words: string[]): Message => ({ role: 'user', content: words.map(text) });
const assistant = (): Message => ({ role: 'assistant', content: [text('hm'), call('read')] });
const marked = (messages: Message[]) =>
  withCacheMarks(messages).flatMap(({ content }, index) =>
    content.flatMap((block, at) => (block.cache_control ? [`${index}.${at}`] : [])),
  );

describe('withCacheMarks', () => {
  it.each([
    { name: 'one block', messages: [user('a')], at: ['0.0'] },
    { name: 'instruction and facts', messages: [user('a', 'b')], at: ['0.0', '0.1'] },
    { name: 'after one step', messages: [user('a', 'b'), assistant(), user('c', 'd')], at: ['0.0', '0.1', '2.1'] },
    {
      name: 'later: instruction, the end of the step before, the newest end',
      messages: [user('a', 'b'), assistant(), user('c'), assistant(), user('d', 'e')],
      at: ['0.0', '2.0', '4.1'],
    },
    {
      name: 'after a pause: the last user message stays the end',
      messages: [user('a', 'b'), assistant(), user('c'), assistant()],
      at: ['0.0', '0.1', '2.0'],
    },
    {
      name: 'a new turn right after results',
      messages: [user('a'), assistant(), user('c'), user('d')],
      at: ['0.0', '2.0', '3.0'],
    },
  ])('$name', ({ messages, at }) => {
    const before = structuredClone(messages);
    expect(marked(messages)).toEqual(at);
    expect(messages).toEqual(before);
  });
});
