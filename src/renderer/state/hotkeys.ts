/** One press of the keyboard, as a browser tells it. */
export interface Press {
  /** What the layout makes of it: a character, or the name of a key. */
  key: string;
  /** Which key it is, named after what stands there on a US keyboard. */
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  getModifierState(name: 'AltGraph'): boolean;
}

const MODIFIERS = ['Control', 'Meta', 'Alt', 'AltGraph', 'Shift', 'CapsLock', 'Dead', 'Unidentified', 'Process'];

/**
 * The written forms of a press, the likeliest first: `Mod+Shift+K`, `J`, `?`, `ArrowDown`. `Mod` is Cmd on macOS, Ctrl
 * elsewhere. A character counts as what it is, so that Dvorak, French and German keyboards type the keys that the table
 * names. Where the letters are not Latin (Cyrillic, Greek, Hebrew, Arabic, Korean), the place of the key says which is
 * meant. Empty for a press of a modifier alone.
 */
export function writePress(press: Press, mac: boolean, latin = true): string[] {
  const { key, code } = press;
  if (MODIFIERS.includes(key)) return [];
  if (/^[A-Z][A-Za-z0-9]+$/.test(key)) return [withModifiers(press, key, mac)];
  const ascii = /^[ -~]$/.test(key) ? key : /^[ -~]$/.test(key.toUpperCase()) ? key.toUpperCase() : null;
  const byKey = ascii === null ? [] : [withModifiers(press, ascii, mac)];
  // With AltGr, or Option on a Mac, a key has a meaning of its own that its place says nothing about.
  const place = isThirdLevel(press, mac) ? null : characterAt(code, press.shiftKey);
  const byPlace = place === null ? [] : [withModifiers(press, place, mac)];
  if (!latin || isOtherScript(key)) return [...new Set([...byPlace, ...byKey])];
  // French keyboards have digits on Shift, and letters with accents where others have digits and signs.
  const isSpare = code.startsWith('Digit') ? !press.shiftKey : ascii === null && !code.startsWith('Key');
  return [...new Set([...byKey, ...(isSpare ? byPlace : [])])];
}

/** Does this press say that the layout has Latin letters, or that it has others? Null when it says nothing. */
export function hasLatinLetters({ key, code, shiftKey }: Pick<Press, 'key' | 'code' | 'shiftKey'>): boolean | null {
  if (!code.startsWith('Key')) return null;
  // On Hebrew keyboards Shift writes Latin capitals.
  if (/^\p{Script=Latin}$/u.test(key)) return shiftKey ? null : true;
  return isOtherScript(key) ? false : null;
}

/** A letter, or several at one press as on Arabic keyboards, that no Latin layout has. */
const isOtherScript = (key: string): boolean =>
  /^[^ -~]/.test(key) && /^[\p{L}\p{M}]+$/u.test(key) && !/\p{Script=Latin}/u.test(key);

const isThirdLevel = (press: Press, mac: boolean): boolean =>
  press.getModifierState('AltGraph') || (mac && press.altKey);

/** Shift is only named for letters and named keys: with other characters it is already part of the character. So is AltGr. */
function withModifiers(press: Press, key: string, mac: boolean): string {
  const isCharacter = key.length === 1;
  const named = !isCharacter || /^\p{L}$/u.test(key) || key === ' ';
  const third = isCharacter && isThirdLevel(press, mac);
  // On Windows AltGr is Ctrl and Alt together.
  const ctrl = press.ctrlKey && !(third && press.altKey && !mac);
  const alt = press.altKey && !(third && !named);
  return [
    (mac ? press.metaKey : ctrl) && 'Mod',
    (mac ? ctrl : press.metaKey) && 'Other',
    alt && !(third && !mac) && 'Alt',
    press.shiftKey && named && 'Shift',
    key === ' ' ? 'Space' : isCharacter ? key.toUpperCase() : key,
  ]
    .filter((part) => part !== false)
    .join('+');
}

/** What stands at a place of a US keyboard, without Shift and with it. */
const SIGNS_AT: Record<string, string> = {
  Backquote: '`~',
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  Semicolon: ';:',
  Quote: '\'"',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
};
const SHIFTED_DIGITS = ')!@#$%^&*(';

function characterAt(code: string, shifted: boolean): string | null {
  const [, letter, digit] = /^(?:Key([A-Z])|Digit(\d))$/.exec(code) ?? [];
  if (letter) return letter;
  if (digit) return shifted ? (SHIFTED_DIGITS[Number(digit)] ?? null) : digit;
  return SIGNS_AT[code]?.[shifted ? 1 : 0] ?? null;
}

/** A chord is at most this long between its two presses. */
export const CHORD_MS = 1200;

export interface ChordState {
  /** First press of a possible chord and when it came. */
  pending: { forms: readonly string[]; at: number } | null;
}

/**
 * Which key of the table a press completes: a two-press chord (`G J`) first, a single press otherwise; of its written forms
 * the first that means something. The returned state goes into the next call. `keys` are all keys that mean something now.
 */
export function matchPress(
  state: ChordState,
  forms: readonly string[],
  at: number,
  keys: ReadonlySet<string>,
): { state: ChordState; key: string | null } {
  const { pending } = state;
  if (pending && at - pending.at <= CHORD_MS) {
    const chord = pending.forms
      .flatMap((first) => forms.map((second) => `${first} ${second}`))
      .find((both) => keys.has(both));
    if (chord !== undefined) return { state: { pending: null }, key: chord };
  }
  const begins = forms.filter((form) => [...keys].some((key) => key.startsWith(`${form} `)));
  return {
    state: { pending: begins.length > 0 ? { forms: begins, at } : null },
    key: forms.find((form) => keys.has(form)) ?? null,
  };
}

const MAC_SIGNS: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↵', Backspace: '⌫' };
const OTHER_SIGNS: Record<string, string> = { Mod: 'Ctrl', Enter: 'Enter' };
const SIGNS: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

/** The caps to draw for a written key, one list per press: `Mod+K` → [['Ctrl', 'K']]. */
export const keyCaps = (written: string, mac: boolean): string[][] =>
  written
    .split(' ')
    .map((press) => press.split('+').map((part) => (mac ? MAC_SIGNS[part] : OTHER_SIGNS[part]) ?? SIGNS[part] ?? part));
