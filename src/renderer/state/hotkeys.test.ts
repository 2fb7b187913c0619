import { describe, expect, it } from 'vitest';
import { commandList } from './commands.ts';
import { CHORD_MS, type ChordState, hasLatinLetters, keyCaps, matchPress, type Press, writePress } from './hotkeys.ts';

const press = (key: string, change: Partial<Press> & { altGraph?: boolean } = {}): Press => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  getModifierState: () => change.altGraph ?? false,
  ...change,
});
const SHIFT = { shiftKey: true };
const CTRL = { ctrlKey: true };

describe('writePress', () => {
  it.each([
    [press('j'), false, ['J']],
    [press('J', SHIFT), false, ['Shift+J']],
    [press('?', { ...SHIFT, code: 'Slash' }), false, ['?']],
    [press('k', CTRL), false, ['Mod+K']],
    [press('k', { metaKey: true }), true, ['Mod+K']],
    [press('k', CTRL), true, ['Other+K']],
    [press('Enter', { ...CTRL, ...SHIFT }), false, ['Mod+Shift+Enter']],
    [press('Enter', { code: 'NumpadEnter', ...CTRL }), false, ['Mod+Enter']],
    [press('ArrowDown', SHIFT), false, ['Shift+ArrowDown']],
    [press('ArrowDown', { altKey: true }), true, ['Alt+ArrowDown']],
    [press(' '), false, ['Space']],
    [press(']', { code: 'BracketRight' }), false, [']']],
    [press('Shift', SHIFT), false, []],
    [press('Control', CTRL), false, []],
    [press('Dead', { code: 'BracketLeft' }), false, []],
  ])('%j on a Mac: %s is %j', (given, mac, expected) => {
    expect(writePress(given, mac)).toEqual(expected);
  });
});

