import { describe, expect, it } from 'vitest';
import { commandList } from './commands.ts';
import { CHORD_MS, keyCaps, matchPress, type Press, writePress } from './hotkeys.ts';

const press = (key: string, change: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...change,
});

describe('writePress', () => {
  it.each([
    [press('j'), false, 'J'],
    [press('J', { shiftKey: true }), false, 'Shift+J'],
    [press('?', { shiftKey: true }), false, '?'],
    [press('k', { ctrlKey: true }), false, 'Mod+K'],
    [press('k', { metaKey: true }), true, 'Mod+K'],
    [press('k', { ctrlKey: true }), true, 'Other+K'],
    [press('Enter', { ctrlKey: true, shiftKey: true }), false, 'Mod+Shift+Enter'],
    [press('ArrowDown', { shiftKey: true }), false, 'Shift+ArrowDown'],
    [press(' '), false, 'Space'],
    [press(']'), false, ']'],
    [press('Shift', { shiftKey: true }), false, null],
    [press('Control', { ctrlKey: true }), false, null],
  ])('%j on a Mac: %s is %j', (given, mac, expected) => {
    expect(writePress(given, mac)).toBe(expected);
  });
});

describe('matchPress', () => {
  const keys = new Set(['J', 'G J', 'P', 'G P']);
  const type = (...presses: [string, number][]) => {
    let state = { pending: null as { written: string; at: number } | null };
    return presses.map(([written, at]) => {
      const match = matchPress(state, written, at, keys);
      state = match.state;
      return match.key;
    });
  };
  it('finds single keys', () => {
    expect(type(['J', 0], ['P', 10], ['X', 20])).toEqual(['J', 'P', null]);
  });
  it('finds a chord, and its second key does not count alone', () => {
    expect(type(['G', 0], ['J', 100], ['J', 200])).toEqual([null, 'G J', 'J']);
  });
  it('forgets the first key after a while', () => {
    expect(type(['G', 0], ['J', CHORD_MS + 1])).toEqual([null, 'J']);
  });
  it('forgets the first key after a key that does not go on', () => {
    expect(type(['G', 0], ['X', 10], ['J', 20])).toEqual([null, null, 'J']);
  });
});

describe('the table of commands', () => {
  it('has no id twice', () => {
    const ids = commandList.map((command) => command.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
  it('gives a key to two commands only where they never stand together', () => {
    const owners = new Map<string, string[]>();
    for (const { id, keys } of commandList) for (const key of keys) owners.set(key, [...(owners.get(key) ?? []), id]);
    expect([...owners].filter(([, ids]) => ids.length > 1)).toEqual([
      ['Mod+Enter', ['start-job', 'send']],
      ['Shift+E', ['rows-approve', 'group-approve']],
      ['Shift+C', ['rows-comment', 'group-comment']],
    ]);
  });
  it('has no single key that begins a chord', () => {
    const keys = commandList.flatMap((command) => [...command.keys]);
    const firsts = keys.filter((key) => key.includes(' ')).map((key) => key.split(' ')[0]);
    expect(keys.filter((key) => firsts.includes(key))).toEqual([]);
  });
});

describe('the caps of a key', () => {
  it.each([
    ['Mod+K', false, [['Ctrl', 'K']]],
    ['Mod+K', true, [['⌘', 'K']]],
    ['G J', false, [['G'], ['J']]],
    ['Shift+ArrowDown', false, [['Shift', '↓']]],
    ['Escape', true, [['Esc']]],
  ])('%s on a Mac: %s', (key, mac, caps) => {
    expect(keyCaps(key, mac)).toEqual(caps);
  });
});
