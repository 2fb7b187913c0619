import { describe, expect, it } from 'vitest';
import type { RawBlock } from '../../../shared/events.ts';
import { MOST_CALLS, saysNothing, sendable } from './sendable.ts';
import { call, text, thinking } from './testing/scripted.ts';

const sent = (...content: RawBlock[]) => sendable(content, new Set()).content;

describe('what of an answer is sent back', () => {
  const read = call('read', { path: 'a' });
  it.each<[string, RawBlock[], RawBlock[]]>([
    ['thinking, words and a call: as they came', [thinking('a'), text('b'), read], [thinking('a'), text('b'), read]],
    ['no empty text', [text(''), read], [read]],
    ['no blank text', [text(' \n\t'), read], [read]],
    ['no text that is none', [{ type: 'text', text: null }, read], [read]],
    ['no thinking at the end', [text('b'), thinking('a')], [text('b')]],
    ['no thinking before a text that stays out', [text('b'), thinking('a'), text('\n')], [text('b')]],
    ['no thinking without a signature', [{ type: 'thinking', thinking: 'x', signature: '' }, text('b')], [text('b')]],
    ['no thinking that holds half a character', [thinking('\ud83d'), text('b')], [text('b')]],
    ['no half of a character', [text('b\ud83d'), text('\u{1f600}')], [text('b\ufffd'), text('\u{1f600}')]],
    [
      'what it does not know, as it came',
      [{ type: 'novel', data: [1] }, text('b')],
      [{ type: 'novel', data: [1] }, text('b')],
    ],
  ])('%s', (_name, content, expected) => expect(sent(...content)).toEqual(expected));

  it.each([
    [null, {}, null],
    [[], {}, []],
    ['text', {}, 'text'],
    [7, {}, 7],
    [undefined, {}, undefined],
    ['{"path":"a"}', { path: 'a' }, { path: 'a' }],
    [{ path: 'a\ud800' }, { path: 'a\ufffd' }, { path: 'a\ud800' }],
  ])('a tool input of %j goes back as %j', (given, back, meant) => {
    const { content, calls } = sendable([{ type: 'tool_use', id: 'toolu_1', name: 'read', input: given }], new Set());
    expect([content[0]?.input, calls[0]?.input]).toEqual([back, meant]);
  });

  it('gives each call of a thread an id of its own that may be sent back, always the same', () => {
    const use = (id: unknown): RawBlock => ({ type: 'tool_use', id, name: 'read', input: {} });
    const answers = [[use('call_0'), use('call_0')], [use('call_0')], [use('functions.read:0'), use(''), use(7)]];
    const idsOf = () => {
      const seen = new Set<string>();
      return answers.map((content) => sendable(content, seen).content.map(({ id }) => id));
    };
    expect(idsOf()).toEqual([['call_0', 'call_0_2'], ['call_0_3'], ['functions_read_0', 'call', 'call_2']]);
    expect(idsOf()).toEqual(idsOf());
  });

  it('sends an odd name in a form that passes, and keeps it for the answer', () => {
    const { content, calls } = sendable([{ type: 'tool_use', id: 'a', name: 'functions.read', input: {} }], new Set());
    expect([content[0]?.name, calls[0]?.name]).toEqual(['functions_read', 'functions.read']);
  });

  it('makes no more than 64 calls of one answer', () => {
    const { content, calls, tooMany } = sendable(
      Array.from({ length: 3000 }, () => call('read')),
      new Set(),
    );
    expect([content.length, calls.length, tooMany]).toEqual([MOST_CALLS, MOST_CALLS, 3000 - MOST_CALLS]);
  });

  it('leaves out what the host has refused before', () => {
    expect(sendable([{ type: 'novel' }, text('b')], new Set(), ['novel']).content).toEqual([text('b')]);
  });

  it.each<[RawBlock[], boolean]>([
    [[], true],
    [[thinking('a')], true],
    [[thinking('a'), text(' ')], true],
    [[text('a')], false],
    [[call('read')], false],
  ])('knows an answer that says nothing: %j', (content, expected) => expect(saysNothing(content)).toBe(expected));
});