describe('layouts', () => {
  // What people press for a key of the table, as their browsers tell it, on a layout whose letters are known or not yet.
  it.each<[layout: string, Press, wanted: string, latin?: boolean]>([
    ['Russian', press('\u043b', { code: 'KeyK', ...CTRL }), 'Mod+K'],
    ['Russian', press('\u0442', { code: 'KeyN', ...CTRL }), 'Mod+N'],
    ['Russian', press('\u043f', { code: 'KeyG' }), 'G'],
    ['Russian', press('\u041f', { code: 'KeyG', ...SHIFT }), 'Shift+G'],
    ['Russian', press('\u0445', { code: 'BracketLeft' }), '['],
    ['Russian', press('\u0431', { code: 'Comma', ...CTRL }), 'Mod+,'],
    ['Russian', press('.', { code: 'Slash' }), '/', false],
    ['Russian', press(',', { code: 'Slash', ...SHIFT }), '?', false],
    ['Ukrainian', press('\u0456', { code: 'KeyS' }), 'S'],
    ['Greek', press('\u03ba', { code: 'KeyK', ...CTRL }), 'Mod+K'],
    ['Greek', press('\u03c2', { code: 'KeyW' }), 'W'],
    ['Greek', press('/', { code: 'Slash' }), '/', false],
    ['Hebrew', press('\u05dc', { code: 'KeyK', ...CTRL }), 'Mod+K'],
    ['Hebrew', press("'", { code: 'KeyW' }), 'W', false],
    ['Hebrew', press('/', { code: 'KeyQ' }), '/', false],
    ['Hebrew', press('\u05ea', { code: 'Comma' }), ','],
    ['Hebrew', press('K', { code: 'KeyK', ...SHIFT }), 'Shift+K', false],
    ['Arabic', press('\u0646', { code: 'KeyK', ...CTRL }), 'Mod+K'],
    ['Arabic', press('\u0644\u0627', { code: 'KeyB' }), 'B'],
    ['Arabic', press('\u064f', { code: 'KeyE', ...SHIFT }), 'Shift+E'],
    ['Arabic', press('}', { code: 'KeyC', ...SHIFT }), 'Shift+C', false],
    ['Arabic', press('\u061f', { code: 'Slash', ...SHIFT }), '?', false],
    ['Persian', press('\u06f1', { code: 'Digit1' }), '1', false],
    ['Korean', press('\u314f', { code: 'KeyK', ...CTRL }), 'Mod+K'],
    ['Korean', press('\u3138', { code: 'KeyE', ...SHIFT }), 'Shift+E'],
    ['Thai', press('\u0e32', { code: 'KeyK', ...CTRL }), 'Mod+K'],
    ['Thai', press('\u0e31', { code: 'KeyY' }), 'Y'],
    ['Dvorak', press('k', { code: 'KeyV', ...CTRL }), 'Mod+K'],
    ['Dvorak', press('g', { code: 'KeyU' }), 'G'],
    ['Dvorak', press(',', { code: 'KeyW' }), ','],
    ['Dvorak', press('/', { code: 'BracketLeft' }), '/'],
    ['French', press('[', { code: 'Digit5', altGraph: true }), '['],
    ['French', press('/', { code: 'Period', ...SHIFT }), '/'],
    ['French', press('?', { code: 'KeyM', ...SHIFT }), '?'],
    ['French', press('.', { code: 'Comma', ...SHIFT }), '.'],
    ['French', press('&', { code: 'Digit1' }), '1'],
    ['French', press('\u00e9', { code: 'Digit2' }), '2'],
    ['German', press('[', { code: 'Digit8', altGraph: true }), '['],
    ['German on Windows', press('[', { code: 'Digit8', altGraph: true, ctrlKey: true, altKey: true }), '['],
    ['German', press('/', { code: 'Digit7', ...SHIFT }), '/'],
    ['German', press('?', { code: 'Minus', ...SHIFT }), '?'],
    ['German', press('z', { code: 'KeyY', ...CTRL }), 'Mod+Z'],
    ['Turkish', press('\u0131', { code: 'KeyI' }), 'I'],
    ['the number pad', press('/', { code: 'NumpadDivide' }), '/'],
    ['the number pad', press('1', { code: 'Numpad1' }), '1'],
  ])('%s: %j means %s', (_layout, given, wanted, latin) => {
    const keys = new Set(commandList.flatMap((command) => [...command.keys]));
    const forms = writePress(given, false, latin);
    // Letters that no command has are pressed in the second place of a chord at most.
    expect(forms.find((form) => keys.has(form)) ?? forms[0]).toBe(wanted);
  });

  it.each<[layout: string, Press, never: string]>([
    ['Dvorak', press(';', { code: 'KeyZ', ...CTRL }), 'Mod+Z'],
    ['Dvorak', press("'", { code: 'KeyQ' }), 'Q'],
    ['Bépo', press('\u00e9', { code: 'KeyW' }), 'W'],
    ['Polish', press('\u0142', { code: 'KeyL', altGraph: true }), 'L'],
    ['German on Windows', press('\u20ac', { code: 'KeyE', altGraph: true, ctrlKey: true, altKey: true }), 'Mod+E'],
    ['US', press('!', { code: 'Digit1', ...SHIFT }), '1'],
  ])('%s: %j does not mean %s', (_layout, given, never) => {
    expect(writePress(given, false)).not.toContain(never);
  });

  it('Option on a Mac writes a character, and does not press what stands at its place', () => {
    expect(writePress(press('[', { code: 'Digit5', altKey: true }), true)).toEqual(['[']);
    expect(writePress(press('\u2206', { code: 'KeyJ', altKey: true }), true)).not.toContain('J');
    expect(writePress(press('\u043b', { code: 'KeyK', metaKey: true }), true)).toEqual(['Mod+K']);
  });

  it.each([
    ['a Russian letter', '\u043b', 'KeyK', false],
    ['two Arabic letters', '\u0644\u0627', 'KeyB', false],
    ['a Latin letter', 'k', 'KeyV', true],
    ['a sign at the place of a letter', "'", 'KeyQ', null],
    ['a letter at the place of a sign', '\u0445', 'BracketLeft', null],
    ['a named key', 'Enter', 'Enter', null],
  ])('%s: the letters of the layout are Latin: %s %s %s', (_name, key, code, expected) => {
    expect(hasLatinLetters({ key, code, shiftKey: false })).toBe(expected);
  });
});

describe('matchPress', () => {
  const keys = new Set(['J', 'G J', 'P', 'G P']);
  const type = (...presses: [string, number][]) => {
    let state: ChordState = { pending: null };
    return presses.map(([written, at]) => {
      const match = matchPress(state, written.split('|'), at, keys);
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
  it('takes the first form that means something, in each press of a chord', () => {
    expect(type(['Q|P', 0], ['.|G', 10], [',|J', 20])).toEqual(['P', null, 'G J']);
  });
  it('forgets the first key after a while', () => {
    expect(type(['G', 0], ['J', CHORD_MS + 1])).toEqual([null, 'J']);
  });
  it('forgets the first key after a key that does not go on', () => {
    expect(type(['G', 0], ['X', 10], ['J', 20])).toEqual([null, null, 'J']);
  });
});

describe('the table of commands', () => {
  it('repeats for a held key only what moves: nothing is decided, sent or started by what comes into view', () => {
    const repeating = commandList.filter(({ repeats }) => repeats).map(({ id }) => id);
    expect(repeating).toContain('row-next');
    expect(repeating.filter((id) => !/^(row|file|hunk|call)-.*(next|previous|earlier|later)$/.test(id))).toEqual([]);
  });

  it('has no id twice', () => {
    const ids = commandList.map((command) => command.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
  it('gives a key to two commands only where they never stand together', () => {
    const owners = new Map<string, string[]>();
    for (const { id, keys } of commandList) for (const key of keys) owners.set(key, [...(owners.get(key) ?? []), id]);
    expect([...owners].filter(([, ids]) => ids.length > 1)).toEqual([
      ['Mod+Enter', ['start-job', 'send']],
      ['O', ['pull-request-browser', 'run-publish']],
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
